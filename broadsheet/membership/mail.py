"""Each mail that we owe a reader: written once per event, so that none goes out twice and none is forgotten."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Mail(models.Model):
    """One mail. What it says is made of the row it is about when it is sent; the address is the account's, and is not kept here.

    begun_at, without sent_at     the process was killed in the middle: it may have gone out, so it is not sent again
    """

    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80)  # the row's number, and which of its events: 12, 12/2026-12-24
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mails")
    made_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # of one with a link that is good once
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "about"], name="membership_mail_once")
        ]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    def use(self) -> bool:
        """The link in it was followed to its end: whether for the first time. Writes."""
        return bool(Mail.objects.filter(pk=self.pk, used_at=None).update(used_at=timezone.now()))
