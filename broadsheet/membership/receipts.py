"""What an account's holder paid: each payment's receipt, and a statement for a year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.membership.ledger import Payment
from broadsheet.membership.money import Money
from broadsheet.membership.payments.provider import CARDS
from broadsheet.membership.plain_words import day, months_words, said


def payments_of(account: Account) -> QuerySet[Payment]:
    """Every line of the ledger that is this account's, the newest first."""
    return Payment.objects.filter(account=account).select_related("membership__plan", "order__plan", "of")


def number_of(line: Payment) -> str:
    """The receipt's number: the year by the paper's clock, and the line's own."""
    return f"{timezone.localtime(line.paid_at):%Y}-{line.pk:06}"


@dataclass(frozen=True)
class Receipt:
    """One line of the ledger, in words."""

    line: Payment

    @property
    def number(self) -> str:
        return number_of(self.line)

    @property
    def amount(self) -> str:
        """What came, or went back, without a sign: the words say which."""
        return said(Money(abs(self.line.amount_minor), self.line.currency))

    @property
    def signed(self) -> str:
        """As it stands in a column of figures."""
        return said(self.line.amount)

    @property
    def is_back(self) -> bool:
        return self.line.kind != Payment.Kind.PAYMENT

    @property
    def of_number(self) -> str:
        """The receipt of the payment that went back."""
        return number_of(self.line.of) if self.line.of else ""

    @property
    def what_for(self) -> str:
        """What was paid for, and for how long."""
        if self.line.kind == Payment.Kind.REFUND:
            return _("Paid back")
        if self.line.kind == Payment.Kind.DISPUTE:
            return _("Taken back by the bank")
        if self.line.order:
            return _("%(plan)s, a gift: %(months)s") % {
                "plan": self.line.order.plan.name,
                "months": months_words(self.line.order.lasts_months),
            }
        plan = self.line.membership.plan.name if self.line.membership else _("Membership")
        if self.line.covers_until:
            return _("%(plan)s, until %(day)s") % {"plan": plan, "day": day(self.line.covers_until)}
        return plan

    @property
    def way(self) -> str:
        """How the money came."""
        return _("By card") if self.line.provider in CARDS else _("By bank transfer")


@dataclass(frozen=True)
class Statement:
    """A year's payments by the paper's clock, and their sums, a currency each."""

    year: int
    receipts: list[Receipt]

    @property
    def sums(self) -> list[dict[str, str]]:
        """What came, what went back, and what is left."""
        came, back = defaultdict(int), defaultdict(int)
        for receipt in self.receipts:
            line = receipt.line
            (back if receipt.is_back else came)[line.currency] += abs(line.amount_minor)
        return [
            {
                "came": said(Money(came[currency], currency)),
                "back": said(Money(back[currency], currency)) if back[currency] else "",
                "left": said(Money(came[currency] - back[currency], currency)),
            }
            for currency in sorted({*came, *back})
        ]


def years_of(account: Account) -> list[int]:
    """The years in which money came or went back, the newest first."""
    return sorted({timezone.localtime(at).year for at in payments_of(account).values_list("paid_at", flat=True)}, reverse=True)


def statement_of(account: Account, year: int) -> Statement:
    """The year's lines, the oldest first."""
    zone = timezone.get_current_timezone()
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    lines = payments_of(account).filter(Q(paid_at__gte=begin) & Q(paid_at__lt=end)).order_by("paid_at", "id")
    return Statement(year, as_receipts(lines))


def as_receipts(lines: Iterable[Payment]) -> list[Receipt]:
    """Each line in words."""
    return [Receipt(line) for line in lines]


def is_whole_year(year: int, now: datetime) -> bool:
    """Whether the year is over: a statement of the running one says that it is not."""
    return timezone.localtime(now).year > year
