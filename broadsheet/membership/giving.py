"""A gift from both sides: what the giver holds in hand, and a friend's code made good."""

from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.membership.checkout import AlreadyPartner, look_for_the_same
from broadsheet.membership.gift import LETTERS, Gift
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import NotPossible


def gift_of(order: Order) -> Gift | None:
    """What came of an order that is paid."""
    return Gift.objects.filter(order=order, void_at=None).first()


def redeem(code: str, account: Account) -> Membership:
    """The friend's membership. Time they have already is not eaten up: the gift begins at its end. Raises NotPossible. Writes."""
    gift = Gift.objects.select_related("plan", "order").filter(code=as_kept(code)).first()
    if gift is None:
        raise NotPossible(_("There is no gift with this code. Look at it once more: it has twelve letters and figures."))
    try:
        until = look_for_the_same(account, gift.plan, timezone.now())
    except AlreadyPartner:
        raise NotPossible(
            _(
                "You are a partner already, and have all of this. The code stays good: hand it on, or redeem it once your membership has ended."
            )
        ) from None
    return gift.redeem(account, until)


def as_kept(code: str) -> str:
    """A code as somebody typed it, in the form in which it is kept: K7QM-3XTN-HB9E."""
    letters = "".join(letter for letter in code.upper() if letter in LETTERS)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
