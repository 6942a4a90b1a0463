"""Feeds: the newest articles for feed readers and other programs, as RSS 2.0 and as JSON Feed 1.1. A feed is everyone's: it holds
the whole text of open articles, and of others the standfirst."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from broadsheet.news.article import Article, ArticleQuerySet
from broadsheet.news.cursor import newest_among
from broadsheet.news.feed_body import clean, full_text, photos_of
from broadsheet.news.photo import Photo

MOST_ITEMS = 30
PICTURE_WIDTH_PX = 1600


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its name, where its page and itself stand (paths), and its articles, newest first."""

    title: str
    line: str
    page_path: str
    path: str
    articles: Sequence[Article]


def newest_for_feed(articles: ArticleQuerySet) -> list[Article]:
    """The articles that a feed of these tells of, with all it needs: seven queries at most, however large the archive."""
    return _whole(list(articles.newest().values_list("pk", flat=True)[:MOST_ITEMS]))


def newest_among_for_feed(lines: QuerySet) -> list[Article]:
    """The same for the articles that these lines name: the ArticleTopics of a topic, the ArticleBylines of a byline."""
    return _whole(newest_among(Article.objects.live(), lines, MOST_ITEMS))


def _whole(pks: list[int]) -> list[Article]:
    newest = Article.objects.filter(pk__in=pks)
    return list(newest.newest().for_cards().defer(None).defer("latest_revision").prefetch_related("article_topics__topic"))


def as_rss(feed: Feed) -> str:
    """RSS 2.0 with the whole text in content:encoded, the writers in dc:creator and the picture in media:content."""
    photos = photos_of(feed.articles)
    made = _Rss(
        title=clean(feed.title), link=_full(feed.page_path), description=clean(feed.line or feed.title), language=settings.PAPER.language,
        feed_url=_full(feed.path),
    )  # fmt: skip
    for article in feed.articles:
        made.add_item(
            title=clean(article.headline), link=_full(article.path), description=clean(article.standfirst), unique_id=permanent_id(article),
            unique_id_is_permalink=False, pubdate=timezone.localtime(article.first_published_at), updateddate=_last_change(article),
            categories=[clean(topic.name) for topic in article.topics],
            writers=[clean(byline.name) for byline in article.bylines], text=full_text(article, photos), photo=_open_picture(article),
        )  # fmt: skip
    return made.writeString("utf-8")


def as_json(feed: Feed) -> dict[str, Any]:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    photos = photos_of(feed.articles)
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.line or feed.title,
        "home_page_url": _full(feed.page_path),
        "feed_url": _full(feed.path),
        "language": settings.PAPER.language,
        "items": [_json_item(article, full_text(article, photos)) for article in feed.articles],
    }


def permanent_id(article: Article) -> str:
    """What a feed reader knows an article by, whatever becomes of its address: a tag URI (RFC 4151)."""
    day = article.published_on or timezone.localdate(article.first_published_at)
    return f"tag:{urlsplit(settings.PAPER.address).hostname},{day.isoformat()}:{article.thing}"


class _Rss(Rss201rev2Feed):
    """Django's writer of RSS with the elements it lacks. Its own author elements ask for one name and a mail address."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["writers"]:
            handler.addQuickElement("dc:creator", name)
        if item["text"]:
            handler.addQuickElement("content:encoded", item["text"])
        if item["photo"]:
            _add_picture(handler, item["photo"])


def _add_picture(handler: SimplerXMLGenerator, photo: Photo) -> None:
    width, height = photo.size_at(PICTURE_WIDTH_PX)
    address = _full(photo.url(PICTURE_WIDTH_PX, "webp"))
    told = {"url": address, "medium": "image", "type": "image/webp", "width": str(width), "height": str(height)}
    handler.startElement("media:content", AttributesImpl(told))
    for name, words in (("media:description", photo.alt), ("media:credit", photo.credit)):
        if words:
            handler.addQuickElement(name, clean(words))
    handler.endElement("media:content")


def _json_item(article: Article, text: str) -> dict[str, Any]:
    photo = _open_picture(article)
    told = {
        "id": permanent_id(article),
        "url": _full(article.path),
        "title": article.headline,
        "summary": article.standfirst,
        "content_html": text or " ",  # one of the two contents must be there
        "image": _full(photo.url(PICTURE_WIDTH_PX, "webp")) if photo else "",
        "date_published": timezone.localtime(article.first_published_at).isoformat(timespec="seconds"),
        "date_modified": _last_change(article).isoformat(timespec="seconds"),
        "authors": [{"name": byline.name, "url": _full(byline.path)} for byline in article.bylines],
        "tags": [topic.name for topic in article.topics],
        "language": article.shown_language,
    }
    return {name: value for name, value in told.items() if value not in ("", [])}


def _open_picture(article: Article) -> Photo | None:
    return article.lead_photo if article.lead_photo and article.lead_photo.is_open else None


def _last_change(article: Article) -> datetime:
    return timezone.localtime(article.revised_at or article.first_published_at)


def _full(path: str) -> str:
    return settings.PAPER.full_address(path)
