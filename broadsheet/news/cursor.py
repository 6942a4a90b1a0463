"""A page of a long list, by keyset: the cost of a page does not grow with the archive."""

import re
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from broadsheet.news.article import Article, ArticleQuerySet

PAGE_SIZE = 24
NEAR = 2_000  # articles in which a topic of any size has a page of its newest, or has so few in all that they can be sorted
_SHAPE = re.compile(r"(-?[0-9]{1,16})-([0-9]{1,18})")  # 16 digits of microseconds: the years 1653 to 2286
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page_of(articles: ArticleQuerySet, before: str | None = None, size: int = PAGE_SIZE) -> tuple[list[Article], str]:
    """The newest articles (older than the cursor, if it is one), and the query for the next page; empty at the end."""
    return _page(list(_older(articles, before).newest().for_cards()[: size + 1]), size)


def page_among(lines: QuerySet, before: str | None = None, size: int = PAGE_SIZE) -> tuple[list[Article], str]:
    """The same for the live articles that these lines name: the ArticleTopics of a topic, the ArticleBylines of a byline."""
    newest = newest_among(_older(Article.objects.live(), before), lines, size + 1)
    return _page(list(Article.objects.filter(pk__in=newest).newest().for_cards()), size)


def newest_among(articles: ArticleQuerySet, lines: QuerySet, most: int) -> list[int]:
    """The numbers of the newest of these articles that the lines name.

    Sorting all articles of a topic would cost more with each that it has. So the newest two thousand of the paper are looked at first:
    a topic that has too few among them has few enough altogether. Three queries at most."""
    horizon = articles.newest().values_list("first_published_at", flat=True)[NEAR : NEAR + 1].first()
    if horizon is not None:
        named = Exists(lines.filter(article=OuterRef("pk")).order_by())
        near = list(articles.filter(named, first_published_at__gte=horizon).newest().values_list("pk", flat=True)[:most])
        if len(near) == most:
            return near
    return list(articles.filter(pk__in=lines.order_by().values("article")).newest().values_list("pk", flat=True)[:most])


def cursor_at(article: Article) -> str:
    """The cursor that stands right behind this article: microseconds since 1970, and its number."""
    return f"{(article.first_published_at - _EPOCH) // timedelta(microseconds=1)}-{article.pk}"


def _older(articles: ArticleQuerySet, before: str | None) -> ArticleQuerySet:
    told = _SHAPE.fullmatch(before or "")
    return articles.before(_EPOCH + timedelta(microseconds=int(told[1])), int(told[2])) if told else articles


def _page(found: list[Article], size: int) -> tuple[list[Article], str]:
    older = f"?before={cursor_at(found[size - 1])}" if len(found) > size else ""
    return found[:size], older
