"""Views and clicks: counted once a page view, kept as numbers by creative, slot and day. Nothing of who looked is written down.

A page tells each view and click together with a number that it drew when it was opened and forgets when it is left. What was told
under such a number is remembered, as a hash, just long enough to know it again."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.slot import Slot

REMEMBERED = timedelta(minutes=30)


class Did(StrEnum):
    """What a reader did: had at least half of a slot in sight for a second, or followed its link."""

    VIEW = "view"
    CLICK = "click"


class Tally(models.Model):
    """How often one creative was seen and followed in one slot on one day, in the paper's own time zone."""

    creative = models.ForeignKey(Creative, models.CASCADE, related_name="tallies", verbose_name=_("creative"))
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+", verbose_name=_("slot"))
    day = models.DateField(_("day"))
    views = models.PositiveBigIntegerField(_("views"), default=0)
    clicks = models.PositiveBigIntegerField(_("clicks"), default=0)

    class Meta:
        ordering = ("-day", "slot", "creative")
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=("creative", "slot", "day"), name="one_tally_a_day")]


class Told(models.Model):
    """A view or click that was counted a little while ago, by a hash."""

    mark = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()


def count(did: Did, creative: int, slot: str, page_view: str, now: datetime) -> bool:
    """Counts it, if that creative runs in that slot now and the same was not told before. Whether it was counted. Writes."""
    place = Slot.objects.filter(name=slot, is_open=True).first()
    if place is None or not _runs(creative, place, now):
        return False
    with transaction.atomic():
        _told, is_new = Told.objects.get_or_create(mark=_mark(did, creative, slot, page_view), defaults={"at": now})
        if is_new:
            _add(did, creative, place, now)
    return is_new


def forget_what_was_told(now: datetime) -> None:
    """Deletes the hashes whose time is over. Writes; called each hour."""
    Told.objects.filter(at__lt=now - REMEMBERED).delete()


def _runs(creative: int, slot: Slot, now: datetime) -> bool:
    return Flight.objects.not_over(now).filter(slots=slot, starts_at__lte=now, creatives=creative, creatives__shape=slot.shape).exists()


def _add(did: Did, creative: int, slot: Slot, now: datetime) -> None:
    field = "views" if did == Did.VIEW else "clicks"
    its = Tally.objects.filter(creative=creative, slot=slot, day=timezone.localdate(now))
    if not its.update(**{field: F(field) + 1}):
        Tally.objects.get_or_create(creative_id=creative, slot=slot, day=timezone.localdate(now))
        its.update(**{field: F(field) + 1})


def _mark(did: Did, creative: int, slot: str, page_view: str) -> str:
    return blake2b(f"{did} {creative} {slot} {page_view}".encode(), digest_size=16).hexdigest()
