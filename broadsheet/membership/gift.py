"""A membership for somebody else: a code that a friend redeems."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.plan import Plan


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
