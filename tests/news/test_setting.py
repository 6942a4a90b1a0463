"""Short texts and the tide are set as the paper sets them."""

import pytest

from broadsheet.news.templatetags.setting import anchor, paragraphs, starred
from broadsheet.news.templatetags.tide import height_at, high_water, tide

TURNS = [["03:22", "high", 4.1], ["09:34", "low", 0.9], ["15:46", "high", 4.2], ["21:58", "low", 0.8]]
MINUTES = [(202, 4.1), (574, 0.9), (946, 4.2), (1318, 0.8)]


def test_the_name_of_a_ship_is_set_in_italic() -> None:
    assert starred("From the *Pelagia* in 38 hours") == "From the <i>Pelagia</i> in 38 hours"


@pytest.mark.parametrize("plain", ["3 * 4 * 5", "one *", "**"])
def test_a_star_that_marks_nothing_stays_a_star(plain: str) -> None:
    assert starred(plain) == plain


def test_a_letter_cannot_smuggle_markup_into_the_page() -> None:
    assert starred("<b>*<i>*") == "&lt;b&gt;<i>&lt;i&gt;</i>"


def test_an_empty_line_parts_paragraphs() -> None:
    assert paragraphs("One.\nStill one.\n\n\nTwo.") == "<p>One.\nStill one.</p>\n<p>Two.</p>"


def test_the_tide_is_as_high_as_the_table_says_at_each_turn() -> None:
    assert [height_at(minute, MINUTES) for minute, _height in MINUTES] == [pytest.approx(height) for _minute, height in MINUTES]


def test_the_tide_goes_on_before_the_first_turn_and_behind_the_last() -> None:
    assert 0.9 < height_at(0, MINUTES) < 4.1
    assert 0.8 < height_at(1440, MINUTES) < 4.2


def test_the_tide_is_told_in_words_as_well() -> None:
    markup = tide({"place": "Kelmouth bar", "turns": TURNS})
    assert "<dt>03:22</dt><dd>High</dd><dd><bdi>4.1 m</bdi></dd>" in markup
    assert markup.count("<circle") == 4


def test_a_day_without_a_tide_has_no_curve_and_no_high_water() -> None:
    assert "<svg" not in tide({})
    assert high_water(None) == ""


def test_a_part_can_be_linked_to_whatever_its_headline() -> None:
    assert anchor({"headline": "The gallery is full", "at": None}) == "part-the-gallery-is-full"
    assert anchor({"headline": "…", "at": None}) == "part"
