"""The pages of the magazine: what stands on them, who is invited, what they cost, what they tell machines."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.safestring import mark_safe

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.variant import Variant
from broadsheet.editions.issue import Issue
from broadsheet.editions.publication import Publication
from broadsheet.editions.views import COVERS_ON_A_PAGE
from broadsheet.masthead import openings
from broadsheet.masthead.openings import Filling
from tests.editions.making import a_cover, a_piece, a_publication, an_issue
from tests.news.making import an_article

pytestmark = pytest.mark.django_db
MAGAZINE = {"broadsheet.variant": Variant(int(Benefit.MAGAZINE), 0)}


@pytest.fixture
def slack_water() -> Publication:
    return a_publication(about="A quarter of an hour.", invitation="One piece is open to everyone.")


@pytest.fixture
def issue(slack_water: Publication) -> Issue:
    """Number 42: a closed piece and an open one."""
    found = an_issue(
        slack_water, letter="When we planned this *issue*.\n\nThe council votes.", letter_signed="Miriam Taluk", cover=a_cover()
    )
    a_piece(found, "How to hang a road", "A secret of iron.")
    a_piece(found, "Rhona Skeet goes out", "She counts.", kind="Interview", requires="", standfirst="The coxswain.")
    return found


def page_at(client: Client, path: str, status: int = 200, **environ: object) -> BeautifulSoup:
    answer = client.get(path, **environ)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def test_an_issue_shows_its_cover_its_letter_and_what_is_in_it(client: Client, issue: Issue) -> None:
    page = page_at(client, "/magazine/slack-water/42/")
    assert page.select_one("h1").text == "What a bridge is for"
    assert page.select_one(".cover img")["alt"] == "A bridge."
    assert [line.text for line in page.select(".contents h3")] == ["How to hang a road", "Rhona Skeet goes out"]
    assert [line.text.strip() for line in page.select(".contents .kicker span")] == ["Feature", "Interview", "Open to everyone"]
    assert "1 minute read" in page.select_one(".contents .meta").text
    assert [line.text for line in page.select(".magazine__letter .prose p")] == [
        "When we planned this issue.",
        "The council votes.",
        "Miriam Taluk",
    ]


def test_a_reader_without_the_magazine_is_invited_and_one_who_has_it_is_not(client: Client, issue: Issue) -> None:
    invitation = page_at(client, issue.path).select_one(".invitation")
    assert "One piece is open to everyone." in invitation.text
    assert page_at(client, issue.path, **MAGAZINE).select_one(".invitation") is None


def test_whoever_sells_the_magazine_puts_a_way_in_into_the_invitation(client: Client, issue: Issue) -> None:
    told: list[dict[str, object]] = []

    def a_button(place: openings.Place) -> Filling:
        told.append(dict(place.told))
        return Filling(mark_safe('<a class="button" href="/there/">Join</a>'))

    openings.register("invitation", a_button)
    try:
        assert page_at(client, issue.path).select_one(".invitation__ways a[href='/there/']")
    finally:
        openings.forget("invitation", a_button)
    assert (told[0]["issue"], told[0]["path"], told[0]["requires"]) == (issue.thing, "/magazine/slack-water/42/", "m")


def test_an_issue_is_printed_again_when_anything_it_shows_changes(client: Client, issue: Issue, slack_water: Publication) -> None:
    keeping = client.get(issue.path).keeping
    pieces = {f"article-{pk}" for pk in issue.pieces.values_list("article_id", flat=True)}
    assert {issue.thing, slack_water.itself} | pieces <= set(keeping.shows)
    assert (keeping.benefits, keeping.gated, keeping.may_ask) == (int(Benefit.MAGAZINE), False, False)


def test_an_issue_that_is_not_out_has_no_page_and_a_withdrawn_one_says_so(client: Client, slack_water: Publication) -> None:
    an_issue(slack_water, 43, live=False, first_published_at=None)
    an_issue(slack_water, 41, live=False)
    page_at(client, "/magazine/slack-water/43/", 404)
    page_at(client, "/magazine/slack-water/41/", 410)
    assert "43" not in page_at(client, "/magazine/slack-water/").select_one("main").text


def test_a_piece_that_is_not_out_yet_is_not_named(client: Client, issue: Issue) -> None:
    article = issue.pieces.first().article
    article.live = False
    article.save()
    assert [line.text for line in page_at(client, issue.path).select(".contents h3")] == ["Rhona Skeet goes out"]
    assert article.thing in client.get(issue.path).keeping.shows


def test_the_titles_stand_with_their_newest_issue_and_those_before(client: Client, issue: Issue, slack_water: Publication) -> None:
    an_issue(slack_water, 41, date=date(2026, 10, 20), cover_line="Two buckets, one light")
    a_publication("Tongues", "tongues", position=2)
    page = page_at(client, "/magazine/")
    assert [title.text for title in page.select(".band__head h2")] == ["Slack Water", "Tongues", "Earlier issues"]
    assert [link["href"] for link in page.select("a.cover")] == ["/magazine/slack-water/42/"]
    assert [line.text.strip().split("\n")[0] for line in page.select(".title__lines li a")] == [
        "How to hang a road",
        "Rhona Skeet goes out",
    ]
    assert page.select_one(".shelf .issue__line").text == "Two buckets, one light"


def test_a_paper_without_a_magazine_has_no_page_of_it_and_does_not_name_it(client: Client) -> None:
    an_article()
    page_at(client, "/magazine/", 404)
    assert "/magazine/" not in client.get("/").text


def test_the_magazine_stands_in_the_line_of_sections_and_leads_to_its_titles(client: Client, issue: Issue) -> None:
    link = page_at(client, "/").select_one('.masthead__sections a[href="/magazine/"]')
    assert link.text == "Magazine"
    assert page_at(client, issue.path).select_one(".masthead__sections [aria-current]").text == "Magazine"


def test_no_piece_comes_onto_the_front_by_itself(client: Client, issue: Issue) -> None:
    an_article("The tide turns")
    front = page_at(client, "/")
    assert "How to hang a road" not in front.text
    assert [band for band in front.select(".band__head h2") if band.text == "Magazine"] == []


def test_the_archive_goes_on_by_a_cursor_to_the_first_issue(client: Client, slack_water: Publication) -> None:
    numbers = range(1, COVERS_ON_A_PAGE + 4)
    for number in numbers:  # two of each day, so that the cursor must tell them apart
        an_issue(slack_water, number, date=date(2020, 1, 1) + timedelta(days=number // 2), cover_line=f"Number {number}")
    first = page_at(client, "/magazine/slack-water/")
    older = page_at(client, "/magazine/slack-water/" + first.select_one('a[rel="next"]')["href"])
    lines = [line.text for page in (first, older) for line in page.select(".issue__line")]
    assert lines == [f"Number {number}" for number in reversed(numbers)]
    assert older.select_one('a[rel="next"]') is None


@pytest.mark.parametrize("cursor", ["", "x", "20201340-1", "99999999-1", "20200101-999999999999999999"])
def test_a_cursor_that_is_none_does_no_harm(cursor: str, client: Client, issue: Issue) -> None:
    page_at(client, f"/magazine/slack-water/?before={cursor}")


@pytest.mark.parametrize(("path", "most"), [("/magazine/", 11), ("/magazine/slack-water/", 8), ("/magazine/slack-water/142/", 12)])
def test_a_page_costs_the_same_whatever_the_archive_holds(
    path: str, most: int, client: Client, slack_water: Publication, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(130, 150):
        made = an_issue(slack_water, number, date=date(2020, 1, 1) + timedelta(days=number))
        a_piece(made, f"Piece {number}", hours_old=number)
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
        page_at(client, path)


def test_machines_are_told_what_is_free_and_what_is_not(client: Client, issue: Issue) -> None:
    told = json.loads(page_at(client, issue.path).select_one('script[type="application/ld+json"]').text)
    assert (told["@type"], told["issueNumber"], told["datePublished"]) == ("PublicationIssue", "42", "2026-11-22")
    assert told["isPartOf"]["name"] == "Slack Water"
    assert told["isAccessibleForFree"] is False
    assert [part["isAccessibleForFree"] for part in told["hasPart"]] == [False, True]


def test_the_sitemap_names_titles_and_issues(client: Client, issue: Issue, slack_water: Publication) -> None:
    an_issue(slack_water, 43, live=False)
    told = client.get("/sitemap.xml")
    assert all(f"<loc>http://localhost:8000{path}</loc>" in told.text for path in ("/magazine/", slack_water.path, issue.path))
    assert "/43/" not in told.text
    assert "magazine" in told.keeping.shows


def test_the_epaper_is_said_not_to_be_there_yet(client: Client) -> None:
    page = page_at(client, "/epaper/")
    assert page.select_one("h1").text == "The ePaper is not here yet"
    assert "nobody pays for it" in page.text
    assert client.get("/epaper/").keeping.benefits == 0
