"""What every page wears is set right in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from broadsheet.masthead.templatetags.furniture import in_words, mail_link, named

MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


class Someone:
    def __init__(self, name: str) -> None:
        self.name, self.path = name, "/by/x/"


class AnArticle:
    headline = "Carrow & Vesland"
    path = "/2026/11/24/carrow-vesland/"


@pytest.mark.parametrize(
    ("language", "shape", "words"),
    [
        ("en", "day", "24 November 2026"),
        ("en", "full", "Tuesday 24 November 2026, 07:05"),
        ("he", "day", "24 בנובמבר 2026"),
        ("he", "full", "יום שלישי, 24 בנובמבר 2026, 07:05"),
        ("he", "clock", "07:05"),
    ],
)
def test_a_moment_is_written_as_its_language_writes_it(language: str, shape: str, words: str) -> None:
    with translation.override(language):
        assert in_words(MORNING, shape) == words


def test_a_day_without_a_clock_is_not_given_one() -> None:
    assert in_words(date(2026, 11, 24), "full") == "Tuesday 24 November 2026"


def test_a_moment_that_is_not_known_is_left_out() -> None:
    assert Template('{% load furniture %}{% when moment "full" %}').render(Context({"moment": None})) == ""


@pytest.mark.parametrize(("language", "joined"), [("en", "A, B and C"), ("he", "A, B וC")])
def test_names_are_joined_and_keep_their_own_direction(language: str, joined: str) -> None:
    with translation.override(language):
        markup = named([Someone("A"), Someone("B"), Someone("C")])
    assert markup.replace('<a href="/by/x/"><bdi>', "").replace("</bdi></a>", "") == joined


def test_a_name_cannot_smuggle_markup() -> None:
    assert "<script>" not in named([Someone("<script>")])


def test_a_link_for_mail_calls_nobody() -> None:
    assert (
        mail_link(AnArticle())
        == "mailto:?subject=Carrow%20%26%20Vesland&body=http%3A%2F%2Flocalhost%3A8000%2F2026%2F11%2F24%2Fcarrow-vesland%2F"
    )


@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_a_page_that_says_what_broke_asks_for_nothing_that_may_be_broken(name: str) -> None:
    page = Template(f'{{% extends "masthead/{name}.html" %}}').render(Context())
    assert "<h1>" in page
    assert 'href="/"' in page or name == "400"
