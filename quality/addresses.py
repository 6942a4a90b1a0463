"""Which pages of a served paper are looked at: every one that its sitemaps name, and those that no sitemap should."""

import re
from dataclasses import dataclass

from tests.stage.served import Served

# Pages that are no article and stand in no sitemap; one that a paper does not have is left out by its answer.
BESIDES = ("/search/?q=harbour", "/search/?q=%D7%A0%D7%9E%D7%9C", "/search/", "/no-such-page/", "/account/sign-in/")
FEEDS = ("/feed.xml", "/feed.json")
LOCATION = re.compile(r"<loc>([^<]+)</loc>")


@dataclass(frozen=True)
class Looked:
    """A page as it was answered."""

    path: str
    status: int
    body: bytes


def paths(paper: Served) -> list[str]:
    """Every path of the paper that a reader may come to, the sitemaps' first."""
    return list(dict.fromkeys(["/", *_mapped(paper, "/sitemap.xml"), *BESIDES]))


def feeds(paper: Served) -> list[str]:
    """The paper's feeds, and that of every section, topic and byline that its sitemap names."""
    pages = [path for path in _mapped(paper, "/sitemap.xml") if re.fullmatch(r"/(?:topic/|by/)?[^/]+/", path)]
    return [*FEEDS, *(f"{path}feed.xml" for path in pages), "/sitemap.xml", "/news-sitemap.xml", *_files(paper)]


def look(paper: Served, path: str) -> Looked:
    answer = paper.get(path)
    return Looked(path, answer.status, answer.body)


def _mapped(paper: Served, sitemap: str) -> list[str]:
    """The paths of a sitemap, and of those it refers to."""
    named = [location.removeprefix(paper.url) for location in LOCATION.findall(paper.get(sitemap).text)]
    return [path for name in named for path in (_mapped(paper, name) if name.endswith(".xml") else [name])]


def _files(paper: Served) -> list[str]:
    """The files that the sitemap is parted into, if it is."""
    return [
        path
        for path in (location.removeprefix(paper.url) for location in LOCATION.findall(paper.get("/sitemap.xml").text))
        if path.endswith(".xml")
    ]
