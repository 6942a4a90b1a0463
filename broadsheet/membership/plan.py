"""What we offer: a plan names its benefits, its prices say what it costs in which currency and for how long."""

from datetime import datetime
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from broadsheet.delivery.reader_pass import bits
from broadsheet.membership.money import Money


class Interval(models.TextChoices):
    """How often a price is paid."""

    MONTH = "month", _("each month")
    YEAR = "year", _("each year")
    ONCE = "once", _("once")

    @property
    def months(self) -> int:
        """For how long one payment lasts: a single one for a year, and it is not taken again."""
        return 1 if self == Interval.MONTH else 12

    def after(self, moment: datetime) -> datetime:
        """When what is paid at this moment ends."""
        return moment + relativedelta(months=self.months)


class Plan(ClusterableModel):
    """One offer to readers."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), unique=True)
    line = models.CharField(_("line"), max_length=200, blank=True, help_text=_("What it is, in a sentence that readers see."))
    benefits = models.CharField(_("benefits"), max_length=4, default="apme", help_text=_("a ad-free, p Premium, m magazine, e ePaper"))
    is_offered = models.BooleanField(
        _("offered"), default=True, help_text=_("Taken away, nobody new can choose it; those who have it keep it.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.name

    @property
    def benefit_bits(self) -> int:
        """Its benefits, as bits of a pass."""
        return bits(self.benefits)


class Price(models.Model):
    """What a plan costs in one currency for one interval; who wants to pay more may, who can't may pay less."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="prices")
    interval = models.CharField(_("interval"), max_length=5, choices=Interval.choices)
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.PositiveIntegerField(_("price"), help_text=_("In the smallest unit: 500 is $5."))
    floor_minor = models.PositiveIntegerField(_("least amount"), help_text=_("The least that a reader may choose instead."))
    reduced_minor = models.PositiveIntegerField(
        _("reduced rate"), null=True, blank=True, help_text=_("For those who can't pay the price; nobody is asked to prove it.")
    )

    class Meta:
        ordering = ("plan", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "interval", "currency"], name="membership_price_once"),
        ]
        verbose_name = _("price")
        verbose_name_plural = _("prices")

    def __str__(self) -> str:
        return f"{self.plan}: {self.amount.said('en')} {self.interval}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def floor(self) -> Money:
        return Money(self.floor_minor, self.currency)

    @property
    def reduced(self) -> Money | None:
        return Money(self.reduced_minor, self.currency) if self.reduced_minor else None

    def takes(self, amount: Money) -> bool:
        """Whether a reader may choose this amount: the floor or more, or exactly the reduced rate."""
        return amount.currency == self.currency and (amount.minor >= self.floor_minor or amount == self.reduced)
