"""Slots on the pages of a paper: where they stand, for whom there are none, and when a page is printed again."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.utils import timezone

from broadsheet.advertising import changes
from broadsheet.advertising.booking import booked
from broadsheet.advertising.campaign import Kind
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.variant import Variant
from broadsheet.masthead import quiet
from broadsheet.news.front import front_context
from tests.advertising.booking import FREE_OF_IT, OPEN, a_flight, a_long_article, printed
from tests.news.making import a_section, an_article

pytestmark = pytest.mark.django_db


def slots_of(response: HttpResponse) -> dict[str, Tag]:
    """The slots of a page by name."""
    return {slot["data-slot"]: slot for slot in BeautifulSoup(response.content, "html.parser").select(".slot")}


def test_an_article_has_one_in_its_text_one_beside_it_and_one_below() -> None:
    a_flight()
    page = BeautifulSoup(printed(a_long_article().path).content, "html.parser")
    assert [slot["data-slot"] for slot in page.select(".slot")] == ["text", "beside", "end"]
    in_text = page.select_one(".prose > .slot--text")
    assert [in_text.find_previous_sibling().text, in_text.find_next_sibling("p").text] == ["Paragraph 5.", "Paragraph 6."]
    assert page.select_one(".article__rail > .slot--tall")
    assert page.select_one(".article__foot > .slot--board")


def test_fronts_have_one_under_their_top() -> None:
    a_flight()
    article = a_long_article()
    assert list(slots_of(printed("/"))) == ["front"]
    assert list(slots_of(printed(article.section.path))) == ["section"]


def test_the_front_has_another_under_its_third_band() -> None:
    a_flight("Petrie Lamps")
    a_flight("Voss, crab")
    for number in range(4):
        for _ in range(6):
            an_article("One of many", section=a_section(f"section{number}"))
    assert len(front_context(None)["front"].bands) >= 3
    slots = slots_of(printed("/"))
    assert list(slots) == ["front", "front-middle"]
    assert slots["front"]["data-shown"] != slots["front-middle"]["data-shown"]


def test_each_says_that_it_is_an_advertisement_and_its_link_that_it_is_paid_for() -> None:
    a_flight()
    page = BeautifulSoup(printed(a_long_article().path).content, "html.parser")
    assert {label.text for label in page.select(".slot__label")} == {"Advertisement"}
    assert {tuple(link["rel"]) for link in page.select(".slot a")} == {("sponsored",)}
    labels = [slot["aria-label"] for slot in page.select(".slot")]
    assert len(set(labels)) == len(labels)


def test_our_own_says_whose_it_is_and_gives_way_to_what_is_sold() -> None:
    a_flight("The Harbour Gazette", kind=Kind.HOUSE)
    article = a_long_article()
    assert slots_of(printed(article.path))["end"].select_one(".slot__label").text == "Advertisement from The Harbour Gazette"
    a_flight("Petrie Lamps", slots=("end",))
    slots = slots_of(printed(article.path))
    assert slots["end"].b.text == "Petrie Lamps"
    assert slots["text"].b.text == "The Harbour Gazette"


@pytest.mark.parametrize("where", ["an article", "the front", "a section"])
def test_a_reader_who_is_free_of_it_gets_no_slot_at_all(where: str) -> None:
    a_flight()
    article = a_long_article()
    path = {"an article": article.path, "the front": "/", "a section": article.section.path}[where]
    response = printed(path, FREE_OF_IT)
    assert b"slot" not in response.content
    assert b"sponsored" not in response.content
    assert response.keeping.benefits == Benefit.AD_FREE
    assert slots_of(printed(path, OPEN))


def test_a_paper_that_sold_nothing_prints_its_pages_once_for_all() -> None:
    response = printed(a_long_article().path)
    assert b"slot" not in response.content
    assert response.keeping.benefits == 0
    assert "slots-after-body" in response.keeping.shows


def test_beside_an_invitation_nothing_is_sold_and_the_page_knows_the_same_benefits_as_the_whole() -> None:
    a_flight()
    article = a_long_article(requires="p")
    invited, whole = printed(article.path), printed(article.path, Variant(int(Benefit.PREMIUM)))
    assert not slots_of(invited)
    assert slots_of(whole)
    assert invited.keeping.benefits == whole.keeping.benefits == Benefit.PREMIUM | Benefit.AD_FREE


def test_a_sensitive_article_carries_nothing() -> None:
    a_flight()
    assert not slots_of(printed(a_long_article(is_sensitive=True).path))


def test_a_short_article_has_one_below_it_alone() -> None:
    a_flight()
    assert list(slots_of(printed(an_article("In brief", "One paragraph.").path))) == ["end"]


def test_what_an_editor_keeps_quiet_carries_nothing_and_its_pages_are_printed_again() -> None:
    a_flight()
    article = a_long_article()
    other = a_long_article("Another", section=a_section("sport"))
    for thing, path, still_loud in (
        (article.thing, article.path, other.path), (article.section.thing, article.path, other.path), (quiet.PAPER, "/", None),
    ):  # fmt: skip
        row = quiet.keep(thing, "Mourning", "Gideon Farrow")
        page = printed(path)
        assert not slots_of(page)
        assert page.keeping.benefits == 0
        line = OutboxLine.objects.last().names
        assert line == "masthead" or line in page.keeping.shows
        if still_loud:
            assert slots_of(printed(still_loud))
        row.lift("Gideon Farrow")
        assert slots_of(printed(path))
    assert quiet.reason([article.thing], timezone.now()) is None


def test_a_quiet_section_is_quiet_on_its_front_too() -> None:
    a_flight()
    article = a_long_article()
    quiet.keep(article.section.thing, "An inquest", "Gideon Farrow")
    assert not slots_of(printed(article.section.path))
    assert slots_of(printed("/"))


def test_a_page_goes_stale_when_a_flight_or_the_quiet_begins_or_ends() -> None:
    now = timezone.now()
    flight = a_flight(ends_at=now + timedelta(hours=5))
    article = a_long_article()
    assert printed(article.path).keeping.fresh_until == flight.ends_at
    a_flight("Voss, crab", starts_at=now + timedelta(hours=3))
    assert printed(article.path).keeping.fresh_until == now + timedelta(hours=3)
    quiet.keep(quiet.PAPER, "A day of mourning", "Gideon Farrow", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert printed(article.path).keeping.fresh_until == now + timedelta(hours=1)


def test_a_flight_keeps_to_its_sections() -> None:
    sport, news = a_section("sport"), a_section("news")
    a_flight("Rowing boats", only_on=[sport.thing])
    a_flight("Voss, crab", never_on=[sport.thing])
    shown = {
        section.slug: {slot.b.text for slot in slots_of(printed(a_long_article(f"In {section.slug}", section=section).path)).values()}
        for section in (sport, news)
    }
    assert shown == {"sport": {"Rowing boats"}, "news": {"Voss, crab"}}


def test_a_change_of_a_flight_names_the_pages_that_show_it_and_an_end_takes_it_off_them_first() -> None:
    flight = a_flight(slots=("end",))
    page = printed(a_long_article().path)
    creative = f"creative-{flight.creatives.get(shape='board').pk}"
    assert {creative, "slots-after-body", "slots-gap"} <= set(page.keeping.shows)
    now = timezone.now()
    changes.flight_changed(flight, now)
    line = OutboxLine.objects.last()
    assert line.verb == OutboxLine.Verb.CHANGED
    assert {creative, "slots-after-body"} <= set(line.names.split())
    flight.ends_at = now
    changes.flight_changed(flight, now)
    withdrawn = OutboxLine.objects.filter(verb=OutboxLine.Verb.WITHDRAWN).get()
    assert creative in withdrawn.names.split()


def test_creatives_of_one_flight_share_its_weight() -> None:
    flight = a_flight(slots=("end",), weight=3)
    another = flight.creatives.get(shape="board")
    another.pk, another.headline = None, "Walk over"
    another.save()
    a_flight("Voss, crab", slots=("end",))
    (end,) = booked(["after-body"], timezone.now())
    assert sorted(offer.weight for offer in end.offers) == [1, 1.5, 1.5]


def test_an_advertiser_may_stand_in_the_text_and_beside_it_which_nobody_sees_together_but_not_below_too() -> None:
    a_flight("Petrie Lamps", weight=30_000)
    a_flight("Voss, crab")
    slots = slots_of(printed(a_long_article().path))
    assert {name: slot.b.text for name, slot in slots.items()} == {"beside": "Petrie Lamps", "text": "Petrie Lamps", "end": "Voss, crab"}


def test_slots_cost_a_page_two_questions_and_one_for_each_creative(django_assert_max_num_queries: object) -> None:
    article = a_long_article()
    printed(article.path)
    for number in range(20):
        a_flight(f"Advertiser {number}")
    with django_assert_max_num_queries(16 + 3):  # type: ignore[operator]
        assert len(slots_of(printed(article.path))) == 3
