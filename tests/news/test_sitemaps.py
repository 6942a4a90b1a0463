"""Machines are told every address that is published, and none that is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from broadsheet.news import sitemap_file, sitemaps
from broadsheet.news.article import Article, ArticleByline, ArticleTopic
from broadsheet.news.byline import Byline
from broadsheet.news.section import RESERVED_SLUGS
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic
from tests.news.making import NOON, a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
ADDRESS = "http://localhost:8000"


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sitemap_file, sitemaps):
        monkeypatch.setattr(module, "URLS_IN_A_FILE", 2)


def locations(client: Client, path: str = "/sitemap.xml") -> dict[str, str | None]:
    """Every address that a sitemap names, with the moment of its last change."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = fromstring(response.content)
    return {one.findtext("s:loc", namespaces=NAMES): one.findtext("s:lastmod", namespaces=NAMES) for one in root}


def test_the_sitemap_names_everything_that_is_published() -> None:
    client, article = Client(), an_article("שלום, נמל")
    StandingPage.objects.create(slug="contact", title="Contact", live=True)
    StandingPage.objects.create(slug="draft", title="Draft", live=False)
    gone = an_article("Gone")
    Article.objects.filter(pk=gone.pk).update(live=False)
    assert set(locations(client)) == {
        f"{ADDRESS}/", f"{ADDRESS}/port/", f"{ADDRESS}/about/contact/", f"{ADDRESS}/about/corrections/", f"{ADDRESS}{article.path}",
    }  # fmt: skip


def test_a_topic_or_a_byline_is_named_once_it_has_a_published_article() -> None:
    article, draft = an_article(), an_article("A draft")
    Article.objects.filter(pk=draft.pk).update(live=False)
    for one, slug in ((article, "told"), (draft, "untold")):
        ArticleTopic.objects.create(article=one, topic=Topic.objects.create(name=slug, slug=slug))
        ArticleByline.objects.create(article=one, byline=Byline.objects.create(name=slug, slug=slug))
    told = locations(Client())
    assert {f"{ADDRESS}/topic/told/", f"{ADDRESS}/by/told/"} <= set(told)
    assert not [address for address in told if "untold" in address]


def test_an_address_comes_with_the_moment_of_its_last_change() -> None:
    old, changed = an_article("Old", hours_old=5), an_article("Changed", hours_old=5, revised_at=NOON - timedelta(hours=1))
    told = locations(Client())
    assert told[ADDRESS + old.path] == "2026-11-24T07:00:00+00:00"
    assert told[ADDRESS + changed.path] == "2026-11-24T11:00:00+00:00"
    assert told[f"{ADDRESS}/"] is None


@pytest.mark.usefixtures("small_files")
def test_a_large_archive_has_an_index_of_files_that_name_each_article_once() -> None:
    client = Client()
    articles = [an_article(f"Tide {number}") for number in range(7)]
    files = locations(client)
    assert f"{ADDRESS}/sitemap-pages.xml" in files
    named = [address for file in files for address in locations(client, file.removeprefix(ADDRESS))]
    assert len(named) == len(set(named))
    assert {ADDRESS + article.path for article in articles} <= set(named)
    assert f"{ADDRESS}/port/" in named


@pytest.mark.usefixtures("small_files")
def test_publishing_changes_one_file_of_the_sitemap() -> None:
    client = Client()
    articles = [an_article(f"Tide {number}") for number in range(7)]
    thing = sitemap_file.thing_of(sitemap_file.file_of(articles[0].pk))
    assert thing in articles[0].shown_with()
    assert thing not in articles[6].shown_with()
    assert client.get(f"/{thing}.xml").keeping.shows == (thing,)
    assert client.get("/sitemap.xml").keeping.shows == ("front",)


@pytest.mark.usefixtures("small_files")
def test_a_file_without_articles_is_none() -> None:
    articles = [an_article(f"Tide {number}") for number in range(6)]
    empty = sitemap_file.file_of(articles[2].pk)
    Article.objects.filter(pk__gte=empty * 2, pk__lt=empty * 2 + 2).update(live=False)
    assert f"{ADDRESS}/sitemap-{empty}.xml" not in locations(Client())
    assert Client().get(f"/sitemap-{empty}.xml").status_code == 404
    assert Client().get("/sitemap-999.xml").status_code == 404


def test_the_sitemap_holds_to_its_schema(inputs: Path) -> None:
    """The order and the kinds of elements, read from the standard's own schema."""
    schema = fromstring((inputs / "sitemap" / "sitemap.xsd").read_bytes())
    known = {element.get("name") for element in schema.iter("{http://www.w3.org/2001/XMLSchema}element")}
    an_article()
    root = fromstring(Client().get("/sitemap.xml").content)
    assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= known


def test_the_news_sitemap_names_the_last_two_days() -> None:
    now = timezone.now()
    new = an_article("New & <loud>", now=now, hours_old=47, language="he", requires="p")
    an_article("Old", now=now, hours_old=49)
    (url,) = fromstring(Client().get("/news-sitemap.xml").content)
    assert url.findtext("s:loc", namespaces=NAMES) == ADDRESS + new.path
    told = url.find("n:news", NAMES)
    assert told.findtext("n:title", namespaces=NAMES) == "New & <loud>"
    assert told.findtext("n:publication/n:name", namespaces=NAMES) == "The Harbour Gazette"
    assert told.findtext("n:publication/n:language", namespaces=NAMES) == "he"
    assert datetime.fromisoformat(told.findtext("n:publication_date", namespaces=NAMES)).tzinfo is not None


def test_the_news_sitemap_is_printed_again_when_its_oldest_article_leaves() -> None:
    now = timezone.now()
    oldest = an_article(now=now, hours_old=40)
    an_article(now=now, hours_old=1)
    response = Client().get("/news-sitemap.xml")
    assert response.keeping.fresh_until == oldest.first_published_at + timedelta(days=2)
    assert response.keeping.shows == ("front", "news-sitemap")


def test_every_sitemap_that_names_an_article_goes_when_it_is_withdrawn() -> None:
    article = an_article(now=timezone.now())
    for path in ("/sitemap.xml", "/news-sitemap.xml"):
        assert set(Client().get(path).keeping.shows) & set(article.named_in), path


def test_the_news_sitemap_may_be_empty_and_is_never_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(fromstring(Client().get("/news-sitemap.xml").content)) == 0
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 3)
    for _ in range(5):
        an_article(now=timezone.now())
    assert len(fromstring(Client().get("/news-sitemap.xml").content)) == 3


@pytest.mark.parametrize(("path", "most"), [("/sitemap.xml", 9), ("/news-sitemap.xml", 2), ("/sitemap-pages.xml", 6)])
def test_a_sitemap_costs_the_same_whatever_it_holds(path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        an_article(f"Tide {number}", now=timezone.now())
    with django_assert_max_num_queries(most):
        Client().get(path)


# --- the small files at the root
def test_robots_are_kept_out_of_what_is_no_page_of_the_paper() -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(response.content.decode().splitlines())
    for path in ("/newsroom/articles/", "/account/", "/search/?q=whale", "/preview/abc/"):
        assert not rules.can_fetch("AnyBot", ADDRESS + path)
    for path in ("/", "/port/", "/2026/11/24/the-tide-turns/", "/feed.xml", "/static/masthead/paper.css", "/media/pictures/a-400.webp"):
        assert rules.can_fetch("AnyBot", ADDRESS + path)
    assert rules.site_maps() == [f"{ADDRESS}/sitemap.xml", f"{ADDRESS}/news-sitemap.xml"]


def test_whoever_finds_a_hole_is_told_whom_to_tell() -> None:
    response = Client().get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert told["Contact"] == "mailto:news@gazette.example"
    ends = datetime.fromisoformat(told["Expires"])
    assert timedelta(days=120) < ends - datetime.now(UTC) < timedelta(days=365)
    assert told["Canonical"] == f"{ADDRESS}/.well-known/security.txt"


def test_no_section_can_take_a_machines_address() -> None:
    a_section()
    for path in ("feed.xml", "feed.json", "sitemap.xml", "news-sitemap.xml", "robots.txt", "ads.txt", ".well-known"):
        assert path in RESERVED_SLUGS
