"""What readers are offered: a plan's prices in the paper's own currency, and the amounts to choose from."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.delivery import outbox
from broadsheet.membership.money import Money
from broadsheet.membership.plan import Interval, Plan, Price

OFFER_THING = "offer"  # what a page shows that names a price
MORE = (2, 4)  # times the price: for those who want to give more
GIFT_MONTHS = (3, 6, 12)
MOST_TIMES = 2_000  # the price: beyond it a slip of the finger is likelier than a wish


@dataclass(frozen=True)
class Choice:
    """One amount to choose, and for how long a payment of it lasts where the interval doesn't say it."""

    amount: Money
    kind: str = ""  # reduced
    months: int | None = None

    @property
    def said(self) -> str:
        return self.amount.said(settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class Way:
    """A plan for one interval: what it costs, what may be chosen instead."""

    price: Price
    month: Price | None  # what a month costs, by which a single payment is measured

    @property
    def interval(self) -> Interval:
        return Interval(self.price.interval)

    @cached_property
    def choices(self) -> list[Choice]:
        """The price first, then more, then the reduced rate."""
        amounts = [Money(self.price.amount_minor * times, self.price.currency) for times in (1, *MORE)]
        choices = [Choice(amount, months=self.months(amount)) for amount in amounts]
        reduced = self.price.reduced
        return [*choices, Choice(reduced, "reduced", self.months(reduced))] if reduced and self.takes(reduced) else choices

    @property
    def floor(self) -> Money:
        """The least of one's own choice: of a single payment at least a month."""
        least = self.month.amount_minor if self.interval == Interval.ONCE and self.month else 0
        return Money(max(self.price.floor_minor, least), self.price.currency)

    @property
    def most(self) -> Money:
        return Money(self.price.amount_minor * MOST_TIMES, self.price.currency)

    def takes(self, amount: Money) -> bool:
        """Whether a reader may choose this amount."""
        return self.price.takes(amount) and self.months(amount) != 0 and amount <= self.most

    def months(self, amount: Money) -> int | None:
        """For how long a single payment lasts, in whole months; None where the interval says it."""
        if self.interval != Interval.ONCE:
            return None
        return amount.minor // self.month.amount_minor if self.month else 12 * amount.minor // self.price.amount_minor


@dataclass(frozen=True)
class Offer:
    """One plan as it is offered now."""

    plan: Plan
    ways: list[Way]

    def way(self, interval: str) -> Way | None:
        """The plan for this interval, where it has a price."""
        return next((way for way in self.ways if way.interval == interval), None)

    @property
    def first(self) -> Way:
        """What an appeal names: the month's price, where there is one."""
        return self.way(Interval.MONTH) or self.ways[0]

    @cached_property
    def gifts(self) -> list[Choice]:
        """Months for a friend: the year's price for twelve, where that is less."""
        month, year = self.way(Interval.MONTH), self.way(Interval.YEAR)
        if month is None:
            return []
        amounts = {months: month.price.amount_minor * months for months in GIFT_MONTHS}
        if year:
            amounts[12] = min(amounts[12], year.price.amount_minor)
        return [Choice(Money(minor, month.price.currency), months=months) for months, minor in amounts.items()]


def offers() -> list[Offer]:
    """Every plan that is offered in the paper's own currency, in the paper's order. Two queries."""
    plans = Plan.objects.filter(is_offered=True).prefetch_related("prices")
    return [offer for offer in map(_offer, plans) if offer.ways]


def offer_named(slug: str) -> Offer | None:
    """The offer of this plan; without a name, or one that is not offered, the paper's first. None: it offers nothing."""
    found = offers()
    return next((offer for offer in found if offer.plan.slug == slug), found[0] if found else None)


def offer_changed() -> None:
    """A plan or a price is another now: pages that name one are printed again. Call it in the change's transaction. Writes."""
    outbox.changed(OFFER_THING)


def pay_words(interval: str, amount: str) -> str:
    """What a button says: the sum, and how often."""
    return {
        Interval.MONTH: _("Pay %(amount)s each month"),
        Interval.YEAR: _("Pay %(amount)s each year"),
        Interval.ONCE: _("Pay %(amount)s once"),
    }[Interval(interval)] % {"amount": amount}


def price_words(interval: str, amount: str) -> str:
    """A price in a sentence."""
    return {
        Interval.MONTH: _("%(amount)s a month"),
        Interval.YEAR: _("%(amount)s a year"),
        Interval.ONCE: _("%(amount)s once"),
    }[Interval(interval)] % {"amount": amount}


def _offer(plan: Plan) -> Offer:
    order = list(Interval)
    prices = sorted(
        (price for price in plan.prices.all() if price.currency == settings.PAPER.currency),
        key=lambda price: order.index(Interval(price.interval)),
    )
    month = next((price for price in prices if price.interval == Interval.MONTH), None)
    return Offer(plan, [Way(price, month) for price in prices])
