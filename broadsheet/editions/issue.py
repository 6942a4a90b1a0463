"""One issue of a publication: its cover, the editor's letter, and the pieces it is made of, which are articles of the paper."""

import re
from datetime import UTC, datetime

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from broadsheet.editions.publication import MAGAZINE, MAGAZINE_THING, Publication
from broadsheet.masthead.addresses import canonical_path
from broadsheet.news.article import Article
from broadsheet.news.photo import Photo

_CURSOR = re.compile(r"(\d{8})-(\d{1,18})")


class IssueQuerySet(models.QuerySet["Issue"]):
    def live(self) -> "IssueQuerySet":
        """Those that are out."""
        return self.filter(live=True)

    def newest(self) -> "IssueQuerySet":
        return self.order_by("-date", "-id")

    def for_covers(self) -> "IssueQuerySet":
        """With all that a cover shows; one query."""
        return self.select_related("publication", "cover").defer("letter", "latest_revision")

    def before(self, cursor: str | None) -> "IssueQuerySet":
        """The older ones, by keyset; all of them for a cursor that is none."""
        told = _CURSOR.fullmatch(cursor or "")
        try:
            day = datetime.strptime(told[1], "%Y%m%d").replace(tzinfo=UTC).date() if told else None
        except ValueError:
            day = None
        return self.filter(date__lte=day).exclude(date=day, pk__gte=int(told[2])) if told and day else self


class Issue(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One issue. `live` says whether it is out; its pieces go out by themselves, as every article does."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="issues", verbose_name=_("publication"))
    number = models.PositiveIntegerField(_("number"))
    slug = models.SlugField(_("address"), max_length=60, blank=True, allow_unicode=True, help_text=_("Empty: its number."))
    date = models.DateField(_("date"), default=timezone.localdate, help_text=_("The day on its cover; readers see the month."))
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="issues", verbose_name=_("cover picture"))
    cover_alt = models.CharField(
        _("its alternative text here"), max_length=400, blank=True, help_text=_("Empty: the photo's own.")
    )  # fmt: skip
    cover_line = models.CharField(_("cover line"), max_length=120, help_text=_("The largest line on the cover: what this issue is about."))
    cover_line_taught = models.CharField(_("the same in the language taught"), max_length=120, blank=True)
    small_lines = models.TextField(_("smaller lines"), blank=True, help_text=_("A line each."))
    letter = models.TextField(
        _("the editor's letter"), blank=True, help_text=_("Paragraphs parted by an empty line; *italic* between stars.")
    )
    letter_signed = models.CharField(_("signed by"), max_length=120, blank=True, help_text=_("Empty: the publication's editor."))

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="issue", for_concrete_model=False,
    )  # fmt: skip

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ("-date", "-id")
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = [models.UniqueConstraint(fields=["publication", "slug"], name="issue_one_address")]
        indexes = [models.Index(fields=["publication", "-date", "-id"], name="issue_newest", condition=models.Q(live=True))]

    def __str__(self) -> str:
        return f"{self.publication} {self.number}"

    def clean(self) -> None:
        """An issue without a word for its address stands at its number."""
        self.slug = self.slug or str(self.number or "")

    @property
    def revisions(self) -> models.QuerySet:
        """Wagtail's name for the versions of this issue."""
        return self._revisions

    @property
    def path(self) -> str:
        return canonical_path(MAGAZINE, self.publication.slug, self.slug or str(self.number))

    @property
    def thing(self) -> str:
        return f"issue-{self.pk}"

    def shown_with(self) -> list[str]:
        """The names of all lists that this issue stands in, of its pieces, which name it, and of itself: what changes when it does. One query."""
        articles = self.pieces.model.objects.filter(issue=self.pk).values_list("article_id", flat=True)
        return [self.thing, self.publication.thing, MAGAZINE_THING, *(f"article-{pk}" for pk in articles)]

    @property
    def cursor(self) -> str:
        """The cursor that stands right behind this issue in the list of its publication."""
        return f"{self.date:%Y%m%d}-{self.pk}"

    @property
    def alt(self) -> str:
        return self.cover_alt or (self.cover.alt if self.cover else "")

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.small_lines.splitlines() if line.strip()]

    @property
    def signature(self) -> str:
        return self.letter_signed or (self.publication.editor.name if self.publication.editor else "")

    # --- Wagtail's preview
    def get_preview_template(self, request: object, mode_name: str) -> str:
        """The template of the real page."""
        return "editions/issue.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict[str, object]:
        """What the page's own view gives its template."""
        return issue_context(self, may_read=False)


class Piece(models.Model):
    """One article's place in an issue. An article is a piece of one issue at most: the newsroom's form sees to it."""

    issue = ParentalKey(Issue, on_delete=models.CASCADE, related_name="pieces")
    article = models.ForeignKey(Article, models.CASCADE, related_name="pieces", verbose_name=_("article"))
    kind = models.CharField(_("kind"), max_length=60, blank=True, help_text=_("Feature, interview, food; for a lesson, its level."))
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")


def issue_context(issue: Issue, *, may_read: bool) -> dict[str, object]:
    """For editions/issue.html: `issue`, `publication`, `contents` (the pieces that are out, in order), `may_read`. Five queries."""
    places = list(issue.pieces.all())
    articles = Article.objects.live().for_cards().in_bulk([place.article_id for place in places])
    contents = [(articles[place.article_id], place.kind) for place in places if place.article_id in articles]
    return {"issue": issue, "publication": issue.publication, "contents": contents, "may_read": may_read}


def shown_by(issue: Issue, articles: list[Article]) -> list[str]:
    """The names of all things that an issue's page shows; pieces that are not out yet among them, so that it shows them when they are."""
    return [
        issue.thing,
        issue.publication.itself,
        *(f"article-{place.article_id}" for place in issue.pieces.all()),
        *(byline.itself for article in articles for byline in article.bylines),
    ]
