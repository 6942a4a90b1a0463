"""Where the stand-in keeps what it pretends: its customers, checkouts, subscriptions, invoices and notices, one row each."""

from typing import Any

from django.db import models


class Pretended(models.Model):
    """One object in Stripe's own form. Keys that begin with an underscore are the stand-in's own and never told."""

    ref = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    about = models.CharField(max_length=160, blank=True, db_index=True)  # what it belongs to: of an invoice, the subscription
    body = models.JSONField()
    made = models.BigIntegerField(default=0)  # in the stand-in's time, seconds
    waits = models.BooleanField(default=False, db_index=True)  # a notice that was not delivered yet

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.ref

    @property
    def told(self) -> dict[str, Any]:
        """As it is answered."""
        return {name: value for name, value in self.body.items() if not name.startswith("_")}
