"""Sitemaps: the addresses of everything that is published, with the moment of its last change; and the last two days for news search."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from broadsheet.news.article import Article, ArticleByline, ArticleTopic, article_path
from broadsheet.news.byline import Byline
from broadsheet.news.feed_body import clean
from broadsheet.news.section import Section
from broadsheet.news.sitemap_file import URLS_IN_A_FILE, file_of
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic

NEWS_DAYS, MOST_NEWS = 2, 1_000  # developers.google.com, news sitemaps
MOST_PAGES = 40_000  # topics and bylines each at most half of it: a file may name 50,000 addresses (sitemaps.org)
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
Url = tuple[str, datetime | None]


def files() -> Iterator[int]:
    """The numbers of the sitemap's files that hold a live article, by hops from one to the next: a short query each."""
    first = 0
    while (found := Article.objects.live().filter(pk__gte=first).order_by("pk").values_list("pk", flat=True).first()) is not None:
        yield file_of(found)
        first = (file_of(found) + 1) * URLS_IN_A_FILE


def index_of_files(numbers: Iterable[int]) -> str:
    """The sitemap that names the others: the one of what is no article, and those of the articles, newest first."""
    paths = ["/sitemap-pages.xml", *(f"/sitemap-{number}.xml" for number in sorted(numbers, reverse=True))]
    return _document("sitemapindex", _SITEMAP, (f"<sitemap>{_location(path)}</sitemap>" for path in paths))


def url_set(urls: Iterable[Url], more: str = "") -> str:
    """A sitemap of these paths; `more` are lines that other rooms set themselves."""
    lines = (f"<url>{_location(path)}{_last_change(changed_at)}</url>" for path, changed_at in urls)
    return _document("urlset", _SITEMAP, chain(lines, [more] if more else []))


def standing_things() -> list[Section | StandingPage]:
    """The sections and the standing pages. Two queries."""
    return [*Section.objects.all(), *StandingPage.objects.filter(live=True).only("slug")]


def page_urls(things: Iterable[Section | StandingPage]) -> Iterator[Url]:
    """What is no article: the front, these things, and every topic and byline that has an article. When they last changed nobody
    noted, so nothing is said of it. Two queries."""
    topics = Topic.objects.filter(Exists(ArticleTopic.objects.filter(topic=OuterRef("pk"), article__live=True)))
    bylines = Byline.objects.filter(Exists(ArticleByline.objects.filter(byline=OuterRef("pk"), article__live=True)))
    lists = chain(topics.only("slug")[: MOST_PAGES // 2], bylines.only("slug")[: MOST_PAGES // 2])
    paths = dict.fromkeys(["/", *(thing.path for thing in things), reverse("corrections"), *(one.path for one in lists)])
    return ((path, None) for path in paths)


def article_urls(file: int) -> Iterator[Url]:
    """The live articles of one file. One query."""
    articles = Article.objects.live().filter(pk__gte=file * URLS_IN_A_FILE, pk__lt=(file + 1) * URLS_IN_A_FILE).order_by("-pk")
    for day, slug, published_at, revised_at in articles.values_list("published_on", "slug", "first_published_at", "revised_at"):
        yield article_path(day, slug), revised_at or published_at


def newest_articles(now: datetime) -> list[Article]:
    """What was published in the last two days, newest first. One query."""
    articles = Article.objects.live().filter(first_published_at__gt=now - timedelta(days=NEWS_DAYS)).newest()
    return list(articles.defer("body", "latest_revision")[:MOST_NEWS])


def news_sitemap(articles: Iterable[Article]) -> str:
    """The sitemap for news search: who published it, in which language, when, under which headline. Without articles it is empty, as it may be."""
    return _document("urlset", f"{_SITEMAP} {_NEWS}", (f"<url>{_location(article.path)}{_news(article)}</url>" for article in articles))


def _news(article: Article) -> str:
    publication = f"<news:name>{escape(settings.PAPER.name)}</news:name><news:language>{article.shown_language}</news:language>"
    return (
        f"<news:news><news:publication>{publication}</news:publication>"
        f"<news:publication_date>{_moment(article.first_published_at)}</news:publication_date>"
        f"<news:title>{escape(clean(article.headline))}</news:title></news:news>"
    )


def _document(name: str, spaces: str, lines: Iterable[str]) -> str:
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{name} {spaces}>", *lines, f"</{name}>", ""])


def _location(path: str) -> str:
    return f"<loc>{escape(settings.PAPER.full_address(path))}</loc>"


def _last_change(at: datetime | None) -> str:
    return f"<lastmod>{_moment(at)}</lastmod>" if at else ""


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
