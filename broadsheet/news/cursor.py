"""A page of a long list, by keyset: the cost of a page does not grow with the archive."""

import re
from datetime import UTC, datetime, timedelta

from broadsheet.news.article import Article, ArticleQuerySet

PAGE_SIZE = 24
_SHAPE = re.compile(r"(\d{1,18})-(\d{1,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page_of(articles: ArticleQuerySet, before: str | None = None, size: int = PAGE_SIZE) -> tuple[list[Article], str]:
    """The newest articles (older than the cursor, if it is one), and the query for the next page; empty at the end."""
    told = _SHAPE.fullmatch(before or "")
    if told:
        articles = articles.before(_EPOCH + timedelta(microseconds=int(told[1])), int(told[2]))
    found = list(articles.newest().for_cards()[: size + 1])
    older = f"?before={cursor_at(found[size - 1])}" if len(found) > size else ""
    return found[:size], older


def cursor_at(article: Article) -> str:
    """The cursor that stands right behind this article: microseconds since 1970, and its number."""
    return f"{(article.first_published_at - _EPOCH) // timedelta(microseconds=1)}-{article.pk}"
