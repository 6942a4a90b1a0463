"""Fronts and lists: what stands on them, in which order, and what they cost."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from broadsheet.news.almanac import Almanac
from broadsheet.news.article import ArticleByline, ArticleTopic
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.cursor import PAGE_SIZE
from broadsheet.news.front import Card, Front
from broadsheet.news.letter import Letter
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic
from tests.news.making import a_section, an_article

pytestmark = pytest.mark.django_db


def page_at(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def headlines(page: BeautifulSoup) -> list[str]:
    return [headline.text.strip() for headline in page.select(".card__headline")]


def test_what_the_editor_made_the_lead_leads_the_front(client: Client) -> None:
    front = Front.objects.create()
    Card.objects.create(front=front, article=an_article("The old bell", hours_old=90), rank="lead")
    an_article("The new ferry", importance=90)
    page = page_at(client, "/")
    assert page.select_one(".card--lead h2").text == "The old bell"
    assert page.select_one("h1").text == "The Harbour Gazette"


def test_a_front_with_nothing_on_it_says_so(client: Client) -> None:
    assert "Nothing yet" in page_at(client, "/").text


def test_a_front_names_the_day_of_its_newest_article(client: Client) -> None:
    an_article("The tide turns", hours_old=1)
    assert page_at(client, "/").select_one(".masthead__folio time").text == "Tuesday 24 November 2026"


def test_briefs_letters_and_the_tide_stand_on_the_front(client: Client) -> None:
    section = a_section()
    an_article()
    Brief.objects.create(slug="lift", section=section, headline="Infirmary lift", text="Out of order since the *Pelagia* came.")
    Letter.objects.create(slug="soup", headline="Barley", sender="Captain Lidgate", text="I have made it.")
    Almanac.objects.create(
        day=timezone.localdate(), headline="Rain", tides={"place": "The bar", "turns": [["03:22", "high", 4.1], ["09:34", "low", 0.9]]}
    )
    page = page_at(client, "/")
    assert page.select_one(".card--brief i").text == "Pelagia"
    assert page.select_one(".letter__from").text.strip() == "Captain Lidgate"
    assert page.select_one(".tide dd bdi").text == "4.1 m"
    assert "High water 03:22, 4.1 m" in page.select_one(".masthead__folio").text


def test_a_front_costs_the_same_whatever_the_archive_holds(client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(60):
        an_article(f"Article {number}", section=a_section(f"section-{number % 4}"), hours_old=number)
    with django_assert_max_num_queries(24):
        client.get("/")


def test_a_section_goes_on_by_a_cursor_to_its_oldest_article(client: Client) -> None:
    written = [f"Article {number}" for number in range(PAGE_SIZE + 3)]
    for number, headline in enumerate(written):
        an_article(headline, hours_old=number + 1)
    first = page_at(client, "/port/")
    older = page_at(client, "/port/" + first.select_one('a[rel="next"]')["href"])
    assert sorted(headlines(first) + headlines(older)) == sorted(written)
    assert headlines(older) == written[PAGE_SIZE:]
    assert older.select_one('a[rel="next"]') is None


def test_a_topic_and_a_byline_gather_their_articles(client: Client) -> None:
    article = an_article("Mend it or build another")
    topic, byline = (
        Topic.objects.create(name="Bridges", slug="bridges"),
        Byline.objects.create(name="Bram Oakes", slug="bram-oakes", note="He walks home."),
    )
    ArticleTopic.objects.create(article=article, topic=topic)
    ArticleByline.objects.create(article=article, byline=byline)
    assert headlines(page_at(client, topic.path)) == ["Mend it or build another"]
    page = page_at(client, byline.path)
    assert headlines(page) == ["Mend it or build another"]
    assert page.select_one(".page__lead").text == "He walks home."


def test_a_closed_article_says_so_on_its_card(client: Client) -> None:
    an_article("What one hears", requires="p")
    assert page_at(client, "/port/").select_one(".card__mark").text == "Premium"


def test_an_opinion_is_set_as_a_view_wherever_it_stands(client: Client) -> None:
    an_article("Give Ilvane a chair", section=a_section("opinion", is_opinion=True))
    assert page_at(client, "/").select_one(".card--lead.card--view")


def test_every_page_names_the_sections_the_standing_pages_and_how_to_reach_us(client: Client) -> None:
    a_section("news")
    StandingPage.objects.create(slug="contact", title="Contact", live=True)
    StandingPage.objects.create(slug="draft", title="Not yet", live=False)
    page = page_at(client, "/about/contact/")
    assert [link["href"] for link in page.select(".masthead__sections a")] == ["/news/"]
    foot = page.select_one("footer")
    assert 'href="/about/contact/"' in str(foot)
    assert "Not yet" not in foot.text
    assert foot.select_one('a[href="mailto:news@gazette.example"]')


def test_corrections_stand_with_the_article_they_are_of(client: Client) -> None:
    Correction.objects.create(article=an_article("Berth nine"), text="It is $41,000 a day.")
    page = page_at(client, "/about/corrections/")
    assert "It is $41,000 a day." in page.text
    assert page.select_one(".entry a").text == "Berth nine"


def test_an_article_that_was_withdrawn_says_so_plainly(client: Client) -> None:
    article = an_article()
    article.live = False
    article.save()
    page = page_at(client, article.path, 410)
    assert page.select_one("h1").text == "This article has been withdrawn."
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"


def test_a_page_that_is_not_there_offers_the_search(client: Client) -> None:
    page = page_at(client, "/no-such-page/", 404)
    assert page.select_one('form[action="/search/"] input[name="q"]')


@pytest.mark.parametrize("path", ["/2026/13/40/fog/", "/99999999999/1/1/fog/"])
def test_a_day_that_never_was_has_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_list_prints_a_relative_time(client: Client) -> None:
    an_article(now=timezone.now(), hours_old=0.1)
    for path in ("/", "/port/"):
        assert not re.search(r"\b(ago|today|yesterday|just now|minutes? old)\b", page_at(client, path).text)


def test_what_is_to_come_is_not_printed_yet(client: Client) -> None:
    Letter.objects.create(slug="later", headline="Later", sender="X", text="Not yet.", published_at=timezone.now() + timedelta(days=1))
    assert "Not yet." not in page_at(client, "/about/letters/").text
