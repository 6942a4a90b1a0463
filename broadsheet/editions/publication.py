"""A title that we print beside the daily: a magazine, a monthly for learners."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from broadsheet.masthead.addresses import canonical_path
from broadsheet.masthead.paper import RTL_LANGUAGES
from broadsheet.news.article import ARTICLE_LANGUAGES
from broadsheet.news.byline import Byline
from broadsheet.news.lesson import TAUGHT
from broadsheet.news.section import Requires, Section

MAGAZINE = "magazine"  # the section of all pieces: its address is that of the titles, which no other section may take
MAGAZINE_THING = "magazine"  # the name of the page of all titles
LAST_IN_THE_LINE = 90


class Publication(models.Model):
    """One title. What its issues are made of are articles of the paper, which require its benefit or are open."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=60, unique=True, allow_unicode=True)
    line = models.CharField(
        _("line"), max_length=200, blank=True, help_text=_("One line under its name: what it is, and how often it comes.")
    )
    about = models.TextField(_("about it"), blank=True, help_text=_("A sentence or two, on its own page and beside each issue."))
    language = models.CharField(_("language"), max_length=8, choices=ARTICLE_LANGUAGES, blank=True, default="")
    language_taught = models.CharField(
        _("language taught"), max_length=8, choices=TAUGHT, blank=True, default="", help_text=_("Only for a monthly that one learns a language by."),
    )  # fmt: skip
    name_taught = models.CharField(_("name in that language"), max_length=80, blank=True)
    editor = models.ForeignKey(Byline, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("editor"))
    requires = models.CharField(_("requires"), max_length=1, choices=Requires.choices, default=Requires.MAGAZINE, blank=True)
    invitation = models.TextField(
        _("invitation"), blank=True, help_text=_("What a reader without the benefit is told on the page of an issue."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("place among the titles"), default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.name

    @property
    def taught_direction(self) -> str:
        return "rtl" if self.language_taught in RTL_LANGUAGES else "ltr"

    @property
    def path(self) -> str:
        return canonical_path(MAGAZINE, self.slug)

    @property
    def thing(self) -> str:
        """Its page, with the list of its issues."""
        return f"publication-{self.pk}"

    @property
    def itself(self) -> str:
        """Its name and words, which each of its issues shows, apart from the list of them, which none does."""
        return f"{self.thing}-itself"


def the_magazines_section() -> Section:
    """The section that pieces are filed under, made with the first title and named in the paper's language. Writes where there is none."""
    with override(settings.PAPER.language):
        return Section.objects.get_or_create(slug=MAGAZINE, defaults={"name": gettext("Magazine"), "position": LAST_IN_THE_LINE})[0]
