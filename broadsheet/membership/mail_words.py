"""What each mail says, in one place: the same words go out plain and set. Long because a paper says twelve things to its partners."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.signing import TimestampSigner
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.membership.course import GRACE
from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.payments.transfer import in_fours
from broadsheet.membership.plain_words import benefits_until, day, how_it_stands, kept_until, months_words, next_payment_at, price, said
from broadsheet.membership.receipts import Receipt

LEAVE_SALT = "membership.leave"


@dataclass(frozen=True)
class Words:
    """One mail: its subject, what it says, a list, facts in rows, one link, and what stands below it."""

    subject: str
    says: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    link: tuple[str, str] | None = None
    below: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def holder(_thing: Any, mail: Mail) -> str:
    """The account's address; none where the account is closed."""
    return mail.account.email if mail.account.is_active else ""


def friend(gift: Gift, _mail: Mail) -> str:
    """To whom a gift is given."""
    return gift.order.friend


def the_paper(_thing: Any, _mail: Mail) -> str:
    """The paper itself: a colleague has to do something."""
    return settings.PAPER.email


@dataclass(frozen=True)
class Kind:
    """One kind of mail: what it is about, what it says, and to whom it goes."""

    model: type[Model]
    words: Callable[[Any, Mail], Words]
    to: Callable[[Any, Mail], str] = holder


def welcome(membership: Membership, _mail: Mail) -> Words:
    """With what one has from now on."""
    return Words(
        _("You are a partner of %(paper)s") % _paper(),
        [_("Thank you. This paper stays open to everyone because of you. From now on you have:")],
        _standing(membership),
        _to_account(),
        [_("In your account you change the amount, pause or leave, on any day. Within 14 days you get your money back.")],
        benefit_names(membership.plan.benefits),
    )


def receipt(line: Payment, _mail: Mail) -> Words:
    """Of one payment."""
    shown = Receipt(line)
    facts = [
        (_("Receipt"), shown.number),
        (_("Date"), day(line.paid_at)),
        (_("For"), shown.what_for),
        (_("Amount"), shown.amount),
        (_("Paid"), shown.way),
        (_("Issued by"), settings.PAPER.owner or settings.PAPER.name),
    ]
    if settings.PAPER.postal_address:
        facts.append((_("Address"), settings.PAPER.postal_address))
    link = (_("The receipt, to print"), _full("account-receipt", line.pk))
    return Words(
        _("Your receipt %(number)s") % {"number": shown.number},
        [_("Your payment has come. Thank you.")],
        facts,
        link,
        _played(line.is_test),
    )


def given_back(line: Payment, _mail: Mail) -> Words:
    """Money that went back, and what ended with it."""
    shown = Receipt(line)
    ended = line.membership is not None and line.membership.state == State.REFUNDED
    says = [_("%(amount)s went back to you. Until it is on your account, a bank takes up to ten days.") % {"amount": shown.amount}]
    if ended:
        says.append(_("The contract ended with it, and what you had from us too. Nothing more is taken."))
    facts = [(_("Receipt"), shown.number), (_("Of the payment"), shown.of_number), (_("Amount"), shown.amount)]
    return Words(_("Your money went back"), says, facts, (_("Your receipts"), _full("account-receipts")), _played(line.is_test))


def card_failing(membership: Membership, _mail: Mail) -> Words:
    """What happens next, and how to mend it."""
    until = benefits_until(membership) or timezone.now() + GRACE
    says = [
        _("Your payment of %(amount)s did not come: the card may have run out, or the bank said no.") % {"amount": said(membership.amount)},
        _("We try it again in the next days. Until %(day)s nothing changes for you. If no payment comes by then, your membership ends and you owe nothing.") % {"day": day(until)},
    ]  # fmt: skip
    return Words(_("Your payment did not come"), says, [], (_("Another card"), _full("account-membership")))


def renewal(membership: Membership, _mail: Mail) -> Words:
    """Before a year's payment is taken."""
    at = next_payment_at(membership, timezone.now()) or kept_until(membership)
    told = {"day": day(at), "amount": said(membership.amount)}
    says = [
        _("On %(day)s your year is over, and we take %(amount)s for the next one. You need do nothing.") % told,
        _("If you would rather pay less, or leave, do it before that day in your account. It takes a minute."),
    ]
    return Words(_("Your next year begins on %(day)s") % told, says, [], _to_account())


def due(membership: Membership, _mail: Mail) -> Words:
    """Where nothing is taken by itself: before it ends."""
    told = {"day": day(kept_until(membership))}
    says = [
        _("What you paid for lasts until %(day)s. Nothing is taken by itself: if you want to go on, pay again before that day.") % told,
        _("If you do not, it ends by itself, and you owe nothing."),
    ]
    facts = [(_("Amount"), said(membership.amount)), (_("Reference"), in_fours(membership.ref)), ("IBAN", in_fours(settings.PAPER.iban))]
    return Words(_("Your membership lasts until %(day)s") % told, says, facts if settings.PAPER.iban else [], _to_account())


def amount_changed(membership: Membership, _mail: Mail) -> Words:
    """From when on which amount."""
    at = next_payment_at(membership, timezone.now())
    says = [_("From your next payment on you pay %(price)s.") % {"price": price(membership)}]
    facts = [(_("Next payment"), day(at))] if at else []
    below = [_("If this is not what you want, change it in your account, or write to us.")]
    return Words(_("You pay another amount from now on"), says, facts, _to_account(), below)


def paused(membership: Membership, _mail: Mail) -> Words:
    """Until when nothing is taken."""
    below = [_("You can end the pause in your account, on any day.")]
    return Words(_("Your membership is paused"), [how_it_stands(membership, timezone.now())], [], _to_account(), below)


def goes_on(membership: Membership, _mail: Mail) -> Words:
    """After a pause, or after leaving was taken back."""
    return Words(
        _("Your membership goes on"),
        [_("Good to have you."), how_it_stands(membership, timezone.now())],
        _standing(membership),
        _to_account(),
    )


def leaving(membership: Membership, _mail: Mail) -> Words:
    """Leaving, confirmed."""
    says = [how_it_stands(membership, timezone.now()), _("Thank you for the time you were with us.")]
    below = [_("If you change your mind before that day, one press in your account and everything goes on as before.")]
    return Words(_("You have left"), says, [], _to_account(), below if membership.may("come_back") else [])


def left(membership: Membership, _mail: Mail) -> Words:
    """It is over."""
    says = [
        how_it_stands(membership, timezone.now()),
        _("All the open pages of this paper are yours as everyone’s. Thank you for the time you were with us."),
    ]
    below = [_("If you want to come back one day: nothing is easier.")]
    return Words(_("Your membership has ended"), says, [], (_("Become a partner"), _full("support")), below)


def gift_made(gift: Gift, _mail: Mail) -> Words:
    """To the giver: the code."""
    says = [_("Your gift is paid. Whoever has the code redeems it on the page below.")]
    if gift.order.friend:
        says.append(_("We sent it to %(friend)s too.") % {"friend": gift.order.friend})
    return Words(_("The code of your gift"), says, _gift(gift), (_("Redeem the gift"), _full("gift-redeem") + f"?code={gift.code}"))


def gift_for_friend(gift: Gift, _mail: Mail) -> Words:
    """To the friend: the code, and the giver's words."""
    giver = gift.order.account
    told = {"giver": (giver.name or giver.email) if giver else "", **_paper()}
    says = [_("%(giver)s gives you a membership of %(paper)s.") % told]
    if gift.order.message:
        says.append(_("“%(message)s”") % {"message": gift.order.message})
    link = (_("Redeem the gift"), _full("gift-redeem") + f"?code={gift.code}")
    below = [_("It costs you nothing and ends by itself. We had your address for this one mail and do not use it again.")]
    return Words(_("A gift for you from %(giver)s") % told, says, _gift(gift), link, below)


def withdrawn(membership: Membership, _mail: Mail) -> Words:
    """The contract was withdrawn from, and the money did not come by card."""
    says = [
        _("You have withdrawn from the contract. It ended at once, and what you had from us too."),
        _("You paid by bank transfer: we send the money back to the account from which it came, within 14 days."),
    ]
    return Words(_("You have withdrawn from the contract"), says, _paid(membership), (_("Your receipts"), _full("account-receipts")))


def give_it_back(membership: Membership, _mail: Mail) -> Words:
    """To the paper: a transfer has to be sent back by hand."""
    says = [
        _(
            "A reader has withdrawn from a contract that was paid by bank transfer. Send the money back within 14 days, and write it down at the support desk."
        )
    ]
    facts = [(_("Reader"), membership.account.email), (_("Reference"), in_fours(membership.ref)), *_paid(membership)]
    return Words(_("Send money back: %(reference)s") % {"reference": in_fours(membership.ref)}, says, facts)


def leave_link(_account: Account, mail: Mail) -> Words:
    """The way to leave without signing in."""
    says = [
        _(
            "Somebody, probably you, wants to end the membership that belongs to this address. The page below has one button; before it is pressed nothing happens."
        ),
        _("The link is good for one day, and once."),
    ]
    below = [_("If it was not you, do nothing, and nothing happens.")]
    return Words(_("Your link to leave"), says, [], (_("Leave"), _full("account-leave-by-link", leave_token(mail))), below)


def leave_token(mail: Mail) -> str:
    """What the link in this mail carries: the mail's number, signed with the moment."""
    return TimestampSigner(salt=LEAVE_SALT).sign(str(mail.pk))


KINDS = {
    "welcome": Kind(Membership, welcome),
    "receipt": Kind(Payment, receipt),
    "given_back": Kind(Payment, given_back),
    "card_failing": Kind(Membership, card_failing),
    "renewal": Kind(Membership, renewal),
    "due": Kind(Membership, due),
    "amount_changed": Kind(Membership, amount_changed),
    "paused": Kind(Membership, paused),
    "goes_on": Kind(Membership, goes_on),
    "leaving": Kind(Membership, leaving),
    "left": Kind(Membership, left),
    "gift_made": Kind(Gift, gift_made),
    "gift_for_friend": Kind(Gift, gift_for_friend, friend),
    "withdrawn": Kind(Membership, withdrawn),
    "give_it_back": Kind(Membership, give_it_back, the_paper),
    "leave_link": Kind(Account, leave_link),
}


def benefit_names(letters: str) -> list[str]:
    """What a plan gives, by name."""
    names = {
        "a": _("Reading without advertisements"),
        "p": _("Premium articles"),
        "m": _("The magazines"),
        "e": _("The ePaper, once it comes"),
    }
    return [name for letter, name in names.items() if letter in letters]


def _standing(membership: Membership) -> list[tuple[str, str]]:
    at = next_payment_at(membership, timezone.now())
    if at:
        return [(_("You pay"), price(membership)), (_("Next payment"), day(at))]
    return [(_("It lasts until"), day(kept_until(membership)))] if membership.paid_until else []


def _paid(membership: Membership) -> list[tuple[str, str]]:
    lines = membership.payments.came()
    return [(_("Amount"), said(Money(line.amount_minor, line.currency))) for line in lines]


def _gift(gift: Gift) -> list[tuple[str, str]]:
    return [(_("Code"), gift.code), (_("For"), f"{gift.plan.name}, {months_words(gift.months)}")]


def _played(is_test: bool) -> list[str]:
    return [_("TEST MODE: no money moved.")] if is_test else []


def _paper() -> dict[str, str]:
    return {"paper": settings.PAPER.name}


def _to_account() -> tuple[str, str]:
    return _("Your account"), _full("account-membership")


def _full(name: str, *about: object) -> str:
    return settings.PAPER.full_address(reverse(name, args=about))
