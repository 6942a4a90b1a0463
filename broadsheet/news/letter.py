"""A letter: what a reader wrote to the editor, and the editor printed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    slug = models.SlugField(_("name"), max_length=80, unique=True, allow_unicode=True)
    headline = models.CharField(_("headline"), max_length=120)
    sender = models.CharField(_("from"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    text = models.TextField(_("text"), help_text=_("Paragraphs parted by an empty line; *italic* for the names of ships."))
    about = models.ForeignKey(
        "news.Article", models.SET_NULL, null=True, blank=True, related_name="letters", verbose_name=_("answers the article")
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name = _("letter to the editor")
        verbose_name_plural = _("letters to the editor")

    def __str__(self) -> str:
        return f"{self.headline} ({self.sender})"
