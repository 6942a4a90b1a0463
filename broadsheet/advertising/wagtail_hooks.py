"""What this room puts into the newsroom: the screens on which space is sold, and what was seen."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from broadsheet.advertising import figures
from broadsheet.advertising.screens import SoldSpace

register_snippet(SoldSpace)


@hooks.register("register_admin_urls")
def show_figures() -> list[Any]:
    """Beside Wagtail's own screens."""
    return figures.URLS


@hooks.register("register_admin_menu_item")
def lead_to_figures() -> figures.FiguresItem:
    """In the main menu."""
    return figures.figures_item()
