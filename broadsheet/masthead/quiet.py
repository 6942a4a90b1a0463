"""What an editor keeps free of advertisements and of asks: an article, a section, the front, or the whole paper for a time; and why.

Whoever fills an opening with such a thing asks here first, and says that its page shows what was asked (`shown`):

    look = quiet.look(("article-12", "section-3"), now)
    if look.reason: …
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.delivery import outbox

PAPER = "paper"  # the thing that stands for every page
_EVERY_PAGE = "masthead"  # what the outbox calls them


class Look(NamedTuple):
    """Why it is quiet here, None where it is not; and until when that is sure to stay so, None for as long as nobody changes it."""

    reason: str | None
    until: datetime | None


class QuietQuerySet(models.QuerySet["Quiet"]):
    def standing(self, at: datetime) -> "QuietQuerySet":
        """Those that are quiet at this moment, or will be."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None)


class Quiet(models.Model):
    """One time of quiet. Never deleted: the rows are the record of who kept what quiet, why, and who lifted it."""

    thing = models.CharField(_("what"), max_length=100)  # “article-12”, “section-3”, “front”, or PAPER
    reason = models.CharField(_("reason"), max_length=200)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    kept_by = models.CharField(_("kept quiet by"), max_length=200)
    kept_at = models.DateTimeField(_("kept quiet at"), default=timezone.now)
    lifted_by = models.CharField(_("lifted by"), max_length=200, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = QuietQuerySet.as_manager()

    class Meta:
        ordering = ("-kept_at", "-id")
        verbose_name = _("quiet")
        verbose_name_plural = _("quiet")
        default_permissions = ("add", "view")
        indexes = [models.Index(fields=["thing"], name="quiet_standing", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.thing}: {self.reason}"

    def is_quiet_at(self, moment: datetime) -> bool:
        """Whether it forbids at this moment."""
        return self.lifted_at is None and self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    @transaction.atomic
    def lift(self, by: str) -> None:
        """It may be loud here again, from now on. Writes; twice changes nothing."""
        now = timezone.now()
        if Quiet.objects.filter(pk=self.pk, lifted_at=None).update(lifted_by=by[:200], lifted_at=now):
            self.lifted_by, self.lifted_at = by[:200], now
            outbox.changed(_line(self.thing))


@transaction.atomic
def keep(thing: str, reason: str, by: str, *, starts_at: datetime | None = None, ends_at: datetime | None = None) -> Quiet:
    """Keeps a thing quiet, at once or from `starts_at`, for good or until `ends_at`. Writes; the pages concerned are printed again."""
    now = timezone.now()
    kept = Quiet.objects.create(thing=thing, reason=reason, kept_by=by[:200], kept_at=now, starts_at=starts_at or now, ends_at=ends_at)
    outbox.changed(_line(thing))
    return kept


def look(things: Iterable[str], at: datetime) -> Look:
    """Whether a page or a place that belongs to these things is quiet at this moment. One question to the database."""
    rows = list(Quiet.objects.standing(at).filter(thing__in=[*things, PAPER]).order_by("starts_at", "pk"))
    moments = [moment for row in rows for moment in (row.starts_at, row.ends_at) if moment is not None and moment > at]
    return Look(next((row.reason for row in rows if row.is_quiet_at(at)), None), min(moments, default=None))


def reason(things: Iterable[str], at: datetime) -> str | None:
    """Why it is quiet here at this moment; None where it is not."""
    return look(things, at).reason


def shown(things: Iterable[str]) -> frozenset[str]:
    """What a page shows that asked about these things: it is printed again when one of them is kept quiet, or no longer is."""
    return frozenset(f"quiet-{thing}" for thing in things)


def _line(thing: str) -> str:
    return _EVERY_PAGE if thing == PAPER else f"quiet-{thing}"
