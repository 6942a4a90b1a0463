"""What this room puts into others' pages: a piece says which issue it is of, and the sitemap names the issues."""

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html_join

from broadsheet.editions.issue import Issue, Piece
from broadsheet.editions.publication import MAGAZINE_THING, Publication
from broadsheet.masthead import openings
from broadsheet.masthead.openings import Filling, Place
from broadsheet.news import showing

MOST_IN_THE_SITEMAP = 5_000


def register() -> None:
    """Called once, when the rooms are made ready."""
    openings.register("after-head", piece_of)
    openings.register("after-body", beside_the_piece)
    openings.register("sitemap", issues_in_the_sitemap)
    showing.also_shown_by(covers_open_among)


def piece_of(place: Place) -> Filling | None:
    """Under an article's head: the issue that it is a piece of. One query."""
    piece = _piece(place)
    if piece is None:
        return None
    html = render_to_string(
        "editions/piece_of.html", {"issue": piece.issue, "publication": piece.issue.publication, "paper": settings.PAPER}
    )
    return Filling(html, frozenset({piece.issue.thing, piece.issue.publication.itself}))


def beside_the_piece(place: Place) -> Filling | None:
    """Under a piece: the other pieces of its issue. Three queries, for a piece only."""
    piece = _piece(place)
    if piece is None:
        return None
    others = [other for other in piece.issue.pieces.select_related("article").defer("article__body") if other.article.live]
    told = {"issue": piece.issue, "publication": piece.issue.publication, "others": [other for other in others if other.pk != piece.pk]}
    shows = {piece.issue.thing, piece.issue.publication.itself, *(other.article.thing for other in others)}
    return Filling(render_to_string("editions/beside_the_piece.html", told), frozenset(shows))


def issues_in_the_sitemap(place: Place) -> Filling | None:
    """The titles and the newest issues, as lines of a sitemap. Two queries."""
    html = format_html_join("\n", "<url><loc>{}</loc>{}</url>", _urls())
    return Filling(html, frozenset({MAGAZINE_THING})) if html else None


def covers_open_among(photos: set[int]) -> set[int]:
    """Those of these photos that anyone may see, since they are on the cover of an issue that is out. One query."""
    return set(Issue.objects.live().filter(cover__in=photos).values_list("cover_id", flat=True))


def _urls() -> Iterator[tuple[str, str]]:
    titles = list(Publication.objects.all())
    issues = Issue.objects.live().newest().select_related("publication").only("slug", "number", "publication__slug")
    for one in [*titles, *(issues[:MOST_IN_THE_SITEMAP] if titles else [])]:
        yield settings.PAPER.full_address(one.path), ""


def _piece(place: Place) -> Piece | None:
    """The piece that this page's article is; read once for a page."""
    if "piece" not in place.notes:
        kind, _, pk = str(place.told.get("article", "")).partition("-")
        found = Piece.objects.filter(article=int(pk), issue__live=True) if kind == "article" and pk.isdecimal() else Piece.objects.none()
        place.notes["piece"] = found.select_related("issue__publication").defer("issue__letter", "issue__latest_revision").first()
    piece: Piece | None = place.notes["piece"]
    return piece
