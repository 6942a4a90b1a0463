"""What a reader asked us for, before any money moved: its number is made first, so that asking twice is asking once."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.membership.money import Money
from broadsheet.membership.plan import Interval, Plan


class Order(models.Model):
    """One wish to pay. `number` is the key under which the provider does it once."""

    class Kind(models.TextChoices):
        JOIN = "join", _("membership")
        GIFT = "gift", _("gift")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PAID = "paid", _("paid")
        EXPIRED = "expired", _("expired")

    number = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="orders"
    )  # none until sign-in
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.JOIN)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    interval = models.CharField(max_length=5, choices=Interval.choices)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    months = models.PositiveSmallIntegerField(null=True, blank=True)  # for how long a payment lasts; none: as long as its interval
    friend = models.EmailField(blank=True)  # to whom a gift's code is sent, beside the giver
    message = models.CharField(max_length=500, blank=True)  # what the giver writes
    provider = models.CharField(max_length=12, blank=True)
    provider_ref = models.CharField(max_length=80, blank=True, db_index=True)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    return_to = models.CharField(max_length=500, default="/", help_text="a local path: where the reader was")
    brought_by = models.CharField(max_length=40, blank=True, help_text="the thing that brought the reader: article-12")
    made_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("order")
        verbose_name_plural = _("orders")

    def __str__(self) -> str:
        return f"{self.number}: {self.amount.said('en')} {self.interval}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def lasts_months(self) -> int:
        """For how long a payment of it lasts."""
        return self.months or Interval(self.interval).months

    @property
    def is_open(self) -> bool:
        """Whether it waits to be paid."""
        return self.state == Order.State.OPEN

    def pay(self, at: datetime) -> None:
        """The money came. Writes, once; an order whose time was over may be paid all the same: a bank is slow."""
        Order.objects.filter(pk=self.pk).exclude(state=Order.State.PAID).update(state=Order.State.PAID, paid_at=at)
        self.refresh_from_db(fields=["state", "paid_at"])

    def expire(self) -> None:
        """Nobody can pay it any more. Writes."""
        Order.objects.filter(pk=self.pk, state=Order.State.OPEN).update(state=Order.State.EXPIRED)
        self.refresh_from_db(fields=["state"])
