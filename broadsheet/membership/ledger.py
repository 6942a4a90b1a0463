"""Every payment, written once per the provider's own number, never changed and never deleted: the database itself refuses (ledger_guard.py)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.membership import after
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import Moved
from broadsheet.membership.plan import Interval

if TYPE_CHECKING:
    from broadsheet.membership.membership import Membership

KEPT = "The ledger is written once: nothing in it is changed or deleted. Write a line that gives the money back instead."


class LedgerIsKept(Exception):
    """Somebody tried to change or delete a line."""


class Lines(models.QuerySet["Payment"]):
    """Many lines. What would change or delete them is refused."""

    def came(self) -> "Lines":
        """Payments, without what went back."""
        return self.filter(kind=Payment.Kind.PAYMENT)

    def update(self, **_fields: Any) -> NoReturn:
        raise LedgerIsKept(KEPT)

    def delete(self) -> NoReturn:
        raise LedgerIsKept(KEPT)

    def bulk_update(self, *_told: Any, **_more: Any) -> NoReturn:
        raise LedgerIsKept(KEPT)


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
    membership = models.ForeignKey("membership.Membership", models.PROTECT, null=True, blank=True, related_name="payments")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="payments")
    amount_minor = models.IntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(db_index=True)
    covers_until = models.DateTimeField(null=True, blank=True)
    is_test = models.BooleanField(default=False)
    written_at = models.DateTimeField(auto_now_add=True)

    objects = Lines.as_manager()

    class Meta:
        ordering = ("-paid_at", "-id")
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "ref"], name="membership_payment_once")
        ]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return f"{self.ref}: {self.amount.said('en')}"

    def save(self, *told: Any, **more: Any) -> None:
        """A new line; a line that stands is refused."""
        if not self._state.adding:
            raise LedgerIsKept(KEPT)
        super().save(*told, **more)

    def delete(self, *_told: Any, **_more: Any) -> NoReturn:
        raise LedgerIsKept(KEPT)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def went_back(self) -> Money:
        """How much of this payment was given back or is disputed: nothing or more."""
        return Money(-sum(line.amount_minor for line in self.given_back.all()), self.currency)

    @property
    def is_given_back(self) -> bool:
        """Whether nothing of it is left with us."""
        return self.went_back.minor >= self.amount_minor


def write(membership: "Membership", moved: Moved) -> Payment:
    """The line of this movement of money for a membership, written if it is not there yet. Part of the change's transaction."""
    covers_until = moved.covers_until
    if moved.kind == Payment.Kind.PAYMENT and covers_until is None:
        covers_until = moved.at + relativedelta(months=membership.months or Interval(membership.interval).months)
    return _written(membership.provider, moved, covers_until, account=membership.account, membership=membership, is_test=membership.is_test)


def write_for(order: Order, moved: Moved, *, is_test: bool) -> Payment:
    """The same for an order of which no membership comes: a gift. Part of the change's transaction."""
    return _written(order.provider, moved, None, account=order.account, order=order, is_test=is_test)


def newest_payment(membership: "Membership") -> Payment | None:
    """The last payment that came."""
    return membership.payments.came().order_by("covers_until", "paid_at", "id").last()


def paid_until(membership: "Membership") -> datetime | None:
    """Until when the payments that were not given back last; None when there are none."""
    kept = [line for line in membership.payments.came().prefetch_related("given_back") if line.covers_until and not line.is_given_back]
    return max((line.covers_until for line in kept), default=None)


def is_paid_back(membership: "Membership") -> bool:
    """Whether the newest payment was refunded whole. A dispute is no refund: it may be won."""
    newest = newest_payment(membership)
    if newest is None:
        return False
    refunded = newest.given_back.filter(kind=Payment.Kind.REFUND).aggregate(all=models.Sum("amount_minor"))["all"] or 0
    return -refunded >= newest.amount_minor


def _written(provider: str, moved: Moved, covers_until: datetime | None, **whose: Any) -> Payment:
    line, is_new = Payment.objects.get_or_create(
        provider=provider,
        ref=moved.ref,
        defaults={
            "kind": moved.kind,
            "of": Payment.objects.filter(provider=provider, ref=moved.of).first() if moved.of else None,
            "amount_minor": moved.amount.minor,
            "currency": moved.amount.currency,
            "paid_at": moved.at,
            "covers_until": covers_until,
            **whose,
        },
    )
    if is_new:
        after.tell("receipt" if line.kind == Payment.Kind.PAYMENT else "given_back", line)
    return line
