"""What providers told us: each notice kept once under the provider's own number, until it is acted upon."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Told(models.Model):
    """One notice. Only what it is about is kept: what it says is asked of the provider anew."""

    provider = models.CharField(max_length=12)
    number = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=80)  # the provider's number of the object that changed
    told_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ("-told_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "number"], name="membership_told_once")
        ]
        verbose_name = _("notice of a provider")
        verbose_name_plural = _("notices of providers")

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Customer(models.Model):
    """By which number a provider knows an account."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="customers")
    provider = models.CharField(max_length=12)
    ref = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "provider"], name="membership_customer_once"),
            models.UniqueConstraint(fields=["provider", "ref"], name="membership_customer_ref_once"),
        ]

    def __str__(self) -> str:
        return self.ref
