"""The screens for the magazine: its titles, and the issues that are put together from articles."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel

from broadsheet.editions.issue import Issue, Piece
from broadsheet.editions.publication import Publication
from broadsheet.newsroom.screens import InGroup, InGroupWithDrafts
from broadsheet.newsroom.selects import PlainSelect


class IssueForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """Two issues of one title can't stand at one address, and no article twice in one issue."""
        told: dict[str, Any] = super().clean()
        publication, slug = told.get("publication"), told.get("slug") or str(told.get("number") or "")
        if publication and Issue.objects.filter(publication=publication, slug=slug).exclude(pk=self.instance.pk).exists():
            self.add_error("number", ValidationError(_("There is an issue of this number, or at this address, already.")))
        return told

    def is_valid(self) -> bool:
        """Also says which article was placed twice, here or in another issue: each row alone is right."""
        valid: bool = super().is_valid()
        why = self._why_not_so() if valid else None
        if why is not None:
            self.add_error(None, why)
        return valid and why is None

    def _why_not_so(self) -> ValidationError | None:
        rows = self.formsets["pieces"]
        told = [row.cleaned_data.get("article") for row in rows.forms if row.is_valid() and not rows._should_delete_form(row)]
        placed = [article for article in told if article]
        twice = next((article for article in placed if placed.count(article) > 1), None)
        if twice:
            return ValidationError(_("“%(headline)s” stands in this issue twice."), params={"headline": twice})
        other = (
            Piece.objects.filter(article__in=placed).exclude(issue=self.instance.pk).select_related("article", "issue__publication").first()
        )
        if other:
            says = _("“%(headline)s” is a piece of %(issue)s already. Take it out there first.")
            return ValidationError(says, params={"headline": other.article, "issue": other.issue})
        return None


_PIECE = [FieldPanel("article"), FieldPanel("kind")]
_COVER = [
    FieldRowPanel([FieldPanel("publication", widget=PlainSelect), FieldPanel("number"), FieldPanel("date")]),
    FieldPanel("cover_line", classname="title"),
    FieldPanel("cover_line_taught"),
    FieldPanel("small_lines"),
    MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
    FieldRowPanel([FieldPanel("slug"), FieldPanel("go_live_at")]),
]
_CONTENTS = [
    InlinePanel(
        "pieces",
        _PIECE,
        heading=_("Pieces, in their order"),
        label=_("piece"),
        help_text=_(
            "Each is an article of the section Magazine that requires the magazine, or nothing where it is open to everyone. It is published by itself."
        ),
    )
]
_LETTER = [FieldPanel("letter"), FieldPanel("letter_signed")]


class IssueScreens(InGroupWithDrafts):
    model = Issue
    icon = "copy"
    menu_order = 10
    list_display = ("__str__", "cover_line", "date", "live")
    list_filter = ("publication",)
    ordering = ("-date", "-id")
    search_fields = ("cover_line",)
    edit_handler = TabbedInterface(
        [
            ObjectList(_COVER, heading=_("Cover")),
            ObjectList(_CONTENTS, heading=_("Contents")),
            ObjectList(_LETTER, heading=_("From the editor")),
        ],
        base_form_class=IssueForm,
    )


class PublicationScreens(InGroup):
    model = Publication
    icon = "folder-open-1"
    menu_order = 20
    list_display = ("name", "line", "requires")
    ordering = ("position", "name")
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder=_("Name")),
            FieldPanel("slug", help_text=_("Where it stands: /magazine/slack-water/.")),
            FieldPanel("line"),
            FieldPanel("about"),
            FieldPanel("editor"),
            FieldRowPanel([FieldPanel("requires"), FieldPanel("position")]),
            FieldPanel("invitation"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("language"), FieldPanel("language_taught")]), FieldPanel("name_taught")], heading=_("Languages")
            ),
        ]
    )
