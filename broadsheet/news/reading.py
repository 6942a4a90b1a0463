"""What an article's page is set from: the same for the reader's page and for the newsroom's preview of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broadsheet.news.body import pieces

if TYPE_CHECKING:
    from broadsheet.news.article import Article


def article_context(article: Article, *, may_read: bool) -> dict[str, Any]:
    """For news/article.html: `article`, `may_read`, `pieces` (empty where it may not be read) and their `kinds`, `related`, `corrections`."""
    set_pieces = pieces(article.body, {"article": article}) if may_read else []
    return {
        "article": article,
        "section": article.section,
        "may_read": may_read,
        "pieces": set_pieces,
        "kinds": [piece.kind for piece in set_pieces],
        "related": article.related(),
        "corrections": list(article.corrections.all()) if may_read else [],
    }


def shown_by(article: Article, related: list[Article]) -> list[str]:
    """The names of all things that an article's page shows. No list among them: what is published beside it changes nothing here."""
    return [
        article.thing,
        article.kindred_thing,
        article.section.itself,
        *(topic.itself for topic in article.topics),
        *(byline.itself for byline in article.bylines),
        *(other.thing for other in related),
    ]
