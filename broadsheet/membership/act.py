"""What the support desk did to a membership: who, what, why, when. Never changed and never deleted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """One act, or one note, about one account."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=12)  # refund, extend, give, note, match …
    about = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("act of the support desk")
        verbose_name_plural = _("acts of the support desk")

    def __str__(self) -> str:
        return f"{self.verb}: {self.why}"
