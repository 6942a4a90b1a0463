"""A section of the paper: News, Opinion, Culture."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.masthead.addresses import canonical_path

RESERVED_SLUGS = frozenset({
    "about", "account", "ads.txt", "alerts", "appeal", "by", "epaper", "feed.json", "feed.xml", "healthz", "held", "hooks", "magazine", "media", "metrics",
    "news-sitemap.xml", "newsroom", "preview", "robots.txt", "search", "sitemap.xml", "slots", "static", "story", "support", "test-payments", "topic",
    ".well-known",
})  # fmt: skip


class Requires(models.TextChoices):
    """What a reader must have to read a thing: nothing, or one benefit. The letters are the pass's own."""

    NOTHING = "", _("nothing: open to everyone")
    PREMIUM = "p", _("Premium")
    MAGAZINE = "m", _("the magazine")
    EPAPER = "e", _("the ePaper")

    @property
    def bit(self) -> int:
        """The benefit's bit in a pass; 0 for nothing."""
        return int({"": 0, "p": Benefit.PREMIUM, "m": Benefit.MAGAZINE, "e": Benefit.EPAPER}[self.value])


def refuse_reserved_slug(slug: str) -> None:
    """Raises ValidationError where an address of the paper's own begins with this word, or where it looks like a year."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is an address of the paper's own. Choose another word."), params={"slug": slug})
    if slug.isdigit():
        raise ValidationError(
            _("“%(slug)s” looks like a year, and articles live there. Choose a word with letters."), params={"slug": slug}
        )


class Section(models.Model):
    """One section: its front stands at /<slug>/, its name in every page's head."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=60, unique=True, allow_unicode=True, validators=[refuse_reserved_slug])
    line = models.CharField(_("line"), max_length=200, blank=True, help_text=_("One line under the section's name on its front."))
    requires = models.CharField(_("requires"), max_length=1, choices=Requires.choices, default=Requires.NOTHING, blank=True)
    invitation = models.TextField(
        _("invitation"), blank=True, help_text=_("What a reader without the benefit is told, after the standfirst. Only where the section requires one."),
    )  # fmt: skip
    is_opinion = models.BooleanField(_("opinion"), default=False, help_text=_("Its headlines are set in italic: a view, not news."))
    position = models.PositiveSmallIntegerField(_("place in the paper"), default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """A section that has an address of the paper's own already, as the magazine's has, keeps it when it is edited."""
        keeps_it = self.stands_apart and Section.objects.filter(pk=self.pk, slug=self.slug).exists()
        super().clean_fields({*(exclude or ()), *(["slug"] if keeps_it else [])})

    @property
    def path(self) -> str:
        return canonical_path(self.slug)

    @property
    def stands_apart(self) -> bool:
        """Whether another room answers at its address: then its articles stand there, and on no front by themselves."""
        return self.slug in RESERVED_SLUGS

    @property
    def itself(self) -> str:
        """Its name and words, which every article of it shows, apart from the list of its articles, which none does."""
        return f"{self.thing}-itself"

    @property
    def thing(self) -> str:
        return f"section-{self.pk}"
