"""Feeds are read by other people's programs: they hold to the standards, tell everything that is open and nothing that is not."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from broadsheet.news.article import Article, ArticleByline, ArticleTopic
from broadsheet.news.byline import Byline
from broadsheet.news.feed_body import KINDS_LEFT_OUT
from broadsheet.news.feeds import MOST_ITEMS
from broadsheet.news.photo import Photo
from broadsheet.news.topic import Topic
from tests.news.making import a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "media": "http://search.yahoo.com/mrss/",
}


def fetched(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response


def read(client: Client, path: str = "/feed.xml") -> tuple[feedparser.FeedParserDict, Element]:
    """A feed as a lenient reader and as a strict one understand it; the lenient one must have nothing to forgive."""
    response = fetched(client, path)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    told = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]}, sanitize_html=False)
    assert told.bozo == 0, told.get("bozo_exception")
    return told, fromstring(response.content)


def a_photo(**told: Any) -> Photo:
    return Photo.objects.bulk_create([Photo(title="Cranes", file="cranes.jpg", width=2400, height=1600, is_open=True, **told)])[0]


def a_full_article() -> Article:
    """One with everything that a body may hold."""
    photo, lead = a_photo(alt="A net", caption="Nets", credit="Runa Vestby"), a_photo(alt="Cranes at dawn", credit="Jory Penhallow")
    paragraph = {"type": "paragraph", "value": '<p>Read <a href="/news/">the news</a> &amp; more.</p><ul><li>one</li></ul>'}
    table = {"type": "table", "value": {"caption": "Tides", "rows": "Time | Height\n03:22 | 4.1"}}
    body = [
        paragraph,
        {"type": "heading", "value": "Mud & <silt>"},
        {"type": "quote", "value": {"text": "Mud is patient", "speaker": "Judith Kerrow"}},
        {"type": "pull_quote", "value": {"text": "Pulled", "speaker": ""}},
        {"type": "picture", "value": {"photo": photo.pk, "caption": "", "credit": ""}},
        {"type": "fact_box", "value": {"title": "Facts", "body": [paragraph, table]}},
        table,
        {"type": "embed", "value": {"url": "https://example.org/a?b=1&c=2", "title": "Elsewhere", "text": "What is there"}},
        {"type": "verbatim", "value": "a < b"},
        {"type": "pause", "value": None},
        {"type": "part", "value": {"headline": "At noon", "at": "2026-11-24T12:00:00Z", "is_key": True, "body": [paragraph]}},
    ]
    article = an_article("A <full> article & more", body=json.dumps(body), standfirst="All of it.", lead_photo=lead)
    topic = Topic.objects.create(name="The Hound Accord", slug="hound-accord")
    byline = Byline.objects.create(name="Leila Nasrin", slug="leila-nasrin")
    ArticleTopic.objects.create(article=article, topic=topic)
    ArticleByline.objects.create(article=article, byline=byline)
    return article


def test_every_kind_of_block_can_be_told_in_a_feed() -> None:
    assert set() == KINDS_LEFT_OUT


def test_the_feed_tells_an_open_article_whole(client: Client) -> None:
    article = a_full_article()
    told, root = read(client)
    (entry,) = told.entries
    assert entry.title == "A <full> article & more"
    assert entry.link == f"http://localhost:8000{article.path}"
    assert entry.summary == "All of it."
    assert [author.name for author in entry.authors] == ["Leila Nasrin"]
    assert [tag.term for tag in entry.tags] == ["The Hound Accord"]
    assert entry.media_content[0]["url"].startswith("http://localhost:8000/media/pictures/")
    text = root.findtext("channel/item/content:encoded", namespaces=SPACES)
    for piece in (
        "Mud &amp; &lt;silt&gt;",
        "Mud is patient",
        "<th>Time</th>",
        "<td>4.1</td>",
        "a &lt; b",
        "<h2>At noon</h2>",
        "(Runa Vestby)",
        "Elsewhere",
    ):
        assert piece in text
    assert 'href="http://localhost:8000/news/"' in text
    assert not re.search(r"""(?:src|href)=["']/""", text)
    assert "Pulled" not in text


def test_the_feed_says_where_it_stands_and_when_it_changed(client: Client) -> None:
    an_article(hours_old=3)
    _told, root = read(client)
    here = root.find("channel/atom:link", SPACES)
    assert (here.get("rel"), here.get("href")) == ("self", "http://localhost:8000/feed.xml")
    assert root.findtext("channel/language") == "en"
    assert parsedate_to_datetime(root.findtext("channel/lastBuildDate")) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert parsedate_to_datetime(root.findtext("channel/item/pubDate")) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_an_item_is_known_by_something_that_never_changes(client: Client) -> None:
    article = an_article("The tide turns")
    ids = []
    for slug in ("one", "two"):
        article.slug = slug
        article.save()
        _told, root = read(client)
        guid = root.find("channel/item/guid")
        ids.append(guid.text)
        assert guid.get("isPermaLink") == "false"
    assert ids[0] == ids[1] == f"tag:localhost,2026-11-24:article-{article.pk}"


@pytest.mark.parametrize("path", ["/feed.xml", "/port/feed.xml", "/topic/secrets/feed.xml", "/by/leila-nasrin/feed.xml", "/feed.json"])
def test_no_feed_tells_what_is_closed(client: Client, path: str) -> None:
    photo = a_photo(alt="Marzipan")
    body = [
        ("paragraph", "<p>The harbourmaster whispered marzipan.</p>"),
        ("picture", {"photo": photo, "caption": "marzipan", "credit": ""}),
    ]
    closed = an_article("For partners", body=body, standfirst="About a whisper.", requires="p")
    ArticleTopic.objects.create(article=closed, topic=Topic.objects.create(name="Secrets", slug="secrets"))
    ArticleByline.objects.create(article=closed, byline=Byline.objects.create(name="Leila Nasrin", slug="leila-nasrin"))
    told = fetched(client, path).content.decode()
    assert "For partners" in told
    assert "About a whisper." in told
    assert "marzipan" not in told.lower()
    assert photo.key not in told


def test_feeds_hold_what_their_page_holds(client: Client) -> None:
    full, other, draft = a_full_article(), an_article("Elsewhere", section=a_section("culture")), an_article("A draft")
    Article.objects.filter(pk=draft.pk).update(live=False)
    titles = {
        path: [entry.title for entry in read(client, path)[0].entries]
        for path in ("/feed.xml", "/port/feed.xml", "/topic/hound-accord/feed.xml")
    }
    assert sorted(titles["/feed.xml"]) == sorted([full.headline, other.headline])
    assert titles["/port/feed.xml"] == titles["/topic/hound-accord/feed.xml"] == [full.headline]
    assert [entry.title for entry in read(client, "/by/leila-nasrin/feed.xml")[0].entries] == [full.headline]
    assert client.get("/nowhere/feed.xml").status_code == 404


def test_an_empty_paper_has_feeds_too(client: Client) -> None:
    told, _root = read(client)
    assert told.entries == []
    assert fetched(client, "/feed.json").json()["items"] == []


def test_a_letter_that_xml_cannot_hold_breaks_no_feed(client: Client) -> None:
    an_article("A \x0bbell \x07 \ufffe", "Ding\x08 \x1b dong.", standfirst="\x0c")
    told, _root = read(client)
    assert told.entries[0].title == "A bell"


def test_the_json_feed_is_one(client: Client) -> None:
    article = a_full_article()
    response = fetched(client, "/feed.json")
    assert response["Content-Type"] == "application/feed+json"
    told = response.json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "http://localhost:8000/feed.json"
    (item,) = told["items"]
    assert item["id"] == f"tag:localhost,2026-11-24:article-{article.pk}"
    assert item["date_published"] == "2026-11-24T11:00:00+00:00"
    assert item["authors"] == [{"name": "Leila Nasrin", "url": "http://localhost:8000/by/leila-nasrin/"}]
    assert "Mud is patient" in item["content_html"]
    assert item["tags"] == ["The Hound Accord"]


@pytest.mark.parametrize(
    ("path", "most"), [("/feed.xml", 7), ("/feed.json", 7), ("/port/feed.xml", 8), ("/topic/hound-accord/feed.xml", 10)]
)
def test_a_feed_costs_the_same_whatever_it_holds(
    client: Client, path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_full_article()
    for number in range(MOST_ITEMS + 5):
        an_article(f"Tide {number}", hours_old=number + 2)
    with django_assert_max_num_queries(most):
        fetched(client, path)


def test_a_feed_is_kept_and_names_what_it_shows(client: Client) -> None:
    article = an_article()
    section = a_section()
    kept = {path: fetched(client, path).keeping.shows for path in ("/feed.xml", "/feed.json", "/port/feed.xml")}
    assert kept == {
        "/feed.xml": ("front", article.thing),
        "/feed.json": ("front", article.thing),
        "/port/feed.xml": (section.thing, article.thing),
    }


def test_odd_strings_make_a_feed_that_can_be_read(client: Client, inputs: Path) -> None:
    strings = [text for text in json.loads((inputs / "strings" / "blns-even.json").read_text(encoding="utf-8")) if text.strip()]
    section = a_section()
    for number in range(0, len(strings), MOST_ITEMS):
        Article.objects.all().delete()
        for place, text in enumerate(strings[number : number + MOST_ITEMS]):
            written = text.replace("\x00", "").encode("utf-8", "replace").decode()
            an_article(written[:190], body=[("heading", written[:200])], standfirst=written, section=section, slug=f"s{place}")
        told, _root = read(client)
        assert len(told.entries) == len(strings[number : number + MOST_ITEMS])
