"""What kind of page an address holds, for the counters. Written into the page's row on the shelf, so that the door knows it for nothing."""

from enum import IntEnum


class PageKind(IntEnum):
    """At most sixteen: a page's row has four bits for it. Numbers are kept on shelves; never use one for something else."""

    OTHER = 0
    FRONT = 1
    ARTICLE = 2
    SECTION = 3
    TOPIC = 4
    BYLINE = 5
    PAGE = 6
    FEED = 7
    SITEMAP = 8
    FILE = 9
    SEARCH = 10
    DJANGO = 11


WORDS = {kind.name.lower(): kind for kind in PageKind}
KIND_NAMES = tuple(kind.name.lower() for kind in PageKind) + ("other",) * (16 - len(PageKind))


def kind_of_view(name: str | None) -> PageKind:
    """By the name of its address: “topic-feed” is a feed, “standing-page” a page, “sitemap-pages” a sitemap."""
    words = (name or "").split("-")
    return next((WORDS[word] for word in (*reversed(words), *words) if word in WORDS and word != "file"), PageKind.OTHER)


def kind_of_path(path: bytes) -> PageKind:
    """What is answered without a page's row."""
    if path.startswith(b"/search/"):
        return PageKind.SEARCH
    return PageKind.FILE if path.startswith((b"/static/", b"/media/", b"/held/")) else PageKind.DJANGO
