"""What machines ask the paper for: feeds, sitemaps, and the small files at its root. Kept like any page, the same for everyone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.delivery.press import kept
from broadsheet.masthead import openings
from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.feeds import Feed, as_json, as_rss, newest_among_for_feed, newest_for_feed
from broadsheet.news.section import Section
from broadsheet.news.sitemap_file import NEWS, thing_of
from broadsheet.news.sitemaps import (
    NEWS_DAYS,
    article_urls,
    files,
    index_of_files,
    newest_articles,
    news_sitemap,
    page_urls,
    standing_things,
    url_set,
)
from broadsheet.news.topic import Topic

RSS, XML, TEXT = "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8", "text/plain; charset=utf-8"
NOT_FOR_CRAWLERS = ("/newsroom/", "/account/", "/preview/", "/search/", "/held/", "/appeal/", "/slots/")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The paper's newest articles as RSS."""
    return _rss(request, _paper_feed("/feed.xml"), "front")


@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    """The paper's newest articles as JSON Feed."""
    told = _paper_feed("/feed.json")
    response = JsonResponse(as_json(told), content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})
    return kept(request, response, shows=["front", *_things(told)])


@require_safe
def section_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's newest articles as RSS."""
    section = get_object_or_404(Section, slug=slug)
    return _rss(
        request,
        _feed(section.name, section.line, section.path, newest_for_feed(Article.objects.live().filter(section=section))),
        section.thing,
    )


@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest articles on a topic as RSS."""
    topic = get_object_or_404(Topic, slug=slug)
    return _rss(request, _feed(topic.name, "", topic.path, newest_among_for_feed(topic.article_topics.all())), topic.thing)


@require_safe
def byline_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest articles that somebody signed as RSS."""
    byline = get_object_or_404(Byline, slug=slug)
    return _rss(request, _feed(byline.name, byline.role, byline.path, newest_among_for_feed(byline.article_bylines.all())), byline.thing)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every address that is published; above a few thousand articles, the index of the files that hold them."""
    numbers = list(files())
    if len(numbers) > 1:
        return kept(request, HttpResponse(index_of_files(numbers), content_type=XML), shows=["front"])
    things = standing_things()
    urls = [*page_urls(things), *(url for number in numbers for url in article_urls(number))]
    shows = ["front", *(thing.thing for thing in things), *map(thing_of, numbers)]
    return kept(request, HttpResponse(url_set(urls, openings.filled(request, "sitemap")), content_type=XML), shows=shows)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The addresses that are no articles."""
    things = standing_things()
    told = url_set(page_urls(things), openings.filled(request, "sitemap"))
    return kept(request, HttpResponse(told, content_type=XML), shows=[thing.thing for thing in things])


@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:
    """One file of articles."""
    urls = list(article_urls(number))
    if not urls:
        raise Http404
    return kept(request, HttpResponse(url_set(urls), content_type=XML), shows=[thing_of(number)])


@require_safe
def news_sitemap_file(request: HttpRequest) -> HttpResponse:
    """The last two days; printed again when the oldest of them leaves."""
    articles = newest_articles(timezone.now())
    leaves_at = articles[-1].first_published_at + timedelta(days=NEWS_DAYS) if articles else None
    return kept(request, HttpResponse(news_sitemap(articles), content_type=XML), shows=["front", NEWS], fresh_until=leaves_at)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which pages crawlers should leave alone, and where the sitemaps are (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS), ""]
    lines += [f"Sitemap: {settings.PAPER.full_address(path)}" for path in ("/sitemap.xml", "/news-sitemap.xml")]
    return kept(request, _lines(lines), shows=[])


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the paper's security (RFC 9116)."""
    paper = settings.PAPER
    contact = f"mailto:{paper.email}" if paper.email else paper.full_address("/about/contact/")
    ends = _first_of_a_month_ahead(timezone.now(), months=6)
    lines = [
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(dict.fromkeys([paper.language, 'en']))}",
    ]
    return kept(request, _lines([*lines, f"Canonical: {paper.full_address(request.path)}"]), shows=[])


def _paper_feed(path: str) -> Feed:
    return Feed(settings.PAPER.name, settings.PAPER.motto, "/", path, newest_for_feed(Article.objects.live()))


def _feed(name: str, line: str, page_path: str, articles: list[Article]) -> Feed:
    title = _("%(name)s in %(paper)s") % {"name": name, "paper": settings.PAPER.name}
    return Feed(title, line, page_path, f"{page_path}feed.xml", articles)


def _rss(request: HttpRequest, told: Feed, thing: str) -> HttpResponse:
    return kept(request, HttpResponse(as_rss(told), content_type=RSS), shows=[thing, *_things(told)])


def _things(told: Feed) -> list[str]:
    return [article.thing for article in told.articles]


def _lines(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


def _first_of_a_month_ahead(now: datetime, months: int) -> datetime:
    month = now.month - 1 + months
    return now.replace(year=now.year + month // 12, month=month % 12 + 1, day=1)
