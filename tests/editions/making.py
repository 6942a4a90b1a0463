"""A magazine as the tests need it: a title, an issue, pieces that are articles."""

from datetime import date
from typing import Any

from broadsheet.editions.issue import Issue, Piece
from broadsheet.editions.publication import Publication, the_magazines_section
from broadsheet.news.article import Article
from broadsheet.news.photo import Photo
from tests.news.making import NOON, an_article


def a_publication(name: str = "Slack Water", slug: str = "slack-water", **told: Any) -> Publication:
    return Publication.objects.create(**({"name": name, "slug": slug, "line": "The monthly of the Gazette"} | told))


def an_issue(publication: Publication, number: int = 42, **told: Any) -> Issue:
    """An issue that is out."""
    plain = {"slug": str(number), "date": date(2026, 11, 22), "cover_line": "What a bridge is for", "first_published_at": NOON}
    return Issue.objects.create(publication=publication, number=number, **(plain | told))


def a_piece(issue: Issue, headline: str = "How to hang a road", text: str = "", *, kind: str = "Feature", **told: Any) -> Article:
    """An article of the magazine, in its place; it requires the magazine unless told otherwise."""
    article = an_article(headline, text, **({"section": the_magazines_section(), "requires": "m"} | told))
    Piece.objects.create(issue=issue, article=article, kind=kind, sort_order=issue.pieces.count())
    return article


def a_cover(**told: Any) -> Photo:
    return Photo.objects.create(title="bridge", file="original/bridge.jpg", width=1600, height=1000, **({"alt": "A bridge."} | told))
