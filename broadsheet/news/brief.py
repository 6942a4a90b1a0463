"""A brief: 25 to 45 words of news without an article."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.news.section import Section


class BriefQuerySet(models.QuerySet["Brief"]):
    def newest(self) -> "BriefQuerySet":
        """Those that may be seen now, newest first."""
        return self.filter(published_at__lte=timezone.now()).order_by("-published_at", "-id")


class Brief(models.Model):
    """A headline of a word or three, and a paragraph."""

    slug = models.SlugField(_("name"), max_length=80, unique=True, allow_unicode=True)
    section = models.ForeignKey(Section, models.PROTECT, related_name="briefs", verbose_name=_("section"))
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    text = models.TextField(_("text"), help_text=_("One paragraph; *italic* for the names of ships."))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    photo = models.ForeignKey("news.Photo", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo"))
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Death or disaster: no asks and no advertising beside it.")
    )

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        indexes = [models.Index(fields=["-published_at", "-id"], name="brief_newest")]

    def __str__(self) -> str:
        return self.headline or self.text[:60]
