"""An article's page: what stands in it, in which order, and what never does."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from broadsheet.news.article import Article, ArticleByline, ArticleTopic, ChosenRelated
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.photo import Photo
from broadsheet.news.topic import Topic
from tests.news.making import NOON, a_section, an_article

pytestmark = pytest.mark.django_db


def a_photo(**told: str) -> Photo:
    return Photo.objects.create(title="cranes", file="original/cranes.jpg", width=1600, height=1000, is_open=True, **told)


@pytest.fixture
def whole() -> Article:
    """An article that has everything."""
    article = an_article(
        "A 50-minute call", "One.", section=a_section("news"), kicker="The Hound Accord", standfirst="They will meet.",
        lead_photo=a_photo(alt="Cranes at dawn.", caption="Gallows Point.", credit="Drawing: Felix Okonta"), revised_at=NOON,
    )  # fmt: skip
    for name in ("Tomas Wyke", "Leila Nasrin"):
        ArticleByline.objects.create(article=article, byline=Byline.objects.create(name=name, slug=name.lower().replace(" ", "-")))
    ArticleTopic.objects.create(article=article, topic=Topic.objects.create(name="Hound Accord", slug="hound-accord"))
    Correction.objects.create(article=article, corrected_at=NOON, text="It is $41,000 a day.")
    ChosenRelated.objects.create(article=article, other=an_article("Launch turned back", hours_old=200, lead_photo=a_photo()))
    return article


def page_of(client: Client, article: Article) -> Tag:
    """The one <article> of its page."""
    found = BeautifulSoup(client.get(article.path).content, "html.parser").find_all("article")
    assert len(found) == 1
    return found[0]


def test_its_parts_stand_in_the_order_in_which_they_are_read(client: Client, whole: Article) -> None:
    page = page_of(client, whole)
    wanted = [
        'a[href="/news/"]', "h1", ".article__standfirst", "time[datetime]", "figure img[width][height][alt]", "figcaption .credit", ".byline", ".prose",
        ".correction", ".follow", ".related",
    ]  # fmt: skip
    everything = list(page.descendants)
    places = [next(place for place, node in enumerate(everything) if node is page.select_one(what)) for what in wanted]
    assert places == sorted(places)


def test_its_time_tells_the_zone_and_its_length_is_told(client: Client, whole: Article) -> None:
    head = page_of(client, whole).select_one(".article__when")
    assert head.select_one("time")["datetime"] == "2026-11-24T11:00+00:00"
    assert "Tuesday 24 November 2026, 11:00" in head.text
    assert "1 minute read" in head.text
    assert "Updated 24 November 2026, 12:00" in head.text


def test_what_to_read_next_has_a_picture_a_headline_and_a_date(client: Client, whole: Article) -> None:
    card = page_of(client, whole).select_one(".related .card")
    assert card.select_one("img")["alt"] == ""
    assert card.select_one("h3").text == "Launch turned back"
    assert card.select_one("time").text == "16 November 2026"


def test_the_bylines_are_joined_as_the_language_joins_them(client: Client, whole: Article) -> None:
    assert page_of(client, whole).select_one(".byline__who").text.strip() == "By Tomas Wyke and Leila Nasrin"


def test_the_lead_picture_does_not_wait_and_comes_in_the_width_that_is_needed(client: Client, whole: Article) -> None:
    image = page_of(client, whole).select_one("figure img")
    assert image["fetchpriority"] == "high"
    assert "loading" not in image.attrs
    assert re.findall(r"\d+w", image["srcset"]) == ["400w", "800w", "1600w"]
    assert (image["width"], image["height"]) == ("1600", "1000")


def test_it_costs_a_dozen_questions_whatever_it_has(client: Client, whole: Article, django_assert_max_num_queries: object) -> None:
    for number in range(8):
        ArticleTopic.objects.create(article=whole, topic=Topic.objects.create(name=f"Topic {number}", slug=f"topic-{number}"))
    with django_assert_max_num_queries(16):
        client.get(whole.path)


def test_nothing_in_it_is_relative_personal_or_inline(client: Client, whole: Article) -> None:
    html = client.get(whole.path).content.decode()
    assert not re.search(r"\b(today|yesterday|ago|just now)\b", html, re.IGNORECASE)
    assert re.findall(r"<(?:script)(?![^>]*(?:src=|ld\+json))", html) == []
    assert "style=" not in html
    assert 'href="/account/"' in html


def test_a_closed_article_shows_its_head_and_one_fair_invitation(client: Client) -> None:
    section = a_section("premium", requires="p", invitation="It is $5 a month.")
    page = page_of(client, an_article("What one hears", "The secret.", section=section, requires="p", standfirst="She explains."))
    assert "The secret." not in page.text
    assert page.select_one(".article__standfirst").text == "She explains."
    assert "It is $5 a month." in page.select_one(".invitation").text
    assert page.select_one(".prose") is None


def test_an_article_in_another_language_says_so_and_its_furniture_stays_the_papers(client: Client) -> None:
    page = page_of(client, an_article("השיחות יתחדשו", "אחת.", language="he"))
    assert (page["lang"], page["dir"]) == ("he", "rtl")
    assert (page.select_one(".article__when")["lang"], page.select_one(".follow").parent["dir"]) == ("en", "ltr")


def test_a_story_told_as_it_went_names_its_key_events(client: Client) -> None:
    began = NOON - timedelta(hours=1)
    parts = [
        (
            "part",
            {
                "headline": f"Part {number}",
                "at": began + timedelta(minutes=number),
                "is_key": number == 2,
                "body": [("paragraph", "<p>Words.</p>")],
            },
        )
        for number in range(4)
    ]
    page = page_of(client, an_article("As it happened", body=parts))
    key = page.select_one(".keys a")
    assert key.text == "Part 2"
    assert page.select_one(key["href"]).select_one("h2").text == "Part 2"
    assert len(page.select(".part--key")) == 1
    assert page.select_one(".part__when time").text == "11:00"


def test_a_headline_cannot_smuggle_markup_into_the_page(client: Client) -> None:
    html = client.get(an_article("</script><b>x", standfirst="<i>y").path).content.decode()
    assert "</script><b>" not in html
    assert "<i>y" not in html
