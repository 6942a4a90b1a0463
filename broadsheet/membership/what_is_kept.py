"""What this room keeps of an account, for the account's holder: shown, given out, erased. Registered with accounts/privacy.py."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts import privacy
from broadsheet.accounts.account import Account
from broadsheet.accounts.privacy import Kept, Part, Refused
from broadsheet.membership import leaving
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.plain_words import day, next_payment_at, price
from broadsheet.membership.receipts import payments_of


def register() -> None:
    """Called once, when the rooms are made ready."""
    privacy.register(
        Part(
            "membership",
            keeps=keeps,
            export=export,
            stays=stays,
            reason_not_to_erase=reason_not_to_erase,
            end=end,
            erase=erase,
        )
    )


def keeps(account: Account) -> list[Kept]:
    """In a reader's words."""
    memberships = [
        Kept(_("Membership"), f"{one.plan}, {price(one)}, {one.get_state_display()}") for one in account.memberships.select_related("plan")
    ]
    payments = account.payments.count()
    reasons = [Kept(_("Why you left"), one.why_left) for one in account.memberships.exclude(why_left="")]
    gifts = Gift.objects.filter(order__account=account).count()
    counted = [(_("Payments"), payments), (_("Gifts you gave"), gifts), (_("Mails we sent you"), account.mails.count())]
    return [*memberships, *reasons, *(Kept(name, str(number)) for name, number in counted if number)]


def export(account: Account) -> dict[str, list[dict[str, Any]]]:
    """All of it, as plain values."""
    return {
        "memberships": [_values(one, *_MEMBERSHIP) | {"plan": one.plan.name} for one in account.memberships.select_related("plan")],
        "payments": [_values(one, *_PAYMENT) for one in payments_of(account)],
        "orders": [_values(one, *_ORDER) | {"plan": one.plan.name} for one in account.orders.select_related("plan")],
        "gifts_given": [_values(one, *_GIFT) for one in Gift.objects.filter(order__account=account)],
        "gifts_redeemed": [_values(one, "code", "months", "redeemed_at") for one in account.gifts_redeemed.all()],
        "customer_numbers": [_values(one, "provider", "ref") for one in account.customers.all()],
        "mails": [_values(one, "kind", "made_at", "sent_at") for one in account.mails.all()],
        "acts_of_the_support_desk": [_values(one, "verb", "about", "why", "at") for one in account.acts.all()],
    }


def stays(account: Account) -> list[str]:
    """What the law makes a paper keep."""
    if not account.payments.exists():
        return []
    return [
        _("Your payments, with their sums and days and without your name and address, for as long as tax law makes us keep books: seven to ten years in most countries."),
        _("The payment provider keeps its own books about what you paid by card; the paper has no part in them."),
    ]  # fmt: skip


def reason_not_to_erase(account: Account) -> str | None:
    """Nobody is erased from whom money would still be taken."""
    going_on = leaving.leavable(account)
    if not going_on:
        return None
    at = next_payment_at(going_on[0], timezone.now())
    if at is None:
        return _("Your membership goes on. Leave first, or end it in the same step.")
    return _("Your membership goes on, and the next payment would be taken on %(day)s. Leave first, or end it in the same step.") % {
        "day": day(at)
    }


def end(account: Account) -> None:
    """Leaves all that can be left. Writes. Raises Refused when the provider does not answer."""
    try:
        leaving.leave_all(account)
    except (NotPossible, ProviderTrouble) as trouble:
        raise Refused(
            _("Your membership could not be ended just now, so nothing was erased. Please try again in a few minutes.")
        ) from trouble


def erase(account: Account) -> None:
    """Empties what the person wrote or named; money rows stay as they are, and name nobody. Writes."""
    Membership.objects.filter(account=account).exclude(why_left="").update(why_left="")
    Order.objects.filter(account=account).update(friend="", message="")
    Mail.objects.filter(account=account).update(trouble="")
    Act.objects.filter(account=account).forget_words()


_MEMBERSHIP = (
    "state",
    "interval",
    "amount_minor",
    "currency",
    "joined_at",
    "paid_until",
    "paused_until",
    "left_at",
    "why_left",
    "brought_by",
    "provider",
    "ref",
)
_PAYMENT = ("kind", "amount_minor", "currency", "paid_at", "covers_until", "provider", "ref")
_ORDER = (
    "kind",
    "interval",
    "amount_minor",
    "currency",
    "months",
    "state",
    "made_at",
    "paid_at",
    "friend",
    "message",
    "brought_by",
    "return_to",
)
_GIFT = ("code", "months", "made_at", "redeemed_at", "void_at")


def _values(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
