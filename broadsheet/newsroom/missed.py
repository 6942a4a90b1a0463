"""What was due and did not go out: shown in the newsroom until it does."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder

TRY_AGAIN_SECONDS = 60
STILL_DUE_SECONDS = 5 * TRY_AGAIN_SECONDS  # what was not tried for so long is not due any more: its time was taken back, or it is gone


class Missed(models.Model):
    """One thing that the clock could not publish or withdraw. Deleted when it could."""

    label = models.CharField(max_length=60)  # of its model, such as “news.Article”
    key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=255)
    why = models.TextField(_("why"))
    was_due_at = models.DateTimeField(_("was due at"))
    failed_at = models.DateTimeField(_("tried last at"))
    tries = models.PositiveIntegerField(_("tries"), default=1)

    class Meta:
        ordering = ("was_due_at",)
        verbose_name = _("missed publication")
        verbose_name_plural = _("missed publications")
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="missed_once")]

    def __str__(self) -> str:
        return self.name


def note(thing: models.Model, name: str, why: Exception, due_at: datetime, now: datetime) -> None:
    """Notes that this thing's turn came and that it failed. Writes."""
    told = {"name": name[:255], "why": f"{type(why).__name__}: {why}", "was_due_at": due_at, "failed_at": now}
    row, is_new = Missed.objects.get_or_create(label=thing._meta.label, key=str(thing.pk), defaults=told)
    if not is_new:
        Missed.objects.filter(pk=row.pk).update(**told, tries=F("tries") + 1)


def clear(thing: models.Model) -> None:
    """It went out after all. Writes."""
    Missed.objects.filter(label=thing._meta.label, key=str(thing.pk)).delete()


def still_due(now: datetime) -> models.QuerySet[Missed]:
    """What the clock keeps trying in vain, the longest due first."""
    return Missed.objects.filter(failed_at__gt=now - timedelta(seconds=STILL_DUE_SECONDS))


def waiting(now: datetime) -> set[tuple[str, str]]:
    """Label and key of what failed a moment ago and is not tried again yet."""
    lately = now - timedelta(seconds=TRY_AGAIN_SECONDS)
    return set(Missed.objects.filter(failed_at__gt=lately).values_list("label", "key"))


def address_of(thing: models.Model, user: models.Model) -> str:
    """Where a colleague mends it; empty where they may not."""
    return AdminURLFinder(user).get_edit_url(thing) or ""
