"""Pieces of a magazine: articles at their own address, with a line back to their issue, closed to whoever hasn't the magazine."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.variant import Variant
from broadsheet.editions.issue import Issue
from broadsheet.news import search
from broadsheet.news.article import Article
from broadsheet.news.photo import Photo
from broadsheet.news.showing import settle_photos
from tests.editions.making import a_cover, a_piece, a_publication, an_issue
from tests.news.making import an_article

pytestmark = pytest.mark.django_db
MAGAZINE = {"broadsheet.variant": Variant(int(Benefit.MAGAZINE), 0)}
SECRET = "quicksilver"


@pytest.fixture
def issue() -> Issue:
    return an_issue(a_publication())


@pytest.fixture
def closed(issue: Issue) -> Article:
    """A piece with a word in it that stands nowhere else."""
    article = a_piece(issue, "How to hang a road", f"They hung it with {SECRET}.", standfirst="Before it was a problem it was an answer.")
    search.index([article])
    return article


def page_of(client: Client, article: Article, **environ: object) -> BeautifulSoup:
    return BeautifulSoup(client.get(article.path, **environ).content, "html.parser")


def test_a_piece_leads_back_to_its_issue_and_on_to_the_other_pieces(client: Client, issue: Issue, closed: Article) -> None:
    other = a_piece(issue, "Mussels", kind="Food")
    page = page_of(client, closed)
    assert page.select_one(".piece-of").text.strip() == "From Slack Water no. 42, November 2026"
    assert page.select_one(".piece-of a")["href"] == issue.path
    assert [link["href"] for link in page.select(".in-issue li a")] == [other.path]


def test_an_article_that_is_no_piece_says_nothing_of_issues(client: Client, issue: Issue) -> None:
    page = page_of(client, an_article())
    assert page.select_one(".piece-of, .in-issue") is None


def test_a_piece_of_an_issue_that_is_not_out_does_not_name_it(client: Client, issue: Issue, closed: Article) -> None:
    Issue.objects.update(live=False)
    assert page_of(client, closed).select_one(".piece-of, .in-issue") is None


def test_a_piece_is_printed_again_when_its_issue_changes(client: Client, issue: Issue, closed: Article) -> None:
    assert {issue.thing, issue.publication.itself} <= set(client.get(closed.path).keeping.shows)


def test_a_piece_costs_three_questions_more_than_an_article(
    client: Client, closed: Article, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client.get(closed.path)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get(closed.path)


OUTPUTS = [
    "/magazine/",
    "/magazine/slack-water/",
    "/magazine/slack-water/42/",
    "/magazine/feed.xml",
    "/feed.xml",
    "/feed.json",
    "/",
    "/sitemap.xml",
]


@pytest.mark.parametrize("path", OUTPUTS)
@pytest.mark.parametrize("environ", [{}, MAGAZINE], ids=["without", "with the magazine"])
def test_no_list_and_no_feed_holds_a_piece_s_text(path: str, environ: dict[str, object], client: Client, closed: Article) -> None:
    an_article("Something open")
    answer = client.get(path, **environ)
    assert answer.status_code == 200
    assert SECRET not in answer.text


def test_a_piece_s_own_page_gives_its_text_to_whoever_has_the_magazine_and_to_nobody_else(client: Client, closed: Article) -> None:
    assert SECRET in client.get(closed.path, **MAGAZINE).text
    for benefits in (0, int(Benefit.AD_FREE), int(Benefit.PREMIUM), int(Benefit.EPAPER)):
        answer = client.get(closed.path, **{"broadsheet.variant": Variant(benefits, 0)})
        assert SECRET not in answer.text
        assert "Before it was a problem it was an answer." in answer.text
        assert (answer.keeping.gated, answer.keeping.benefits) == (True, int(Benefit.MAGAZINE) | answer.keeping.benefits)


def test_a_search_finds_a_piece_s_words_with_the_magazine_only(closed: Article) -> None:
    assert search.find(SECRET, 0).hits == []
    assert [hit.article for hit in search.find(SECRET, int(Benefit.MAGAZINE)).hits] == [closed]


def test_a_lesson_that_is_closed_gives_none_of_its_words_away(client: Client, issue: Issue) -> None:
    lesson = {"language": "he", "title": "אֵין", "text": SECRET, "transliteration": f"{SECRET}im"}
    exercise = {"kind": "fill_in", "question": f"___ {SECRET}", "options": "", "answer": SECRET}
    body = [("lesson", lesson), ("exercises", {"language": "he", "exercises": [exercise]})]
    article = a_piece(issue, "No entry", body=body)
    search.index([article])
    assert SECRET not in client.get(article.path).text
    assert "lesson.js" not in client.get(article.path).text
    assert client.get(article.path, **MAGAZINE).text.count(SECRET) > 3
    assert search.find(SECRET, 0).hits == []


def test_a_cover_is_open_while_its_issue_is_out(issue: Issue) -> None:
    cover = a_cover()
    Issue.objects.update(cover=cover)
    settle_photos([cover.pk])
    assert Photo.objects.get().is_open
    Issue.objects.update(live=False)
    settle_photos([cover.pk])
    assert not Photo.objects.get().is_open
