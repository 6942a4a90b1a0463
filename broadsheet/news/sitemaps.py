"""Sitemaps: the addresses of everything that is published, with the moment of its last change; and the last two days for news search."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import StringIO

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from broadsheet.news.article import Article, article_path
from broadsheet.news.feed_body import clean
from broadsheet.news.section import Section
from broadsheet.news.sitemap_file import URLS_IN_A_FILE, file_of
from broadsheet.news.standing_page import StandingPage

NEWS_DAYS, MOST_NEWS = 2, 1_000  # developers.google.com, news sitemaps
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
Url = tuple[str, datetime | None]


def files() -> Iterator[int]:
    """The numbers of the sitemap's files that hold a live article, by hops from one to the next: a short query each."""
    first = 0
    while (found := Article.objects.live().filter(pk__gte=first).order_by("pk").values_list("pk", flat=True).first()) is not None:
        yield file_of(found)
        first = (file_of(found) + 1) * URLS_IN_A_FILE


def index_of_files(numbers: Iterable[int]) -> str:
    """The sitemap that names the others: the one of standing pages, and those of the articles, newest first."""
    out, xml = _document()
    xml.startElement("sitemapindex", {"xmlns": _SITEMAP})
    for path in ["/sitemap-pages.xml", *(f"/sitemap-{number}.xml" for number in sorted(numbers, reverse=True))]:
        xml.startElement("sitemap", {})
        xml.addQuickElement("loc", settings.PAPER.full_address(path))
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    return out.getvalue()


def url_set(urls: Iterable[Url]) -> str:
    """A sitemap of these paths."""
    out, xml = _document()
    xml.startElement("urlset", {"xmlns": _SITEMAP})
    for path, changed_at in urls:
        xml.startElement("url", {})
        xml.addQuickElement("loc", settings.PAPER.full_address(path))
        if changed_at:
            xml.addQuickElement("lastmod", _moment(changed_at))
        xml.endElement("url")
    xml.endElement("urlset")
    return out.getvalue()


def standing_things() -> list[Section | StandingPage]:
    """What has an address of its own besides the articles. Two queries."""
    return [*Section.objects.all(), *StandingPage.objects.filter(live=True).only("slug")]


def page_urls(things: Iterable[Section | StandingPage]) -> Iterator[Url]:
    """The front, the sections and the standing pages. When they last changed nobody noted, so nothing is said of it."""
    paths = dict.fromkeys(["/", *(thing.path for thing in things), reverse("corrections")])
    return ((path, None) for path in paths)


def article_urls(file: int) -> Iterator[Url]:
    """The live articles of one file. One query."""
    numbers = Article.objects.live().filter(pk__gte=file * URLS_IN_A_FILE, pk__lt=(file + 1) * URLS_IN_A_FILE).order_by("-pk")
    for day, slug, published_at, revised_at in numbers.values_list("published_on", "slug", "first_published_at", "revised_at"):
        yield article_path(day, slug), revised_at or published_at


def newest_articles(now: datetime) -> list[Article]:
    """What was published in the last two days, newest first. One query."""
    return list(
        Article.objects.live()
        .filter(first_published_at__gt=now - timedelta(days=NEWS_DAYS))
        .newest()
        .defer("body", "latest_revision")[:MOST_NEWS]
    )


def news_sitemap(articles: Iterable[Article]) -> str:
    """The sitemap for news search: who published it, in which language, when, under which headline. Without articles it is empty, as it may be."""
    out, xml = _document()
    xml.startElement("urlset", {"xmlns": _SITEMAP, "xmlns:news": _NEWS})
    for article in articles:
        xml.startElement("url", {})
        xml.addQuickElement("loc", settings.PAPER.full_address(article.path))
        xml.startElement("news:news", {})
        xml.startElement("news:publication", {})
        xml.addQuickElement("news:name", settings.PAPER.name)
        xml.addQuickElement("news:language", article.shown_language)
        xml.endElement("news:publication")
        xml.addQuickElement("news:publication_date", _moment(article.first_published_at))
        xml.addQuickElement("news:title", clean(article.headline))
        xml.endElement("news:news")
        xml.endElement("url")
    xml.endElement("urlset")
    return out.getvalue()


def _document() -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    return out, xml


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
