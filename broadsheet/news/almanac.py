"""The almanac: a day's weather, tides and shipping."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Almanac(models.Model):
    """One day. Each part is a table as a newspaper sets it: {"columns": [...], "rows": [[...], ...]}, cells in reading order."""

    day = models.DateField(_("day"), unique=True)
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    summary = models.TextField(_("weather in words"), blank=True)
    outlook = models.TextField(_("outlook"), blank=True)
    sea = models.TextField(_("shipping forecast"), blank=True)
    forecast = models.JSONField(_("forecast"), default=dict, blank=True)
    places = models.JSONField(_("weather elsewhere"), default=dict, blank=True)
    tides = models.JSONField(
        _("tides"), default=dict, blank=True, help_text=_('{"place": …, "turns": [["03:22", "high", 4.1], …]} for this day, in metres.')
    )
    expected = models.JSONField(_("ships expected"), default=dict, blank=True)
    leaving = models.JSONField(_("ships leaving"), default=dict, blank=True)
    waiting = models.JSONField(_("ships waiting"), default=dict, blank=True)
    ferries = models.JSONField(_("ferries"), default=dict, blank=True)
    notices = models.JSONField(_("notices to mariners"), default=list, blank=True)

    class Meta:
        ordering = ("-day",)
        verbose_name = _("almanac")
        verbose_name_plural = _("almanac")

    def __str__(self) -> str:
        return self.day.isoformat()


def almanac_for(day: date) -> Almanac | None:
    """The latest almanac of that day or before it; None where the paper keeps none."""
    return Almanac.objects.filter(day__lte=day).first()
