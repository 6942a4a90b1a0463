"""After an article went out, the paper finds what a reader may want to read next."""

import pytest
from pytest_django import DjangoAssertNumQueries

from broadsheet.news import search
from broadsheet.news.article import Article, ArticleTopic, Kindred
from broadsheet.news.related import find_kindred
from broadsheet.news.topic import Topic
from tests.news.making import a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def paper() -> list[Article]:
    """Thirty articles of another section that have nothing to do with each other."""
    other = a_section("elsewhere")
    articles = [an_article(f"Report {number}", "The council met.", section=other, hours_old=number + 3) for number in range(30)]
    search.index(articles)
    return articles


def kindred_of(article: Article) -> list[int]:
    search.index([article])
    find_kindred(article)
    return Kindred.objects.get(article=article).article_ids


def test_what_shares_rare_words_reads_on(paper: list[Article]) -> None:
    eelgrass = an_article("Eelgrass returns", "Seahorses live in the meadow.", section=a_section("science"), hours_old=90)
    search.index([eelgrass])
    assert kindred_of(an_article("A meadow of eelgrass", "The council met. Seahorses came.")) == [eelgrass.pk]


def test_what_shares_a_topic_reads_on(paper: list[Article]) -> None:
    topic = Topic.objects.create(name="The Hound Accord", slug="hound-accord")
    article, other = an_article("Talks"), an_article("Mud", section=a_section("world"))
    ArticleTopic.objects.bulk_create([ArticleTopic(article=one, topic=topic) for one in (article, other)])
    assert kindred_of(article)[0] == other.pk


def test_an_article_reads_on_to_six_others_at_most_and_never_to_itself(paper: list[Article]) -> None:
    topic = Topic.objects.create(name="The Hound Accord", slug="hound-accord")
    articles = [an_article(f"Eelgrass {number}", hours_old=number) for number in range(1, 12)]
    ArticleTopic.objects.bulk_create([ArticleTopic(article=one, topic=topic) for one in articles])
    search.index(articles)
    found = kindred_of(articles[0])
    assert len(found) == 6
    assert articles[0].pk not in found


def test_where_nothing_is_alike_the_sections_newest_read_on(paper: list[Article]) -> None:
    neighbour = an_article("Zebra", hours_old=9)
    search.index([neighbour])
    assert kindred_of(an_article("Quagga")) == [neighbour.pk]


def test_a_closed_text_leaves_no_trace_in_what_reads_on(paper: list[Article]) -> None:
    closed = an_article("For partners", "Marzipan and eelgrass.", section=a_section("science"), requires="p")
    sweets = [an_article(f"Sweets {number}", "Marzipan and eelgrass.", section=a_section("food")) for number in range(2)]
    search.index([closed, *sweets])
    assert kindred_of(closed) == []
    assert kindred_of(an_article("Marzipan", "Eelgrass.", section=a_section("art"))) == [sweets[1].pk, sweets[0].pk]


def test_what_was_withdrawn_or_is_a_draft_never_reads_on(paper: list[Article]) -> None:
    topic = Topic.objects.create(name="The Hound Accord", slug="hound-accord")
    article, gone = an_article("Talks"), an_article("Gone")
    ArticleTopic.objects.bulk_create([ArticleTopic(article=one, topic=topic) for one in (article, gone)])
    Article.objects.filter(pk=gone.pk).update(live=False)
    assert gone.pk not in kindred_of(article)


def test_finding_says_whether_anything_changed(paper: list[Article]) -> None:
    article = an_article("Talks")
    search.index([article])
    assert find_kindred(article)
    assert not find_kindred(article)


def test_finding_costs_a_bounded_number_of_queries(paper: list[Article], django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    article = an_article("Talks", " ".join(f"word{number}" for number in range(900)))
    search.index([article])
    with django_assert_max_num_queries(52):
        find_kindred(article)


def test_a_page_reads_on_without_searching(paper: list[Article], django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    article, neighbour = an_article("Quagga"), an_article("Zebra")
    search.index([neighbour])
    kindred_of(article)
    article = Article.objects.get(pk=article.pk)
    with django_assert_max_num_queries(5):
        assert article.related() == [neighbour]
