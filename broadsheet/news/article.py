"""An article: what is published. A model of its own with Wagtail's drafts, revisions and preview, not a page of its tree.

Long because an article's row, its address, its reading and its drafts are one thing."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.masthead.addresses import LONGEST_SLUG, canonical_path
from broadsheet.masthead.paper import RTL_LANGUAGES
from broadsheet.news.body import BODY_BLOCKS, count_words, minutes_to_read, text_of
from broadsheet.news.byline import Byline
from broadsheet.news.photo import Photo
from broadsheet.news.reading import article_context
from broadsheet.news.section import Requires, Section
from broadsheet.news.sitemap_file import NEWS, file_of, thing_of
from broadsheet.news.topic import Topic
from broadsheet.news.words import KeptWords

ARTICLE_LANGUAGES = [
    ("", _("the paper's")), ("en", _("English")), ("he", _("Hebrew")), ("ar", _("Arabic")), ("fa", _("Farsi")), ("ur", _("Urdu")), ("ru", _("Russian")),
    ("de", _("German")), ("es", _("Spanish")), ("fr", _("French")), ("pt", _("Portuguese")), ("it", _("Italian")), ("nl", _("Dutch")), ("sv", _("Swedish")),
]  # fmt: skip

OF_THE_ARTICLE_ITSELF = (
    "published_on", "revised_at", "updated_at", "word_count", "source", "external_id", "external_version", "external_modified_at", "beside_id",
)  # fmt: skip


class ArticleQuerySet(models.QuerySet["Article"]):
    def live(self) -> "ArticleQuerySet":
        """Those that anyone can find now."""
        return self.filter(live=True)

    def newest(self) -> "ArticleQuerySet":
        return self.order_by("-first_published_at", "-id")

    def for_cards(self) -> "ArticleQuerySet":
        """With all that a card shows, and without what is heavy; three queries."""
        return (
            self.select_related("section", "lead_photo")
            .prefetch_related("article_bylines__byline__portrait")
            .defer("body", "latest_revision")
        )

    def for_page(self) -> "ArticleQuerySet":
        """With all that its own page shows of it; six queries."""
        return self.select_related("section", "lead_photo").prefetch_related(
            "article_bylines__byline__portrait", "article_topics__topic", "corrections"
        )

    def before(self, moment: datetime, pk: int) -> "ArticleQuerySet":
        """The older ones, by keyset. Not (older, or of that moment and a lower number): no database seeks to the place by an “or”."""
        return self.filter(first_published_at__lte=moment).exclude(first_published_at=moment, pk__gte=pk)


class Article(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):
    """One article. `live` says whether readers can find it; `published_on` and `slug` are its address for good."""

    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    headline = models.CharField(_("headline"), max_length=200)
    short_headline = models.CharField(
        _("short headline"), max_length=120, blank=True, help_text=_("For cards and mail; empty: the headline.")
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    slugline = models.CharField(_("slugline"), max_length=80, blank=True, help_text=_("The newsroom's own name for it."))
    slug = models.SlugField(
        _("address"), max_length=LONGEST_SLUG, blank=True, allow_unicode=True, help_text=_("Empty: made from the headline.")
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="articles", verbose_name=_("section"))
    requires = models.CharField(_("requires"), max_length=1, choices=Requires.choices, default=Requires.NOTHING, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=ARTICLE_LANGUAGES, blank=True, default="")
    dateline = models.CharField(_("dateline"), max_length=80, blank=True, help_text=_("Where it was reported from."))
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)
    lead_photo = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lead picture"))
    lead_caption = models.CharField(_("its caption here"), max_length=400, blank=True, help_text=_("Empty: the photo's own."))
    importance = models.PositiveSmallIntegerField(
        _("importance"), default=50, validators=[MaxValueValidator(100)], help_text=_("0 to 100: how high it stands where no editor places it."),
    )  # fmt: skip
    is_breaking = models.BooleanField(_("breaking"), default=False)
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Death or disaster: no asks and no advertising beside it.")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)  # in the paper's own time zone
    revised_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)  # by anyone in the newsroom, a draft too
    word_count = models.PositiveIntegerField(default=0, editable=False)
    source = models.CharField(max_length=200, blank=True, default="", editable=False)
    external_id = models.CharField(max_length=400, blank=True, default="", editable=False)
    external_version = models.CharField(max_length=40, blank=True, default="", editable=False)
    external_modified_at = models.DateTimeField(null=True, blank=True, editable=False)
    beside = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="newcomers", editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="article", for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id", related_query_name="article", for_concrete_model=False,
    )  # fmt: skip

    objects = ArticleQuerySet.as_manager()
    kept_words: KeptWords | None = None  # its words for search, where whoever set its text has made them already
    search_auto_update = False  # Wagtail's own index reads every row of itself at each save; news.search is ours
    search_fields = [index.FilterField("section"), index.FilterField("live")]

    class Meta:
        ordering = ("-updated_at", "-id")
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("correct_article", "Can correct a published article"), ("withdraw_article", "Can withdraw a published article")]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="article_changed"),
            models.Index(fields=["live", "-updated_at", "-id"], name="article_live_changed"),
            models.Index(fields=["section", "-updated_at", "-id"], name="article_section_changed"),
            models.Index(fields=["section", "live", "-updated_at", "-id"], name="article_section_live_changed"),
            models.Index(fields=["-first_published_at", "-id"], name="article_newest", condition=Q(live=True)),
            models.Index(fields=["section", "-first_published_at", "-id"], name="article_section_newest", condition=Q(live=True)),
            models.Index(fields=["go_live_at"], name="article_due", condition=Q(go_live_at__isnull=False)),
            models.Index(fields=["expire_at"], name="article_expires", condition=Q(live=True, expire_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["published_on", "slug"], name="article_one_address", condition=Q(published_on__isnull=False)),
            models.UniqueConstraint(fields=["source", "external_id"], name="article_known_once", condition=~Q(external_id="")),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("No headline yet"))

    @property
    def revisions(self) -> models.QuerySet:
        """Wagtail's name for the versions of this article."""
        return self._revisions

    def with_content_json(self, content: dict) -> "Article":
        """Wagtail's name for a version of this article as an object. What belongs to the article and not to a version of it stays
        as it is now: an old version that is published again must not take its address away."""
        version = super().with_content_json(content)
        for field in OF_THE_ARTICLE_ITSELF:
            setattr(version, field, getattr(self, field))
        version.slug = version.slug or self.slug
        return version

    @property
    def thing(self) -> str:
        return f"article-{self.pk}"

    @property
    def kindred_thing(self) -> str:
        """What reads on from it, which its own page shows alone."""
        return f"kindred-{self.pk}"

    def shown_with(self) -> list[str]:
        """The names of all lists that this article stands in, and of itself: what changes when it does. Three queries at most."""
        topics = (f"topic-{pk}" for pk in self.article_topics.values_list("topic_id", flat=True))
        bylines = (f"byline-{pk}" for pk in self.article_bylines.values_list("byline_id", flat=True))
        return [self.thing, "front", f"section-{self.section_id}", thing_of(file_of(self.pk)), *topics, *bylines]

    @property
    def named_in(self) -> list[str]:
        """The names of the lists that are too long to name each of their articles as shown: a withdrawal names these lists too."""
        return [thing_of(file_of(self.pk)), NEWS]

    # --- its address
    @property
    def path(self) -> str:
        """Where it stands; for one that was never published, where it would stand today."""
        day = self.published_on or timezone.localdate()
        return article_path(day, self.slug or slug_for(self.headline))

    def settle_address(self, now: datetime) -> None:
        """Gives an article that goes out for the first time its day and a slug that no other of that day has. Reads, doesn't save."""
        if self.published_on is None:
            self.published_on = timezone.localdate(now)
        wanted = self.slug or slug_for(self.headline)
        others = Article.objects.filter(published_on=self.published_on, slug__startswith=wanted[: LONGEST_SLUG - 4]).exclude(pk=self.pk)
        taken = set(others.values_list("slug", flat=True))
        self.slug = free_slug(wanted, taken)

    # --- how it reads
    @property
    def shown_language(self) -> str:
        return self.language or settings.PAPER.language

    @property
    def is_foreign(self) -> bool:
        """Written in another language than the paper's."""
        return self.shown_language != settings.PAPER.language

    @property
    def direction(self) -> str:
        return "rtl" if self.shown_language in RTL_LANGUAGES else "ltr"

    @property
    def card_headline(self) -> str:
        return self.short_headline or self.headline

    @property
    def is_open(self) -> bool:
        return not self.requires

    @property
    def benefit(self) -> Benefit:
        """The benefit that it requires; none is 0."""
        return Benefit(Requires(self.requires).bit)

    def may_be_read_with(self, benefits: int) -> bool:
        """Whether its whole text may be given to a reader with these benefits (bits of a pass)."""
        return not self.benefit or bool(self.benefit & benefits)

    @property
    def minutes(self) -> int:
        return minutes_to_read(self.word_count)

    @property
    def text(self) -> str:
        """All words of the body, plain."""
        return text_of(self.body.raw_data)

    def count_words(self) -> None:
        self.word_count = count_words(self.text)

    @property
    def bylines(self) -> list[Byline]:
        return [line.byline for line in self.article_bylines.all()]

    @property
    def topics(self) -> list[Topic]:
        return [line.topic for line in self.article_topics.all()]

    def related(self, most: int = 4) -> list["Article"]:
        """What to read next: what the editor chose, then what was found by words and topics. Two or three queries."""
        chosen = [line.other_id for line in self.chosen_related.all()]
        kindred = Kindred.objects.filter(article_id=self.pk).first()
        wanted = list(dict.fromkeys([*chosen, *(kindred.article_ids if kindred else [])]))
        found = Article.objects.live().exclude(pk=self.pk).for_cards().in_bulk(wanted)
        return [found[pk] for pk in wanted if pk in found][:most]

    @property
    def caption(self) -> str:
        return self.lead_caption or (self.lead_photo.caption if self.lead_photo else "")

    # --- Wagtail's preview
    @property
    def preview_modes(self) -> list[tuple[str, object]]:
        return [("", _("The page")), ("open", _("As a reader without the benefit"))]

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """The template of the real page."""
        return "news/article.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict[str, object]:
        """What the page's own view gives its template; the words are counted as they stand in the draft."""
        self.count_words()
        return article_context(self, may_read=mode_name != "open" or self.is_open)


def article_path(day: date, slug: str) -> str:
    return canonical_path(f"{day:%Y}", f"{day:%m}", f"{day:%d}", slug)


def slug_for(headline: str) -> str:
    """A slug made of a headline; letters of any script stay, and it is cut between words."""
    whole = slugify(headline, allow_unicode=True)
    return whole if len(whole) <= LONGEST_SLUG else whole[: LONGEST_SLUG + 1].rpartition("-")[0][:LONGEST_SLUG] or whole[:LONGEST_SLUG]


def free_slug(wanted: str, taken: set[str]) -> str:
    """The wanted slug, or with the first number behind it that is free."""
    wanted = wanted or "article"
    if wanted not in taken:
        return wanted
    return next(
        slug for number in range(2, len(taken) + 3) if (slug := f"{wanted[: LONGEST_SLUG - 1 - len(str(number))]}-{number}") not in taken
    )


class ArticleByline(models.Model):
    """Who signs an article, in order."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="article_bylines")
    byline = models.ForeignKey(Byline, models.PROTECT, related_name="article_bylines", verbose_name=_("byline"))
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")
        indexes = [models.Index(fields=["byline", "-article"], name="byline_articles")]


class ArticleTopic(models.Model):
    """What an article is about."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="article_topics", verbose_name=_("topic"))

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["topic", "-article"], name="topic_articles")]


class ChosenRelated(models.Model):
    """What the editor wants read next, in order."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="chosen_related")
    other = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("article"))
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")


class Kindred(models.Model):
    """What reads on from an article, found by its words and topics after it was published. A cache: made again at any time."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="kindred")
    article_ids = models.JSONField(default=list)
