"""The newest articles that hold what is looked for: the one question that the two databases are asked in their own words."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import connection

from broadsheet.news.question import Question

# SQLite walks from the newest hit backwards and stops, whatever the archive holds. PostgreSQL's index knows no order: it fetches every hit there is, and a
# word that one article in fifty holds has twenty thousand in a million. So it looks among the newest articles first, and by their hits knows how far to go.
_ON_SQLITE = """
    SELECT w.place, w.article_id, w.language, w.headline, w.standfirst, {bodies}
    FROM news_articlewords_found f JOIN news_articlewords w ON w.place = f.rowid
    WHERE f.news_articlewords_found MATCH %s AND f.rowid < %s AND f.rowid >= %s
    ORDER BY f.rowid DESC LIMIT %s
"""
_ON_POSTGRESQL = """
    SELECT w.place, w.article_id, w.language, w.headline, w.standfirst, {bodies}
    FROM news_articlewords w, to_tsquery('simple', %s) q
    WHERE ({conditions}) AND w.place < %s AND w.place >= %s
    ORDER BY w.place DESC LIMIT %s
"""
_COUNT_ON_SQLITE = """
    SELECT count(*) FROM (SELECT 1 FROM news_articlewords_found f WHERE f.news_articlewords_found MATCH %s AND f.rowid >= %s ORDER BY f.rowid DESC LIMIT %s) a
"""
_COUNT_ON_POSTGRESQL = """
    SELECT count(*) FROM (SELECT 1 FROM news_articlewords w, to_tsquery('simple', %s) q WHERE w.body_found @@ q AND w.place >= %s LIMIT %s) a
"""
_EXTENT = """
    SELECT min(place), max(place), (SELECT place FROM news_articlewords WHERE place < %s ORDER BY place DESC OFFSET %s LIMIT 1)
    FROM news_articlewords WHERE place < %s
"""
NEWEST, OLDEST = 2**62, -(2**62)
NEAR = 20_000  # articles that are looked at first


class Row(NamedTuple):
    """An article's words as far as its reader may find it by them."""

    place: int
    article_id: int
    language: str
    headline: str
    standfirst: str
    body: str


def newest_with(question: Question, columns: Sequence[str], most: int, *, below: int = NEWEST, above: int = OLDEST) -> list[Row]:
    """At most so many articles that hold all that is wanted, newest first. One query; on PostgreSQL as many as four.

    columns   the columns of bodies that count (article_words.findable_columns); headline and standfirst always do"""
    bodies = " || ' ' || ".join(f"w.{column}" for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            asked = question.for_fts5(["headline", "standfirst", *columns])
            cursor.execute(_ON_SQLITE.format(bodies=bodies), [asked, below, above, most])
            return [Row(*row) for row in cursor.fetchall()]
        conditions = " OR ".join(f"w.{column}_found @@ q" for column in columns)

        def look(place: int) -> list[Row]:
            cursor.execute(_ON_POSTGRESQL.format(bodies=bodies, conditions=conditions), [question.for_tsquery(), below, place, most])
            return [Row(*row) for row in cursor.fetchall()]

        return look(above) if above != OLDEST else _found_near_or_far(look, below, most)


def _found_near_or_far(look: Callable[[int], list[Row]], below: int, most: int) -> list[Row]:
    """The newest hits: among the nearest articles, or as far back as there seem to be enough, or among all."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTENT, [below, NEAR, below])
        first, last, near = cursor.fetchone()
    if near is None:
        return look(OLDEST)
    found = look(near)
    far = last - (last - near) * most * 3 // (2 * max(len(found), 1))
    if len(found) < most and far > first:
        found = look(far)
    return found if len(found) == most else look(OLDEST)


def times_found(question: Question, above: int, most: int) -> int:
    """How many articles from that place on hold what is wanted where anyone may find it, counted up to `most`. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_COUNT_ON_POSTGRESQL, [question.for_tsquery(), above, most])
        else:
            cursor.execute(_COUNT_ON_SQLITE, [question.for_fts5(["headline", "standfirst", "body"]), above, most])
        return int(cursor.fetchone()[0])
