"""Draws the day's tide."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

WIDTH, HEIGHT, TOP, BOTTOM = 300, 84, 14, 74  # of the drawing, in its own units
STEP_MINUTES = 24
DAY_MINUTES = 24 * 60


@register.simple_tag
def tide(told: Mapping[str, Any]) -> SafeString:
    """{% tide almanac.tides %}: the curve through the day's high and low waters, and the same as a list of words."""
    turns = [(clock, kind, float(height)) for clock, kind, height in told.get("turns", [])]
    names = {"high": _("High"), "low": _("Low")}
    rows = [(clock, names.get(kind, kind), f"{height:.1f}") for clock, kind, height in turns]
    listed = format_html_join("\n", "<div><dt>{}</dt><dd>{}</dd><dd><bdi>{} m</bdi></dd></div>", rows)
    return format_html(
        '<div class="tide">{}<dl>{}</dl></div>', _curve([(_minutes(clock), height) for clock, _kind, height in turns]), listed
    )


@register.simple_tag
def high_water(almanac: Any) -> str:
    """{% high_water front.almanac %}: the first high water of the day as one line for the folio; empty where no tide is kept."""
    turns = almanac.tides.get("turns", []) if almanac else []
    first = next(((clock, height) for clock, kind, height in turns if kind == "high"), None)
    return _("High water %(clock)s, %(height)s m") % {"clock": first[0], "height": first[1]} if first else ""


def _curve(turns: list[tuple[int, float]]) -> SafeString:
    if len(turns) < 2:
        return SafeString()
    line = " ".join(
        f"{minute / DAY_MINUTES * WIDTH:.0f} {_y(height_at(minute, turns), turns):.1f}"
        for minute in range(0, DAY_MINUTES + 1, STEP_MINUTES)
    )
    dots = format_html_join("", '<circle class="tide__turn" cx="{}" cy="{}" r="3"/>', (
        (f"{minute / DAY_MINUTES * WIDTH:.0f}", f"{_y(height, turns):.1f}") for minute, height in turns
    ))  # fmt: skip
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        '<path class="tide__sea" d="M{} {} {} 0 {}z"/><path class="tide__line" d="M{}"/>{}</svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, line, WIDTH, HEIGHT, HEIGHT, line, dots,
    )  # fmt: skip


def height_at(minute: int, turns: list[tuple[int, float]]) -> float:
    """The water's height between two turns, as half a cosine; before the first and behind the last the curve goes on as it came."""
    known = _carried_on(sorted(turns))
    (begin, low), (end, high) = next(pair for pair in pairwise(known) if pair[0][0] <= minute <= pair[1][0])
    return low + (high - low) * (1 - math.cos(math.pi * (minute - begin) / max(1, end - begin))) / 2


def _carried_on(turns: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The turns, and others like them until both ends of the day are passed."""
    while turns[0][0] > 0:
        turns = [(2 * turns[0][0] - turns[1][0], turns[1][1]), *turns]
    while turns[-1][0] < DAY_MINUTES:
        turns = [*turns, (2 * turns[-1][0] - turns[-2][0], turns[-2][1])]
    return turns


def _y(height: float, turns: list[tuple[int, float]]) -> float:
    heights = [one for _minute, one in turns]
    spread = (max(heights) - min(heights)) or 1
    return BOTTOM - (height - min(heights)) / spread * (BOTTOM - TOP)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
