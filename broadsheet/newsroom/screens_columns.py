"""The screens for the paper's smaller columns: briefs, readers' letters, the almanac; and for its standing pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TitleFieldPanel

from broadsheet.news.almanac import Almanac
from broadsheet.news.brief import Brief
from broadsheet.news.letter import Letter
from broadsheet.news.standing_page import StandingPage
from broadsheet.newsroom.screens import InGroup, InGroupWithDrafts
from broadsheet.newsroom.selects import PlainSelect


class BriefScreens(InGroup):
    model = Brief
    icon = "list-ul"
    menu_order = 10
    list_display = ("__str__", "section", "published_at")
    list_filter = ("section",)
    search_fields = ("headline",)
    edit_handler = ObjectList(
        [
            TitleFieldPanel("headline", placeholder=_("Headline")),
            FieldPanel("text"),
            FieldRowPanel([FieldPanel("section", widget=PlainSelect), FieldPanel("published_at")]),
            FieldPanel("photo"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("is_sensitive")]),
        ]
    )


class LetterScreens(InGroup):
    model = Letter
    icon = "mail"
    menu_order = 20
    list_display = ("headline", "sender", "published_at")
    search_fields = ("headline", "sender")
    edit_handler = ObjectList(
        [
            TitleFieldPanel("headline", placeholder=_("Headline")),
            FieldPanel("text"),
            FieldRowPanel([FieldPanel("sender"), FieldPanel("place")]),
            FieldPanel("about"),
            FieldRowPanel([FieldPanel("published_at"), FieldPanel("slug")]),
        ]
    )


class AlmanacScreens(InGroup):
    model = Almanac
    icon = "date"
    menu_order = 30
    list_display = ("day", "headline")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("day"), FieldPanel("headline")]),
            FieldPanel("summary"),
            FieldPanel("outlook"),
            FieldPanel("sea"),
            MultiFieldPanel([FieldPanel("forecast"), FieldPanel("places"), FieldPanel("tides")], heading=_("Weather and tides, as tables"), classname="collapsed"),
            MultiFieldPanel(
                [FieldPanel("expected"), FieldPanel("leaving"), FieldPanel("waiting"), FieldPanel("ferries"), FieldPanel("notices")],
                heading=_("Shipping, as tables"), classname="collapsed",
            ),
        ]
    )  # fmt: skip


class StandingPageScreens(InGroupWithDrafts):
    model = StandingPage
    icon = "doc-full-inverse"
    menu_order = 40
    list_display = ("title", "slug", "in_footer")
    ordering = ("position", "title")
    search_fields = ("title",)
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", placeholder=_("Title")),
            FieldPanel("standfirst"),
            FieldPanel("body"),
            FieldPanel("slug", help_text=_("Where it stands: /about/contact/.")),
            FieldRowPanel([FieldPanel("in_footer"), FieldPanel("position")]),
        ]
    )
