"""Articles as the tests need them: the Gazette's sections, a headline, a body, a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

from broadsheet.news.article import Article
from broadsheet.news.section import Section

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_section(slug: str = "port", **told: Any) -> Section:
    return Section.objects.get_or_create(slug=slug, defaults={"name": slug.title(), **told})[0]


def an_article(headline: str = "The tide turns", text: str = "", *, hours_old: float = 1, now: datetime = NOON, **told: Any) -> Article:
    """A live article that was published so many hours before noon of 24 November 2026, saved."""
    at = now - timedelta(hours=hours_old)
    body = told.pop("body", [("paragraph", f"<p>{text}</p>")] if text else [])
    article = Article(headline=headline, body=body, live=True, first_published_at=at, **({"section": a_section()} | told))
    article.settle_address(at)
    article.count_words()
    article.save()
    return article
