"""The screens for what an article is filed under: sections, topics, bylines; and for old addresses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TitleFieldPanel

from broadsheet.news.byline import Byline
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.news.topic import Topic
from broadsheet.newsroom.screens import InGroup
from broadsheet.newsroom.selects import NameChooser


class RedirectForm(WagtailAdminModelForm):
    def clean_old_path(self) -> str:
        """As a browser sends it, so that it can be compared."""
        old_path: str = self.cleaned_data["old_path"].strip()
        if not old_path.startswith("/"):
            raise ValidationError(_("An old address is a path of this paper. Begin it with a slash, such as /2019/05/04/ferry/."))
        return old_path

    def clean_new_path(self) -> str:
        new_path: str = self.cleaned_data["new_path"].strip()
        if not new_path.startswith("/") or new_path.startswith("//"):
            raise ValidationError(_("The new address is a path of this paper. Begin it with one slash."))
        return new_path

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean()
        if told.get("old_path") and told.get("old_path") == told.get("new_path"):
            raise ValidationError(_("Both addresses are the same: a reader would be sent round for ever."))
        return told


class SectionScreens(InGroup):
    model = Section
    icon = "folder-open-1"
    menu_order = 10
    list_display = ("name", "slug", "position", "requires")
    ordering = ("position", "name")
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder=_("Name")),
            FieldPanel("slug", help_text=_("Where its front stands: /news/. When it changes, the old address leads to the new one.")),
            FieldPanel("line"),
            FieldRowPanel([FieldPanel("position"), FieldPanel("is_opinion")]),
            FieldPanel("requires"),
            FieldPanel("invitation"),
        ]
    )


class TopicScreens(InGroup):
    model = Topic
    icon = "tag"
    menu_order = 20
    list_display = ("name", "slug")
    search_fields = ("name",)
    chooser_viewset_class = NameChooser
    edit_handler = ObjectList([TitleFieldPanel("name", placeholder=_("Name")), FieldPanel("slug")])


class BylineScreens(InGroup):
    model = Byline
    icon = "user"
    menu_order = 30
    list_display = ("name", "role", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    chooser_viewset_class = NameChooser
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder=_("Name")),
            FieldPanel("slug"),
            FieldRowPanel([FieldPanel("role"), FieldPanel("kind")]),
            FieldPanel("note"),
            FieldPanel("portrait"),
        ]
    )


class RedirectScreens(InGroup):
    model = Redirect
    icon = "redirect"
    menu_order = 40
    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")
    edit_handler = ObjectList([FieldPanel("old_path"), FieldPanel("new_path")], base_form_class=RedirectForm)
