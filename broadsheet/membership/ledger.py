"""Every payment, written once per the provider's own number, never changed and never deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.membership.membership import Membership
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order


class Payment(models.Model):
    """One line of the ledger: money that came, or went back (a refund's or a dispute's amount is below zero)."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        REFUND = "refund", _("refund")
        DISPUTE = "dispute", _("disputed")

    provider = models.CharField(max_length=12)
    ref = models.CharField(max_length=80)  # the provider's own number
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PAYMENT)
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="given_back")  # the payment that went back
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="payments")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="payments")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="payments")
    amount_minor = models.IntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(db_index=True)
    covers_until = models.DateTimeField(null=True, blank=True)
    is_test = models.BooleanField(default=False)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-paid_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "ref"], name="membership_payment_once")
        ]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return f"{self.ref}: {self.amount.said('en')}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
