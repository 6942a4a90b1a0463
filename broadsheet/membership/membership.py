"""One account's membership: joined, renewed, behind, paused, leaving, lapsed, refunded."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.membership.money import Money
from broadsheet.membership.plan import Interval, Plan

GRACE = timedelta(days=7)  # a card that failed is tried again for so long before the benefits end


class State(models.TextChoices):
    """Where a membership stands."""

    JOINING = "joining", _("joining")  # promised, not paid: a bank transfer on its way
    ACTIVE = "active", _("active")
    PAST_DUE = "past_due", _("behind with a payment")
    PAUSED = "paused", _("paused")
    LEAVING = "leaving", _("leaving at the end of what is paid")
    LAPSED = "lapsed", _("lapsed")
    REFUNDED = "refunded", _("paid back")


class Memberships(models.QuerySet["Membership"]):
    """Many memberships."""

    def giving(self, now: datetime) -> "Memberships":
        """Those that give their benefits now: paid for, or behind by less than the grace."""
        paid = models.Q(state__in=[State.ACTIVE, State.LEAVING, State.PAUSED]) & (models.Q(paid_until=None) | models.Q(paid_until__gt=now))
        return self.filter(paid | models.Q(state=State.PAST_DUE, paid_until__gt=now - GRACE))

    def live(self) -> "Memberships":
        """Those that have not ended."""
        return self.exclude(state__in=[State.LAPSED, State.REFUNDED])


class Membership(models.Model):
    """What one account has with us through one provider: a projection of what the provider says, or kept by us (transfer, gift, given)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships")
    provider = models.CharField(max_length=12)  # stripe, pretend, transfer, gift, given, brought (from another system)
    ref = models.CharField(max_length=80)  # the provider's number of it
    state = models.CharField(max_length=8, choices=State.choices, default=State.JOINING, db_index=True)
    interval = models.CharField(max_length=5, choices=Interval.choices)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    paid_until = models.DateTimeField(null=True, blank=True, db_index=True)  # none: without end (given)
    paused_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    why_left = models.CharField(max_length=300, blank=True)
    brought_by = models.CharField(max_length=40, blank=True)
    is_test = models.BooleanField(default=False)
    synced_at = models.DateTimeField(null=True, blank=True)

    objects = Memberships.as_manager()

    class Meta:
        ordering = ("-joined_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "ref"], name="membership_membership_once"),
        ]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.account}: {self.plan}, {self.get_state_display()}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.state not in (State.LAPSED, State.REFUNDED)


def benefits_of_memberships(account: Account) -> int:
    """The benefits an account has by its memberships, as bits of a pass: all that any of them gives."""
    benefits = 0
    for membership in account.memberships.giving(timezone.now()).select_related("plan"):
        benefits |= membership.plan.benefit_bits
    return benefits
