"""A correction: what we got wrong, said plainly, where it was wrong and on a page of its own."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey


class Correction(models.Model):
    """One correction of one article. It is part of the article's draft, and public once that is published."""

    article = ParentalKey("news.Article", on_delete=models.CASCADE, related_name="corrections")
    corrected_at = models.DateTimeField(_("corrected at"), default=timezone.now)
    text = models.TextField(_("what was wrong, and what is right"))

    class Meta:
        ordering = ("-corrected_at", "-id")
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.text
