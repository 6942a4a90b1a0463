"""A long list is read page by page, each article once, and the hundredth page costs what the first does."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from broadsheet.news import cursor
from broadsheet.news.article import Article, ArticleTopic
from broadsheet.news.cursor import newest_among, page_among, page_of
from broadsheet.news.topic import Topic
from tests.news.making import a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
A_CENTURY_HOURS = 24 * 36_525


@pytest.fixture
def accord() -> Topic:
    return Topic.objects.create(name="The Hound Accord", slug="hound-accord")


def about(topic: Topic, *articles: Article) -> None:
    ArticleTopic.objects.bulk_create([ArticleTopic(article=article, topic=topic) for article in articles])


def read_through(page: object) -> list[int]:
    """All articles of a list, by its cursors."""
    seen, older = [], ""
    while True:
        articles, older = page(older.removeprefix("?before="))
        seen += [article.pk for article in articles]
        if not older:
            return seen


def test_every_article_stands_on_one_page_though_many_went_out_at_one_moment() -> None:
    hours = [1, 1, 1, 1, 1, 2, 2, 3, A_CENTURY_HOURS, A_CENTURY_HOURS]
    articles = [an_article(f"Tide {number}", hours_old=old) for number, old in enumerate(hours)]
    newest_first = [article.pk for article in sorted(articles, key=lambda one: (one.first_published_at, one.pk), reverse=True)]
    assert read_through(lambda before: page_of(Article.objects.live(), before, size=2)) == newest_first


@pytest.mark.parametrize("near", [3, 2_000])
def test_a_topics_articles_stand_in_the_same_order_however_they_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, accord: Topic, near: int
) -> None:
    monkeypatch.setattr(cursor, "NEAR", near)
    articles = [an_article(f"Tide {number}", hours_old=number // 2) for number in range(20)]
    theirs = [*articles[:5], *articles[12:17]]
    about(accord, *theirs)
    Article.objects.filter(pk=articles[13].pk).update(live=False)
    newest_first = [one.pk for one in sorted(theirs, key=lambda one: (one.first_published_at, one.pk), reverse=True) if one != articles[13]]
    assert read_through(lambda before: page_among(accord.article_topics.all(), before, size=2)) == newest_first
    assert newest_among(Article.objects.live(), accord.article_topics.all(), 4) == newest_first[:4]


@pytest.mark.parametrize("before", ["9" * 18 + "-1", "9" * 16 + "-" + "9" * 18, "-" + "9" * 16 + "-1", "--1", "1", "١٢-٣"])
def test_a_cursor_of_anybodys_making_is_no_error(client: Client, before: str, accord: Topic) -> None:
    about(accord, an_article(section=a_section("port")))
    for path in ("/port/", "/topic/hound-accord/"):
        assert client.get(path, {"before": before}).status_code == 200


def test_a_page_costs_a_bounded_number_of_queries(accord: Topic, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    about(accord, *(an_article(f"Tide {number}") for number in range(60)))
    for page in (lambda: page_of(Article.objects.live()), lambda: page_among(accord.article_topics.all())):
        with django_assert_max_num_queries(6):
            assert len(page()[0]) == 24


def test_the_database_seeks_to_the_cursors_place() -> None:
    """Not from the newest on: then the last page of an archive would cost the whole of it."""
    last = [an_article(f"Tide {number}", hours_old=number) for number in range(3)][-1]
    plan = Article.objects.live().before(last.first_published_at, last.pk).newest()[:25].explain()
    if connection.vendor == "sqlite":
        assert "INDEX article_newest (first_published_at<?)" in plan
