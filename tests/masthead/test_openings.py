"""What other rooms put into a page, and what the press learns of it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.safestring import SafeString

from broadsheet.delivery.press import collected_by
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.masthead import openings
from broadsheet.masthead.openings import Filling, Place

EVENING, NIGHT = datetime(2026, 11, 24, 18, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC)


@pytest.fixture
def request_of_a_page() -> HttpRequest:
    return RequestFactory().get("/")


@pytest.fixture
def board() -> Iterator[list[tuple[str, openings.Fill]]]:
    """Registers what the test puts on it, and takes it back."""
    registered: list[tuple[str, openings.Fill]] = []
    yield registered
    for name, fill in registered:
        openings.forget(name, fill)


REPOSITORY = Path(__file__).resolve().parents[2]


def put(board: list[tuple[str, openings.Fill]], name: str, fill: openings.Fill) -> None:
    openings.register(name, fill)
    board.append((name, fill))


def test_an_opening_that_nothing_fills_is_empty(request_of_a_page: HttpRequest) -> None:
    assert openings.filled(request_of_a_page, "nobody-registered") == ""


def test_a_filling_is_told_the_place_and_what_stands_around_it(request_of_a_page: HttpRequest, board: list) -> None:
    put(board, "after-body", lambda place: Filling(format_html("<p>{} {}</p>", place.name, place.told["article"])))
    page = Template('{% load furniture %}{% opening "after-body" article="article-12" %}')
    assert page.render(Context({"request": request_of_a_page})) == "<p>after-body article-12</p>"


def test_what_is_filled_tells_the_press_what_it_shows_and_for_how_long(request_of_a_page: HttpRequest, board: list) -> None:
    put(board, "here", lambda place: Filling(SafeString(""), frozenset({"campaign-3"}), "a", NIGHT))
    put(board, "here", lambda place: Filling(SafeString(""), frozenset({"appeal-1"}), "p", EVENING))
    openings.filled(request_of_a_page, "here")
    collected = collected_by(request_of_a_page)
    assert collected.shows == {"campaign-3", "appeal-1"}
    assert collected.benefits == Benefit.AD_FREE | Benefit.PREMIUM
    assert collected.until == EVENING


def test_a_filling_may_leave_its_place_empty(request_of_a_page: HttpRequest, board: list) -> None:
    def only_without_benefits(place: Place) -> Filling | None:
        return None if place.benefits else Filling(SafeString("<aside></aside>"))

    put(board, "here", only_without_benefits)
    assert openings.filled(request_of_a_page, "here") == "<aside></aside>"
    request_of_a_page.benefits = int(Benefit.AD_FREE)
    assert openings.filled(request_of_a_page, "here") == ""


def test_a_page_never_fails_for_what_fills_it(request_of_a_page: HttpRequest, board: list) -> None:
    put(board, "here", lambda place: place.told["nothing of that name"])
    put(board, "here", lambda place: Filling(SafeString("<p>still here</p>")))
    assert openings.filled(request_of_a_page, "here") == "<p>still here</p>"


def test_every_opening_is_described_with_what_it_tells() -> None:
    told: dict[str, set[str]] = defaultdict(set)  # on whichever page the opening stands
    for path in [*REPOSITORY.glob("broadsheet/*/templates/**/*.html"), *REPOSITORY.glob("broadsheet/*/*.py")]:
        text = path.read_text(encoding="utf-8")
        for name, values in re.findall(r'{% opening "([a-z-]+)"([^%]*)%}', text) + re.findall(
            r'openings\.filled\(request, "([a-z-]+)"([^)]*)\)', text
        ):
            told[name] |= set(re.findall(r"(\w+)=", values))
    rows = [
        line.split("|")
        for line in (REPOSITORY / "docs/reference/openings.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    described: dict[str, set[str]] = defaultdict(set)
    for _, names, _where, values, _ in rows:
        for name in re.findall(r"`([a-z-]+)`", names):
            described[name] |= set(re.findall(r"`(\w+)`", values))
    assert described == told
