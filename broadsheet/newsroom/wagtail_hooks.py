"""What the newsroom puts into Wagtail: its screens, its verbs, its menu, its first page, its search."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet

from broadsheet.newsroom import menu
from broadsheet.newsroom.home import ChangedLast, DidNotGoOut, GoesOutNext
from broadsheet.newsroom.links import offer_addresses
from broadsheet.newsroom.screens_article import ArticleScreens
from broadsheet.newsroom.screens_front import FrontScreens
from broadsheet.newsroom.screens_quiet import KEPT, LIFTED, URLS, QuietItem, quiet_item
from broadsheet.newsroom.verbs import verbs_of

register_snippet(menu.Names)  # before the articles and fronts, whose forms choose among these
register_snippet(ArticleScreens)
register_snippet(FrontScreens)
register_snippet(menu.Magazine)
register_snippet(menu.InThePaper)


@hooks.register("construct_snippet_action_menu")
def speak_in_verbs(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The menu at the foot of an editor."""
    items[:] = verbs_of(context["model"], items, context)


@hooks.register("before_bulk_action")
def do_nothing_to_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """No list offers it, but Wagtail answers at its address: it would delete what is live past “Withdraw it first”."""
    if isinstance(action, SnippetBulkAction):
        raise PermissionDenied


@hooks.register("register_log_actions")
def name_the_correction(actions: LogActionRegistry) -> None:
    """As an article's history shows it."""
    actions.register_action("news.correct", _("Correct"), _("Published as a correction"))


@hooks.register("register_log_actions")
def name_the_quiet(actions: LogActionRegistry) -> None:
    """As the history of an article, and of the newsroom, shows it."""
    actions.register_action(KEPT, _("Keep quiet"), _("Kept free of advertisements and asks"))
    actions.register_action(LIFTED, _("Lift the quiet"), _("No longer kept free of advertisements and asks"))


@hooks.register("register_admin_urls")
def keep_it_quiet() -> list[Any]:
    """Beside Wagtail's own screens."""
    return URLS


@hooks.register("register_admin_menu_item")
def lead_to_what_is_quiet() -> QuietItem:
    """In the main menu."""
    return quiet_item()


@hooks.register("construct_main_menu", order=1000)
def keep_the_menu_short(request: HttpRequest, items: list[Any]) -> None:
    """The main menu."""
    items[:] = menu.short(items)


@hooks.register("construct_settings_menu", order=1000)
def keep_the_settings_short(request: HttpRequest, items: list[Any]) -> None:
    """The menu of settings."""
    items[:] = menu.plain_settings(items)


@hooks.register("register_settings_menu_item")
def show_who_did_what() -> menu.HistoryItem:
    """Stands among the settings."""
    return menu.history_item()


@hooks.register("construct_homepage_panels")
def begin_with_the_news(request: HttpRequest, panels: list[Any]) -> None:
    """The first page."""
    panels[:] = [DidNotGoOut(), GoesOutNext(), ChangedLast()]


@hooks.register("insert_global_admin_css")
def dress_the_newsroom() -> SafeString:
    """On every screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/newsroom.css"))


@hooks.register("insert_global_admin_js")
def move_the_newsroom() -> SafeString:
    """On every screen."""
    return format_html('<script type="module" src="{}"></script>', static("newsroom/newsroom.js"))


@hooks.register("register_admin_search_area")
def search_among_articles() -> SearchArea:
    """First of all areas: it is where the menu's own field for searching leads."""
    return SearchArea(_("Articles"), reverse("wagtailsnippets_news_article:list"), name="articles", icon_name="doc-full", order=10)


@hooks.register("construct_search")
def search_no_page_tree(request: HttpRequest, areas: list[SearchArea]) -> None:
    """What stands beside the results of a search."""
    areas[:] = [area for area in areas if area.name not in menu.NOT_SEARCHED]


@hooks.register("register_rich_text_features", order=100)
def link_to_addresses(features: Any) -> None:
    """After Wagtail's own."""
    offer_addresses(features)
