"""The newsroom's menu: short, in the newsroom's order, with nothing in it that a newspaper has no word for."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from broadsheet.newsroom.screens_columns import AlmanacScreens, BriefScreens, LetterScreens, StandingPageScreens
from broadsheet.newsroom.screens_magazine import IssueScreens, PublicationScreens
from broadsheet.newsroom.screens_names import BylineScreens, RedirectScreens, SectionScreens, TopicScreens

# Wagtail's page tree is not where a newspaper keeps anything; workflows come with the desks.
NOT_OURS = frozenset({"explorer", "snippets", "documents", "help", "reports"})
NOT_SEARCHED = frozenset({"pages", "documents"})
NOT_OUR_SETTINGS = frozenset({"sites", "workflows", "workflow-tasks", "locales", "redirects"})


class Magazine(SnippetViewSetGroup):
    """Titles that appear beside the daily, and their issues."""

    menu_label = _("Magazine")
    menu_icon = "copy"
    menu_order = 35
    items = (IssueScreens, PublicationScreens)


class InThePaper(SnippetViewSetGroup):
    """What stands in the paper beside its articles."""

    menu_label = _("Also in the paper")
    menu_icon = "list-ul"
    menu_order = 40
    items = (BriefScreens, LetterScreens, AlmanacScreens, StandingPageScreens)


class Names(SnippetViewSetGroup):
    """What articles are filed under."""

    menu_label = _("Filed under")
    menu_icon = "folder-open-1"
    menu_order = 50
    items = (SectionScreens, TopicScreens, BylineScreens, RedirectScreens)


def short(items: list[MenuItem]) -> list[MenuItem]:
    """The main menu without what a newspaper has no use for, and with Wagtail's images under the trade's word."""
    kept = [item for item in items if item.name not in NOT_OURS]
    for item in kept:
        if item.name == "images":
            item.label, item.order = _("Photos"), 30
    return kept


class HistoryItem(MenuItem):
    """Who did what, and when."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


def history_item() -> HistoryItem:
    """Of all Wagtail's reports, the one that is not about its page tree alone."""
    return HistoryItem(_("Who did what"), reverse("wagtailadmin_reports:site_history"), name="history", icon_name="history", order=900)


def plain_settings(items: list[Any]) -> list[Any]:
    """The settings that concern a newspaper."""
    return [item for item in items if item.name not in NOT_OUR_SETTINGS]
