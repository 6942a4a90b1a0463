"""The form on which an article is written, and the sentences with which it asks for what a verb needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.images.widgets import AdminImageChooser

from broadsheet.news.article import Article
from broadsheet.news.correction import Correction
from broadsheet.news.section import Section
from broadsheet.newsroom.selects import PlainSelect


class ArticleForm(WagtailAdminModelForm):
    """Checks what concerns one article; what a verb asks for is asked by the verb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A new article lies with the paper's first section: one without a section could not be kept while it is being typed."""
        super().__init__(*args, **kwargs)
        if self.instance.section_id is None:
            self.initial.setdefault("section", Section.objects.values_list("pk", flat=True).first())

    def clean_slug(self) -> str:
        """An address that another article of that day has would lead readers astray."""
        slug: str = self.cleaned_data["slug"]
        taken = Article.objects.filter(published_on=self.instance.published_on, slug=slug).exclude(pk=self.instance.pk)
        if slug and self.instance.published_on and taken.exists():
            raise ValidationError(_("Another article of that day stands at “%(slug)s”. Choose another word."), params={"slug": slug})
        return slug

    @property
    def goes_live_at(self) -> datetime | None:
        """When it is to go live, if that is still to come."""
        moment: datetime | None = self.cleaned_data.get("go_live_at")
        return moment if moment and moment > timezone.now() else None

    @property
    def has_new_correction(self) -> bool:
        """Whether it bears a correction that readers have not seen yet."""
        public = set(Correction.objects.filter(article=self.instance.pk).values_list("pk", flat=True))
        rows = [row for row in self.formsets["corrections"].forms if not self.formsets["corrections"]._should_delete_form(row)]
        return any(row.cleaned_data.get("text") and row.instance.pk not in public for row in rows)


def why_not(form: ArticleForm, action: str) -> Any:
    """Why this verb can't be done with what the form says, as a sentence; None when it can."""
    if action in ("publish", "correct") and form.goes_live_at:
        return _("It is to go live on a day to come. Choose “Schedule”, or clear that time under “Address and time” to publish at once.")
    if action == "schedule" and not form.goes_live_at:
        return _("Say under “Address and time” when it is to go live: a moment that is still to come.")
    if action == "correct" and not form.has_new_correction:
        return _("There is no new correction. Say under “Corrections” what was wrong and what is right, or choose “Publish”.")
    return None


_STORY = [
    FieldPanel("kicker"),
    FieldPanel("headline", classname="title", widget=forms.TextInput(attrs={"placeholder": _("Headline")})),
    FieldPanel("standfirst"),
    InlinePanel("article_bylines", [FieldPanel("byline")], heading=_("Bylines"), label=_("byline")),
    FieldPanel("section", widget=PlainSelect),
    MultiFieldPanel([FieldPanel("lead_photo", widget=AdminImageChooser), FieldPanel("lead_caption")], heading=_("Lead picture")),
    FieldPanel("body"),
]
_CORRECTIONS = [
    InlinePanel("corrections", [FieldPanel("text"), FieldPanel("corrected_at")], heading=_("Corrections"), label=_("correction"))
]
_RELATED = [
    InlinePanel("chosen_related", [FieldPanel("other")], heading=_("What to read next"), label=_("article")),
    InlinePanel("article_topics", [FieldPanel("topic")], heading=_("Topics"), label=_("topic")),
]
_ADDRESS_AND_TIME = [
    FieldRowPanel([FieldPanel("slugline"), FieldPanel("slug")]),
    FieldPanel("short_headline"),
    FieldRowPanel([FieldPanel("go_live_at"), FieldPanel("expire_at")], heading=_("Time")),
    FieldRowPanel([FieldPanel("requires"), FieldPanel("importance")]),
    FieldRowPanel([FieldPanel("is_breaking"), FieldPanel("is_sensitive")]),
    FieldRowPanel([FieldPanel("language"), FieldPanel("dateline")]),
]
ARTICLE_PANELS = TabbedInterface(
    [
        ObjectList(_STORY, heading=_("Story")),
        ObjectList(_CORRECTIONS, heading=_("Corrections")),
        ObjectList(_RELATED, heading=_("Related")),
        ObjectList(_ADDRESS_AND_TIME, heading=_("Address and time")),
    ],
    base_form_class=ArticleForm,
)
