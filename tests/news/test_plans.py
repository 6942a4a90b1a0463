"""No page, list, feed or search reads the archive: every question finds its rows by an index, on both databases."""

import pytest
from django.test import Client

from broadsheet.news import search
from broadsheet.news.article import Article, ArticleByline, ArticleTopic
from broadsheet.news.byline import Byline
from broadsheet.news.cursor import cursor_at
from broadsheet.news.topic import Topic
from tests.news.making import a_section, an_article
from tests.stage.plans import plan_of, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def newest() -> Article:
    """The newest of thirty articles about the ferries, all signed by Ruth Adler."""
    topic, byline = Topic.objects.create(name="Ferries", slug="ferries"), Byline.objects.create(name="Ruth Adler", slug="ruth-adler")
    articles = [an_article(f"Ferry {number} sails", "It sailed at dawn.", hours_old=number + 1) for number in range(30)]
    for article in articles:
        ArticleTopic.objects.create(article=article, topic=topic)
        ArticleByline.objects.create(article=article, byline=byline)
    search.index(articles)
    return articles[0]


@pytest.mark.parametrize(
    "path",
    [
        "{article}", "/", "/port/", "/port/?before={cursor}", "/topic/ferries/", "/topic/ferries/?before={cursor}", "/by/ruth-adler/", "/feed.xml", "/feed.json",
        "/port/feed.xml", "/topic/ferries/feed.xml", "/by/ruth-adler/feed.xml", "/sitemap.xml", "/sitemap-{file}.xml", "/news-sitemap.xml", "/search/?q=ferry",
        "/search/?q=%22sailed+at+dawn%22+ferry", "/old/address.html",
    ],
)  # fmt: skip
def test_no_page_reads_the_whole_archive(path: str, newest: Article, client: Client) -> None:
    path = path.format(article=newest.path, cursor=cursor_at(newest), file=newest.pk // 5_000)
    with queries() as asked:
        answer = client.get(path, headers={"host": "localhost:8000"})
    assert answer.status_code == (404 if path.startswith("/old/") else 200)
    assert asked.reading_all_articles() == []


@pytest.mark.parametrize("live", [True, False])
def test_the_newsroom_finds_one_sections_drafts_by_an_index(live: bool) -> None:
    drafts = Article.objects.filter(section=a_section(), live=live).order_by("-updated_at", "-id").values("pk")[:50]
    plan = plan_of(*drafts.query.sql_with_params())
    assert "article_section" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
