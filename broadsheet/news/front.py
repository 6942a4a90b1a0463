"""A front as an editor makes it: which articles stand where. What no editor placed comes by itself, newest and weightiest first."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from broadsheet.news.almanac import almanac_for
from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.cursor import page_of
from broadsheet.news.front_layout import compose, compose_top
from broadsheet.news.letter import Letter
from broadsheet.news.section import Section

BRIEFS_ON_THE_FRONT = 8
LETTERS_ON_THE_FRONT = 3
NEWEST_ON_THE_FRONT = 40
NEWEST_OF_A_SECTION = 8


class Front(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """The paper's front, or a section's. There is one of each at most."""

    section = models.OneToOneField(
        Section,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="front",
        verbose_name=_("section"),
        help_text=_("Empty: the paper's own front."),
    )

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="front", for_concrete_model=False,
    )  # fmt: skip

    class Meta:
        ordering = ("section__position", "id")
        verbose_name = _("front")
        verbose_name_plural = _("fronts")
        constraints = [models.UniqueConstraint(models.Value(1), name="one_front_of_the_paper", condition=models.Q(section__isnull=True))]

    def __str__(self) -> str:
        return self.section.name if self.section else str(_("The front"))

    @property
    def revisions(self) -> models.QuerySet:
        """Wagtail's name for the versions of this front."""
        return self._revisions

    @property
    def path(self) -> str:
        return self.section.path if self.section else "/"

    @property
    def thing(self) -> str:
        return f"front-{self.pk}"

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """The template of the real page."""
        return "news/section.html" if self.section else "news/front.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict[str, object]:
        """What the page's own view gives its template."""
        if self.section is None:
            return front_context(self)
        return section_context(self.section, self)


class Card(models.Model):
    """One article's place on a front."""

    class Rank(models.TextChoices):
        LEAD = "lead", _("lead")
        SECOND = "second", _("second")
        THIRD = "third", _("third")
        FOURTH = "fourth", _("fourth")

    front = ParentalKey(Front, on_delete=models.CASCADE, related_name="cards")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("article"))
    rank = models.CharField(_("rank"), max_length=6, choices=Rank.choices, default=Rank.THIRD)
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")


def front_context(edited: Front | None) -> dict[str, object]:
    """For news/front.html: `front`, the layout. A dozen queries, whatever the archive holds."""
    sections = list(Section.objects.all())
    newest = _newest_for_front(sections)
    sections = [section for section in sections if not section.stands_apart]
    layout = compose(
        _placed(edited), newest, sections, ties=lambda lead: lead.related(), briefs=list(Brief.objects.newest()[:BRIEFS_ON_THE_FRONT]),
        letters=list(Letter.objects.filter(published_at__lte=timezone.now()).select_related("about")[:LETTERS_ON_THE_FRONT]), almanac=almanac_for(timezone.localdate()),
    )  # fmt: skip
    return {"front": layout}


def section_context(section: Section, edited: Front | None = None, before: str | None = None) -> dict[str, object]:
    """For news/section.html: `section`, `placed` ((article, rank) by the editor) and `front` (the layout) on the first page only, `articles`, `older`."""
    placed = _placed(edited) if not before else []
    standing = {article.pk for article, _rank in placed}
    articles, older = page_of(Article.objects.live().filter(section=section), before)
    return {
        "section": section,
        "placed": placed,
        "front": None if before else compose_top(placed, articles),
        "articles": [article for article, _rank in placed] + [article for article in articles if article.pk not in standing],
        "older": older,
    }


def _placed(edited: Front | None) -> list[tuple[Article, str]]:
    """What the editor placed, in order, as (article, rank); what was withdrawn since falls out."""
    if edited is None:
        return []
    cards = list(edited.cards.all())
    found = Article.objects.live().for_cards().in_bulk([card.article_id for card in cards])
    return [(found[card.article_id], card.rank) for card in cards if card.article_id in found]


def _newest_for_front(sections: list[Section]) -> list[Article]:
    """The paper's newest, and enough of each section to fill its band: one query by keyset each, joined into one."""
    apart = [section.pk for section in sections if section.stands_apart]
    keys = [Article.objects.live().exclude(section__in=apart).newest().values("pk")[:NEWEST_ON_THE_FRONT]]
    keys += [
        Article.objects.live().filter(section=section).newest().values("pk")[:NEWEST_OF_A_SECTION]
        for section in sections
        if not section.stands_apart
    ]
    pks = {row["pk"] for query in keys for row in query}
    return sorted(
        Article.objects.for_cards().filter(pk__in=pks), key=lambda article: (article.first_published_at, article.pk), reverse=True
    )
