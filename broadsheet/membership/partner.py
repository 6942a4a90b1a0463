"""One account as the support desk sees it: all that it has, paid, was told, and what was done for it. Eleven queries, whatever there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.inbox import Customer, Told
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import CARDS
from broadsheet.membership.plain_words import benefits_until, price
from broadsheet.membership.receipts import Receipt, payments_of

MOST = 100  # rows of a kind

PROVIDERS = {
    "stripe": _("by card"),
    "pretend": _("by card, played"),
    "transfer": _("by bank transfer"),
    "gift": _("a gift"),
    "given": _("given by the paper"),
    "brought": _("brought from another system"),
}
ACTS = {
    "refund": _("Gave back"),
    "extend": _("Let it last longer"),
    "end": _("Ended"),
    "give": _("Gave a membership"),
    "match": _("Matched a transfer"),
    "note": _("Note"),
    "again": _("Sent a mail again"),
    "sign_out": _("Signed out everywhere"),
    "bring": _("Brought from another system"),
    "withdraw": _("Withdrew from the contract"),
    "not_done": _("Could not be done"),
}
MAILS = {
    "welcome": _("Welcome"),
    "receipt": _("Receipt"),
    "given_back": _("Money went back"),
    "card_failing": _("A payment did not come"),
    "renewal": _("The next year begins"),
    "due": _("It ends soon"),
    "amount_changed": _("Another amount"),
    "paused": _("Paused"),
    "goes_on": _("It goes on"),
    "leaving": _("Leaving"),
    "left": _("It has ended"),
    "gift_made": _("A gift’s code"),
    "gift_for_friend": _("A gift’s code, to the friend"),
    "withdrawn": _("Withdrew from the contract"),
    "give_it_back": _("To the paper: send money back"),
    "leave_link": _("A link to leave"),
}


@dataclass(frozen=True)
class Held:
    """One membership, and what can be done about it."""

    membership: Membership

    @property
    def way(self) -> Any:
        return PROVIDERS.get(self.membership.provider, self.membership.provider)

    @property
    def price(self) -> str:
        return price(self.membership) if self.membership.amount_minor else ""

    @property
    def until(self) -> Any:
        """When its benefits end; None where they have no end, or there are none."""
        return benefits_until(self.membership)

    @property
    def is_endless(self) -> bool:
        return self.membership.is_live and self.membership.paid_until is None and self.membership.state != State.JOINING

    @property
    def can_last_longer(self) -> bool:
        return self.membership.may("extend") and self.membership.paid_until is not None

    @property
    def can_end(self) -> bool:
        return self.membership.is_live and self.membership.state != State.LEAVING

    @property
    def can_be_asked_about(self) -> bool:
        return self.membership.is_by_card


@dataclass(frozen=True)
class Line:
    """One line of the ledger, and whether any of it can go back."""

    receipt: Receipt

    @property
    def can_go_back(self) -> bool:
        line = self.receipt.line
        return line.kind == Payment.Kind.PAYMENT and not line.is_given_back


@dataclass(frozen=True)
class Partner:
    """All of one account."""

    account: Account
    held: list[Held]
    lines: list[Line]
    orders: list[Order]
    gifts: list[Gift]
    customers: list[Customer]
    told: list[Told]
    mails: list[tuple[Mail, Any]]
    acts: list[tuple[Act, Any]]


def partner_of(account: Account) -> Partner:
    """Everything, the newest first; of each kind at most a hundred."""
    held = [Held(one) for one in account.memberships.select_related("plan")[:MOST]]
    lines = [Line(Receipt(line)) for line in payments_of(account).prefetch_related("given_back")[:MOST]]
    orders = list(account.orders.select_related("plan")[:MOST])
    about = (
        {one.membership.ref for one in held} | {line.receipt.line.ref for line in lines} | {order.provider_ref for order in orders} - {""}
    )
    gifts = Gift.objects.filter(Q(order__account=account) | Q(redeemed_by=account)).select_related("order__account", "redeemed_by", "plan")
    return Partner(
        account,
        held,
        lines,
        orders,
        list(gifts[:MOST]),
        list(account.customers.all()),
        list(Told.objects.filter(provider__in=CARDS, about__in=about)[:MOST]),
        [(mail, MAILS.get(mail.kind, mail.kind)) for mail in account.mails.all()[:MOST]],
        named_acts(Act.objects.filter(account=account))[:MOST],
    )


def named_acts(acts: Any) -> list[tuple[Act, Any]]:
    """Acts with what each is called."""
    return [(act, ACTS.get(act.verb, act.verb)) for act in acts.select_related("by", "account")[:MOST]]
