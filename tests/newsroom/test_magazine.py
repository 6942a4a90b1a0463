"""An issue as an editor puts it together and sends it out, and what follows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.delivery.outbox import OutboxLine
from broadsheet.editions.issue import Issue
from broadsheet.editions.publication import Publication
from broadsheet.news.article import Article
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.newsroom import clock
from tests.editions.making import a_publication
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Desk, errors, flat, formset

pytestmark = pytest.mark.both_databases


@pytest.fixture
def slack_water(db: None) -> Publication:
    return a_publication()


@pytest.fixture
def piece(editor: Desk, slack_water: Publication) -> Article:
    """A piece that is out, as every article goes out."""
    return editor.write(
        "publish", section=Section.objects.get(slug="magazine").pk, headline="How to hang a road", text=["Iron."], requires="m"
    )


def issue_form(
    publication: Publication, *pieces: Article, verb: str = "publish", there: list[int] | None = None, **told: Any
) -> dict[str, str]:
    keys = there or []
    placed = [{"article": one.pk, "kind": "Feature", "id": keys[place] if place < len(keys) else ""} for place, one in enumerate(pieces)]
    plain = {
        "publication": publication.pk, "number": 42, "date": "2026-11-22", "cover_line": "What a bridge is for", "cover_line_taught": "", "small_lines": "",
        "cover": "", "cover_alt": "", "slug": "", "letter": "Dear reader.", "letter_signed": "", "go_live_at": "",
    }  # fmt: skip
    return dict(flat({**plain, **told, "pieces": formset(placed, len(keys)), **({f"action-{verb}": "1"} if verb else {})}))


def test_the_first_title_brings_the_section_that_pieces_are_filed_under(slack_water: Publication) -> None:
    section = Section.objects.get(slug="magazine")
    assert (section.name, section.path, section.stands_apart) == ("Magazine", "/magazine/", True)
    section.line = "Every month."
    section.full_clean()  # it keeps its address, which no other section may take


def test_an_issue_goes_out_and_its_pieces_name_it(editor: Desk, reader: Client, slack_water: Publication, piece: Article) -> None:
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece, verb=""))
    draft = Issue.objects.get()
    assert reader.get(draft.path).status_code == 404
    assert "piece-of" not in reader.get(piece.path).text
    OutboxLine.objects.all().delete()
    there = list(draft.pieces.values_list("pk", flat=True))
    answer = editor.post(f"/newsroom/issue/edit/{draft.pk}/", issue_form(slack_water, piece, there=there))
    assert answer.status_code == 302, errors(answer)
    assert (draft.path, reader.get("/magazine/slack-water/42/").status_code) == ("/magazine/slack-water/42/", 200)
    assert "piece-of" in reader.get(piece.path).text
    assert {draft.thing, draft.path, slack_water.thing, "magazine", piece.thing} <= line_names(OutboxLine.objects.all())


def test_an_issue_goes_out_by_the_clock(editor: Desk, reader: Client, slack_water: Publication, piece: Article) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}"))
    issue = Issue.objects.get()
    assert reader.get(issue.path).status_code == 404
    assert clock.publish_what_is_due(tomorrow + timedelta(minutes=1)) == [issue]
    assert reader.get(issue.path).status_code == 200


def test_a_withdrawn_issue_says_so_and_leaves_its_pieces(editor: Desk, reader: Client, slack_water: Publication, piece: Article) -> None:
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece))
    issue = Issue.objects.get()
    editor.post(f"/newsroom/issue/unpublish/{issue.pk}/", {})
    assert reader.get(issue.path).status_code == 410
    assert reader.get(piece.path).status_code == 200
    assert "piece-of" not in reader.get(piece.path).text


def test_a_number_and_an_article_are_taken_once(editor: Desk, slack_water: Publication, piece: Article) -> None:
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece))
    again = editor.post("/newsroom/issue/add/", issue_form(slack_water))
    assert "There is an issue of this number" in str(errors(again))
    elsewhere = editor.post("/newsroom/issue/add/", issue_form(slack_water, piece, number=43))
    assert "is a piece of Slack Water 42 already" in str(errors(elsewhere))
    twice = editor.post("/newsroom/issue/add/", issue_form(slack_water, piece, piece, number=44))
    assert twice.status_code == 200
    assert Issue.objects.count() == 1


def test_a_title_that_moves_takes_its_readers_with_it(editor: Desk, reader: Client, slack_water: Publication, piece: Article) -> None:
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece))
    slack_water.slug = "slack"
    slack_water.save()
    assert reader.get("/magazine/slack/42/").status_code == 200
    moved = {row.old_path: row.new_path for row in Redirect.objects.all()}
    assert moved == {"/magazine/slack-water/": "/magazine/slack/", "/magazine/slack-water/42/": "/magazine/slack/42/"}
    assert reader.get("/magazine/slack-water/42/")["Location"] == "/magazine/slack/42/"


def test_an_editor_sees_an_issue_before_its_readers(editor: Desk, slack_water: Publication, piece: Article) -> None:
    editor.post("/newsroom/issue/add/", issue_form(slack_water, piece, verb=""))
    draft = Issue.objects.get()
    there = list(draft.pieces.values_list("pk", flat=True))
    form = issue_form(slack_water, piece, verb="", there=there, cover_line="Not yet to be told")
    preview = f"/newsroom/issue/preview/{draft.pk}/"
    assert editor.post(preview, form).json()["is_valid"]
    assert "Not yet to be told" in editor.get(preview).text


def test_a_reporter_writes_an_issue_and_does_not_send_it_out(sit_down: Any, slack_water: Publication) -> None:
    reporter = sit_down("reporter")
    reporter.post("/newsroom/issue/add/", issue_form(slack_water))
    assert not Issue.objects.filter(live=True).exists()
    assert reporter.get("/newsroom/publication/add/").status_code == 302
