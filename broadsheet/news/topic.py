"""A topic: what an article is about, across sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.masthead.addresses import canonical_path


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return canonical_path("topic", self.slug)

    @property
    def itself(self) -> str:
        """Its name and words, which every article of it shows, apart from the list of its articles, which none does."""
        return f"{self.thing}-itself"

    @property
    def thing(self) -> str:
        return f"topic-{self.pk}"
