"""Named places in a page that other rooms fill: a notice-board, so that the page knows none of them.

A room registers in its `apps.ready()` what fills an opening; the page's template says only where it is and what stands around it:

    {% opening "after-body" article=article.thing section=article.section.thing is_sensitive=article.is_sensitive %}
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from broadsheet.delivery.press import VARIANT_KEY, Collected, collected_by
from broadsheet.delivery.reader_pass import bits

log = logging.getLogger("broadsheet.masthead")


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in an opening: markup, the things it shows, the benefits (letters) that change it, and when it goes stale by the clock."""

    html: SafeString
    shows: frozenset[str] = frozenset()
    benefits: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An opening as a filling sees it: its name, the variant being printed, and the plain values that the template told; never a model.

    is_preview  the page is a draft, for the newsroom's eyes
    notes       what fillings of the same page left for one another: what was read once need not be read for every opening
    """

    name: str
    benefits: int
    wording: int
    told: Mapping[str, object]
    is_preview: bool = False
    notes: dict[str, Any] = field(default_factory=dict, compare=False)


Fill = Callable[[Place], Filling | None]

_board: dict[str, list[Fill]] = {}


def register(name: str, fill: Fill) -> None:
    """From now on `fill` is asked whenever a page with the opening `name` is printed. Called from `apps.ready()`."""
    _board.setdefault(name, []).append(fill)


def forget(name: str, fill: Fill) -> None:
    """Takes back a registration."""
    _board[name].remove(fill)


def filled(request: HttpRequest, name: str, **told: object) -> SafeString:
    """The markup of all that fills this opening of this page. What it shows is collected on the request, for the press.

    A filling that fails leaves its place empty and is logged: a reader's page never fails for it."""
    variant = request.environ.get(VARIANT_KEY) if hasattr(request, "environ") else None
    collected = collected_by(request)
    is_preview = getattr(request, "is_preview", False)  # Wagtail's word
    place = Place(name, getattr(request, "benefits", 0), variant.wording if variant else 0, told, is_preview, collected.notes)
    fillings = [filling for fill in _board.get(name, ()) if (filling := _asked(fill, place))]
    for filling in fillings:
        _collect(collected, filling)
    return mark_safe("".join(filling.html for filling in fillings))  # noqa: S308 - each part is a SafeString


def _collect(collected: Collected, filling: Filling) -> None:
    """Adds what a filling shows to what the press will know of the page."""
    collected.shows |= filling.shows
    collected.benefits |= bits(filling.benefits)
    collected.until = min((moment for moment in (collected.until, filling.until) if moment), default=None)


def _asked(fill: Fill, place: Place) -> Filling | None:
    try:
        return fill(place)
    except Exception:
        log.exception("The opening “%s” stays empty: what fills it failed.", place.name)
        return None
