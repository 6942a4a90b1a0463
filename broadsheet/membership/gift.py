"""A membership for somebody else: a code that a friend redeems."""

import secrets
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.membership import after
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import NotPossible
from broadsheet.membership.plan import Interval, Plan

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
CODE_LENGTH = 12  # 59 bits: nobody guesses one


class Gift(models.Model):
    """Made when it is paid for, once per order; redeemed once; void when the money went back."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="gift")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True)
    months = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="gifts_redeemed")
    membership = models.OneToOneField(Membership, models.PROTECT, null=True, blank=True, related_name="gift")
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")

    def __str__(self) -> str:
        return self.code

    @classmethod
    def make(cls, order: Order) -> "Gift":
        """The gift of an order that is paid, made at the first asking. Part of the change's transaction."""
        gift, is_new = cls.objects.get_or_create(
            order=order, defaults={"plan": order.plan, "code": _new_code(), "months": order.lasts_months}
        )
        if is_new:
            after.tell("gift_made", gift)
        return gift

    @transaction.atomic
    def redeem(self, account: Account, after_what_they_have: datetime | None = None) -> Membership:
        """The friend's membership: from now on, or where they have the same for some time already, from its end on.

        Raises NotPossible when somebody redeemed it, or the giver was paid back. Writes."""
        self.refresh_from_db(from_queryset=Gift.objects.select_for_update(of=("self",)))
        if self.void_at:
            raise NotPossible(gettext("This gift was paid back to the giver: its code is not valid any more."))
        if self.redeemed_at:
            raise NotPossible(gettext("This code was redeemed already."))
        self.membership = Membership.objects.create(
            account=account,
            plan=self.plan,
            provider="gift",
            ref=self.code,
            interval=Interval.ONCE,
            amount_minor=0,
            currency=self.order.currency,
            is_test=self.order.is_test,
        )
        self.membership.join((after_what_they_have or timezone.now()) + relativedelta(months=self.months))
        self.redeemed_at, self.redeemed_by = timezone.now(), account
        self.save()
        return self.membership

    @transaction.atomic
    def revoke(self, at: datetime) -> None:
        """The giver was paid back: the code ends, and the membership that came of it. Writes, once."""
        self.refresh_from_db(from_queryset=Gift.objects.select_for_update(of=("self",)))
        if self.void_at:
            return
        self.void_at = at
        self.save()
        if self.membership and self.membership.state not in (State.LAPSED, State.REFUNDED):
            self.membership.paid_back()


def _new_code() -> str:
    """Such as K7QM-3XTN-HB9E."""
    drawn = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    return "-".join(drawn[at : at + 4] for at in range(0, CODE_LENGTH, 4))
