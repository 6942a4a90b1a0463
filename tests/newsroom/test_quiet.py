"""The screen on which editors keep something quiet, and the way to it from an article."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from broadsheet.masthead import quiet
from broadsheet.masthead.quiet import PAPER, Quiet
from broadsheet.news.section import Section
from tests.newsroom.desk import Desk


def keep(desk: Desk, thing: str, **told: str) -> None:
    desk.post("/newsroom/quiet/", {"thing": thing, "reason": "The family asked", "starts_at": "", "ends_at": "", **told})


def test_an_editor_keeps_an_article_quiet_from_beside_it_and_lifts_it(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Tides", text=["High at three."])
    assert f"/newsroom/quiet/?thing={article.thing}" in editor.get(f"/newsroom/article/edit/{article.pk}/").text
    assert f'<option value="{article.thing}" selected>Tides' in editor.get(f"/newsroom/quiet/?thing={article.thing}").text
    keep(editor, article.thing)
    assert quiet.reason([article.thing], timezone.now()) == "The family asked"
    shown = editor.get("/newsroom/quiet/").text
    assert "The family asked" in shown
    assert "The editor" in shown
    editor.post(f"/newsroom/quiet/{Quiet.objects.get().pk}/lift/", {})
    assert quiet.reason([article.thing], timezone.now()) is None
    assert "lifted" in editor.get("/newsroom/quiet/").text
    told = ModelLogEntry.objects.filter(object_id=str(article.pk), action__startswith="masthead.")
    assert sorted(told.values_list("action", flat=True)) == ["masthead.keep_quiet", "masthead.lift_quiet"]


@pytest.mark.parametrize("thing", [PAPER, "front"])
def test_a_day_can_be_kept_quiet_ahead(editor: Desk, news: Section, thing: str) -> None:
    keep(editor, thing, starts_at="2027-01-27 00:00", ends_at="2027-01-28 00:00")
    row = Quiet.objects.get()
    assert (row.thing, row.ends_at - row.starts_at) == (thing, timedelta(days=1))


def test_a_section_can_be_kept_quiet(editor: Desk, news: Section) -> None:
    keep(editor, news.thing)
    assert "News" in editor.get("/newsroom/quiet/").text
    assert quiet.reason([news.thing], timezone.now())


def test_what_makes_no_sense_is_refused_in_a_sentence(editor: Desk, news: Section) -> None:
    backwards = {"thing": PAPER, "reason": "x", "starts_at": "2027-01-28 00:00", "ends_at": "2027-01-27 00:00"}
    assert "It would end before it begins" in editor.post("/newsroom/quiet/", backwards).text
    assert "This field is required" in editor.post("/newsroom/quiet/", {"thing": PAPER, "reason": ""}).text
    keep(editor, "section-999")
    assert not Quiet.objects.exists()


def test_a_reporter_sees_what_is_quiet_and_switches_nothing(sit_down: Callable[[str], Desk], news: Section) -> None:
    row = quiet.keep(news.thing, "An inquest", "Gideon Farrow")
    reporter = sit_down("reporter")
    assert "An inquest" in reporter.get("/newsroom/quiet/").text
    keep(reporter, PAPER)
    assert reporter.post(f"/newsroom/quiet/{row.pk}/lift/", {}).status_code in (302, 403)
    assert Quiet.objects.get().lifted_at is None
