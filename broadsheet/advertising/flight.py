"""A flight: when a campaign runs, how often beside others, and where."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from broadsheet.advertising.campaign import Campaign
from broadsheet.advertising.slot import Slot


class FlightQuerySet(models.QuerySet["Flight"]):
    def not_over(self, at: datetime) -> "FlightQuerySet":
        """Those that run, or will."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at))


class Flight(ClusterableModel):
    """One stretch of a campaign. Its creatives hang on it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="flights", verbose_name=_("campaign"))
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until somebody ends it."))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("How often it comes up beside the others: of 1 and 3, the second stands on three pages of four."),
    )  # fmt: skip
    slots = ParentalManyToManyField(Slot, related_name="flights", verbose_name=_("slots"))
    only_on = models.JSONField(_("only on"), default=list, blank=True, help_text=_("None chosen: everywhere."))  # names of things
    never_on = models.JSONField(_("never on"), default=list, blank=True)

    objects = FlightQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-id")
        verbose_name = _("flight")
        verbose_name_plural = _("flights")
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1), name="flight_has_weight"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="flight_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="flight_not_over")]

    def __str__(self) -> str:
        return str(self.campaign)

    def runs_at(self, moment: datetime) -> bool:
        """Whether the moment lies within it."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    @property
    def state(self) -> str:
        """For the newsroom's list: whether it runs."""
        now = timezone.now()
        if self.runs_at(now):
            return gettext("runs")
        return gettext("to come") if self.starts_at > now else gettext("over")
