"""The figures of the membership: how many, who came and went by month, what comes in, what brought readers. Sums only: nobody is named."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.dateformat import format as set_date
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from broadsheet.masthead import things
from broadsheet.membership import course, plots
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.partner import PROVIDERS
from broadsheet.membership.plan import Interval
from broadsheet.membership.plots import Series

MONTHS = 12
LATELY = timedelta(days=90)
MOST = 20  # rows of what brought readers
PAYS_AGAIN = (State.ACTIVE, State.PAST_DUE)
SHARED_BY = 3  # a reason that fewer gave may tell who gave it


@dataclass(frozen=True)
class Month:
    """One month by the paper's clock: who became a partner, who is one no longer, and how many there were at its end."""

    first: date
    new: int
    lost: int
    partners: int

    @property
    def label(self) -> str:
        return set_date(self.first, "M")

    @property
    def named(self) -> str:
        return set_date(self.first, "M Y")


@dataclass(frozen=True)
class Row:
    """A figure under a name, and its share of the largest."""

    name: Any
    number: int
    bar: Any = ""
    path: str = ""


@dataclass(frozen=True)
class Figures:
    """All that the dashboard shows."""

    partners: int
    months: list[Month]
    recurring: list[str]
    by_plan: list[Row]
    by_interval: list[Row]
    by_way: list[Row]
    brought_by: list[Row]
    went_back: list[dict[str, Any]]
    behind: int
    abandoned: int
    reasons: list[Row]
    own_words: int

    @property
    def partners_plot(self) -> Any:
        """How many, month by month."""
        title = _("Partners at the end of each month")
        says = ngettext("%(number)s partner now.", "%(number)s partners now.", self.partners) % {"number": self.partners}
        row = Series("plot--many", [month.partners for month in self.months])
        return plots.line("partners", title, says, self._labels, row, is_mirrored=get_language_bidi())

    @property
    def change_plot(self) -> Any:
        """Who came and who went, month by month."""
        title, new, lost = _("New and lost partners by month"), [month.new for month in self.months], [month.lost for month in self.months]
        says = _("In twelve months %(new)s became partners, and %(lost)s are partners no longer.") % {"new": sum(new), "lost": sum(lost)}
        return plots.columns(
            "change", title, says, self._labels, Series("plot--new", new), Series("plot--lost", lost), is_mirrored=get_language_bidi()
        )

    @property
    def _labels(self) -> list[str]:
        return [month.label for month in self.months]


def figures(now: datetime) -> Figures:
    """All of them, by the paper's clock. Twelve queries, whatever there is."""
    months, partners = _months(now)
    reasons, own_words = _reasons(now)
    giving = counted(Membership.objects.giving(now))
    return Figures(
        partners=partners,
        months=months,
        recurring=recurring(),
        by_plan=_rows(giving.values_list("plan__name").annotate(number=Count("account", distinct=True)).order_by("-number")),
        by_interval=_rows(_intervals(giving)),
        by_way=_rows(_ways(giving)),
        brought_by=_brought_by(now),
        went_back=_went_back(now),
        behind=counted(Membership.objects.filter(state=State.PAST_DUE)).count(),
        abandoned=Order.objects.exclude(state=Order.State.PAID).filter(made_at__range=(now - LATELY, now - timedelta(days=1))).count(),
        reasons=reasons,
        own_words=own_words,
    )


def counted(memberships: Any) -> Any:
    """On a paper that takes real money, without what was played."""
    return memberships.filter(is_test=False) if settings.TAKES_REAL_MONEY else memberships


def recurring() -> list[str]:
    """What comes in each month by itself, a currency each: of a year's price the twelfth part."""
    paying = counted(Membership.objects.by_card().filter(state__in=PAYS_AGAIN).exclude(interval=Interval.ONCE))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, interval, minor in paying.values_list("currency", "interval").annotate(all=Sum("amount_minor")).order_by("currency"):
        sums[currency] += Decimal(minor) / Interval(interval).months
    return [Money(round(minor), currency).said(get_language() or "en") for currency, minor in sums.items()]


def _months(now: datetime) -> tuple[list[Month], int]:
    """The last twelve, and how many partners there are. A partner is new in the month of the first membership, and lost in the
    month in which the last one ended: whoever left and came back has stayed."""
    began: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    stays: set[int] = set()
    rows = counted(Membership.objects.exclude(state=State.JOINING).exclude(state=State.LAPSED, paid_until=None))
    for account, state, joined_at, left_at, paid_until in rows.values_list("account", "state", "joined_at", "left_at", "paid_until"):
        began[account] = min(joined_at, began.get(account, joined_at))
        if state in course.ENDED:
            over = _over(state, joined_at, left_at, paid_until)
            ended[account] = max(over, ended.get(account, over))
        else:
            stays.add(account)
    new = Counter(_first(moment) for moment in began.values())
    lost = Counter(_first(moment) for account, moment in ended.items() if account not in stays)
    return _counted_back(_first(now), new, lost, len(stays)), len(stays)


def _counted_back(this: date, new: Counter[date], lost: Counter[date], partners: int) -> list[Month]:
    months = []
    for back in range(MONTHS):
        first = this - relativedelta(months=back)
        months.append(Month(first, new[first], lost[first], partners))
        partners += lost[first] - new[first]
    return months[::-1]


def _over(state: str, joined_at: datetime, left_at: datetime | None, paid_until: datetime | None) -> datetime:
    """When an ended membership was over: with what was paid for, unless the money went back."""
    if state == State.REFUNDED:
        return left_at or joined_at
    return max(moment for moment in (left_at, paid_until, joined_at) if moment)


def _first(moment: datetime) -> date:
    return timezone.localtime(moment).date().replace(day=1)


def _intervals(giving: Any) -> Iterable[tuple[Any, int]]:
    counts = giving.values_list("interval").annotate(number=Count("account", distinct=True)).order_by("-number")
    return [(Interval(interval).label, number) for interval, number in counts]


def _ways(giving: Any) -> Iterable[tuple[Any, int]]:
    counts = giving.values_list("provider").annotate(number=Count("account", distinct=True)).order_by("-number")
    return [(PROVIDERS.get(provider, provider), number) for provider, number in counts]


def _brought_by(now: datetime) -> list[Row]:
    """What readers had read before they became partners, in the last ninety days."""
    lately = counted(Membership.objects.exclude(state=State.JOINING).exclude(brought_by="").filter(joined_at__gt=now - LATELY))
    counts = list(lately.values_list("brought_by").annotate(number=Count("pk")).order_by("-number", "brought_by")[:MOST])
    known = things.called(thing for thing, _number in counts)
    named = [(known[thing].title if thing in known else thing, number) for thing, number in counts]
    paths = [known[thing].path if thing in known else "" for thing, _number in counts]
    return [Row(row.name, row.number, row.bar, path) for row, path in zip(_rows(named), paths, strict=True)]


def _went_back(now: datetime) -> list[dict[str, Any]]:
    """Refunds and disputes of the last ninety days, a currency each."""
    lines = Payment.objects.exclude(kind=Payment.Kind.PAYMENT).filter(paid_at__gt=now - LATELY)
    if settings.TAKES_REAL_MONEY:
        lines = lines.filter(is_test=False)
    sums = lines.values_list("kind", "currency").annotate(number=Count("pk"), all=Sum("amount_minor")).order_by("kind", "currency")
    return [
        {"kind": Payment.Kind(kind).label, "number": number, "amount": Money(-minor, currency).said(get_language() or "en")}
        for kind, currency, number, minor in sums
    ]


def _reasons(now: datetime) -> tuple[list[Row], int]:
    """Why readers left in the last year, in the words that three or more used; and how many said something else, which stands at the desk."""
    left = counted(Membership.objects.exclude(why_left="").filter(left_at__gt=now - timedelta(days=365)))
    counts = Counter(" ".join(why.split()).rstrip(".").capitalize() for why in left.values_list("why_left", flat=True))
    shared = [(why, number) for why, number in counts.most_common() if number >= SHARED_BY]
    return _rows(shared), counts.total() - sum(number for _why, number in shared)


def _rows(counts: Iterable[tuple[Any, int]]) -> list[Row]:
    told = list(counts)
    most = max((number for _name, number in told), default=1)
    return [Row(name, number, plots.bar(number / most, "plot--many")) for name, number in told]
