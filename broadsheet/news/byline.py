"""A byline: who signs articles, and the page that gathers what they signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.masthead.addresses import canonical_path


class Byline(models.Model):
    """A contributor's credit: one of the staff, a guest, or a desk such as “Gazette staff”."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        GUEST = "guest", _("guest")
        DESK = "desk", _("desk or agency")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("A line or two about this contributor, under articles and on their page."))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.STAFF)
    portrait = models.ForeignKey("news.Photo", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return canonical_path("by", self.slug)

    @property
    def itself(self) -> str:
        """Its name and words, which every article of it shows, apart from the list of its articles, which none does."""
        return f"{self.thing}-itself"

    @property
    def thing(self) -> str:
        return f"byline-{self.pk}"
