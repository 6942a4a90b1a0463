"""What a sample's text becomes when it is set."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from broadsheet.works.sample import SampleProblem
from broadsheet.works.sample_dates import Calendar
from broadsheet.works.sample_text import Text

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@dataclass
class Drawing:
    pk: int
    credit: str


PHOTOS = {"gull": Drawing(7, "Drawing: Felix Okonta")}


def body(words: str, day: int = -1) -> list[tuple[str, object]]:
    return [(block["type"], block["value"]) for block in Text(words, Calendar(NOON, "en"), day, PHOTOS).blocks()]


def test_paragraphs_and_lists_that_follow_each_other_are_one_block() -> None:
    assert body("The *Plumb* & its **lead**.\n\n- one\n- two") == [
        ("paragraph", "<p>The <i>Plumb</i> &amp; its <b>lead</b>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>")
    ]


def test_a_link_within_the_paper_stays_one() -> None:
    assert body("See [Corrections](/about/corrections/).") == [("paragraph", '<p>See <a href="/about/corrections/">Corrections</a>.</p>')]


def test_a_heading_a_quote_a_pull_quote_and_a_pause_are_blocks_of_their_own() -> None:
    assert body("## The third chair\n\n> It opens. -- Helen Dacosta-Ware, chief executive\n\n>> It opens.\n\n---") == [
        ("heading", "The third chair"),
        ("quote", {"text": "It opens.", "speaker": "Helen Dacosta-Ware, chief executive"}),
        ("pull_quote", {"text": "It opens.", "speaker": ""}),
        ("pause", None),
    ]


def test_a_table_keeps_its_empty_first_cell_and_drops_its_dashes() -> None:
    assert body("Table: Two ways\n| | repair | new |\n| --- | ---: | ---: |\n| cost | $18.4m | $61.0m |") == [
        ("table", {"caption": "Two ways", "rows": " | repair | new\ncost | $18.4m | $61.0m"})
    ]


def test_a_picture_names_its_credit_only_where_it_is_another_than_the_photos() -> None:
    assert body('![A gull.](gull "Drawing: Felix Okonta")') == [("picture", {"photo": 7, "caption": "A gull.", "credit": ""})]
    assert body('![A gull.](gull "Drawing: Felix Okonta, after Anneke Dross")')[0][1]["credit"].endswith("Anneke Dross")


def test_a_fact_box_holds_paragraphs_lists_and_tables() -> None:
    [(kind, value)] = body(":::factbox What you need\n- 3 leeks\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n:::")
    assert (kind, value["title"], [block["type"] for block in value["body"]]) == ("fact_box", "What you need", ["paragraph", "table"])


def test_parts_have_their_hour_and_one_after_midnight_is_the_next_days() -> None:
    parts = [value for _kind, value in body(":::post 22:55 On the steps\nA.\n:::\n\n:::keypost 00:10 Home\nB.\n\nC.\n:::")]
    assert [(part["headline"], part["at"], part["is_key"]) for part in parts] == [
        ("On the steps", "2026-11-23T22:55:00+00:00", False),
        ("Home", "2026-11-24T00:10:00+00:00", True),
    ]
    assert parts[1]["body"][0]["value"] == "<p>B.</p>\n<p>C.</p>"


def test_a_timeline_is_left_out_and_what_stands_round_it_stays() -> None:
    assert body("A.\n\n:::timeline hound-accord\n:::\n\nB.") == [("paragraph", "<p>A.</p>"), ("paragraph", "<p>B.</p>")]


def test_what_the_bible_does_not_know_is_refused() -> None:
    with pytest.raises(SampleProblem, match="carousel"):
        body(":::carousel\n:::")
    with pytest.raises(SampleProblem, match="heron"):
        body('![A heron.](heron "Drawing: Felix Okonta")')
