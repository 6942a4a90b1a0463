"""What must hold in any paper, the sample ones above all: what is in it is found, and its feeds can be read."""

import feedparser
from django.test import Client

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.news import search
from broadsheet.news.article import Article
from broadsheet.news.section import Section

EVERYTHING = int(Benefit.AD_FREE | Benefit.PREMIUM | Benefit.MAGAZINE | Benefit.EPAPER)


def found(typed: str, benefits: int = 0) -> list[int]:
    return [hit.article.pk for hit in search.find(typed, benefits).hits]


def not_found_by_their_headlines() -> list[str]:
    articles = list(Article.objects.live())
    assert articles
    return [one.headline for one in articles if one.pk not in found(one.headline)]


def feeds_with_a_fault(client: Client) -> list[str]:
    paths = ["/feed.xml", *(f"{section.path}feed.xml" for section in Section.objects.all())]
    return [path for path in paths if not _can_be_read(client, path)]


def _can_be_read(client: Client, path: str) -> bool:
    response = client.get(path)
    told = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    whole = all(entry.id and entry.published_parsed and entry.link.startswith("http://localhost:8000/2") for entry in told.entries)
    return told.bozo == 0 and whole
