"""Sections, topics, bylines and what else is public as soon as it is saved."""

import pytest
from django.test import Client

from broadsheet.delivery import machine
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.letter import Letter
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic
from tests.delivery.printing import found, shelve
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Desk, errors, flat, paragraph, stream

pytestmark = pytest.mark.both_databases

SECTION = {"name": "News", "slug": "news", "line": "", "position": "1", "requires": "", "invitation": ""}


def test_a_renamed_section_answers_301_at_its_old_addresses(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Ferry fares rise", text=["Two pounds ten."])
    shelve(machine.shelf(), b"/news/", shows=(news.thing,))
    answer = editor.post(f"/newsroom/section/edit/{news.pk}/", {**SECTION, "name": "Harbour news", "slug": "harbour-news"})
    assert answer.status_code == 302, errors(answer)
    assert found(machine.shelf(), b"/news/") is None
    for tail in ("", "feed.xml"):
        moved = reader.get(f"/news/{tail}")
        assert (moved.status_code, moved.get("Location")) == (301, f"/harbour-news/{tail}"), tail
    assert "Ferry fares rise" in reader.get("/harbour-news/").text
    assert "Harbour news" in reader.get(article.path).text
    assert "masthead" in line_names(OutboxLine.objects.all())


def test_a_section_that_is_renamed_back_leaves_no_chain(editor: Desk, reader: Client, news: Section) -> None:
    for slug in ("harbour-news", "harbour", "news"):
        editor.post(f"/newsroom/section/edit/{news.pk}/", {**SECTION, "slug": slug})
    assert reader.get("/news/").status_code == 200
    assert shelve(machine.shelf(), b"/news/", shows=(news.thing,)), "its page may be shelved again"
    for slug in ("harbour-news", "harbour"):
        assert reader.get(f"/{slug}/")["Location"] == "/news/"
    assert set(Redirect.objects.values_list("new_path", flat=True)) == {"/news/", "/news/feed.xml"}


@pytest.mark.parametrize(("slug", "sentence"), [
    ("newsroom", "“newsroom” is an address of the paper&#x27;s own. Choose another word."),
    ("2026", "“2026” looks like a year"),
])  # fmt: skip
def test_a_section_can_not_take_an_address_of_the_papers_own(editor: Desk, db: None, slug: str, sentence: str) -> None:
    answer = editor.post("/newsroom/section/add/", {**SECTION, "slug": slug})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert not Section.objects.exists()


def test_a_renamed_topic_and_a_renamed_byline_take_their_readers_with_them(
    editor: Desk, reader: Client, harbour: Topic, nell: Byline
) -> None:
    editor.post(f"/newsroom/topic/edit/{harbour.pk}/", {"name": "The port", "slug": "port"})
    editor.post(
        f"/newsroom/byline/edit/{nell.pk}/",
        {"name": "Nell Farrow-Quay", "slug": "nell-farrow-quay", "role": "", "note": "", "kind": "staff", "portrait": ""},
    )
    assert reader.get("/topic/harbour/")["Location"] == "/topic/port/"
    assert reader.get("/topic/harbour/feed.xml")["Location"] == "/topic/port/feed.xml"
    assert reader.get("/by/nell-farrow/")["Location"] == "/by/nell-farrow-quay/"


def test_briefs_and_letters_are_printed_as_soon_as_they_are_saved(editor: Desk, reader: Client, news: Section) -> None:
    brief = {
        "headline": "Fog",
        "text": "The ferry sailed late.",
        "section": news.pk,
        "published_at": "2026-01-01 06:00",
        "photo": "",
        "slug": "fog",
    }
    assert editor.post("/newsroom/brief/add/", brief).status_code == 302
    letter = {
        "headline": "On the fares",
        "text": "Too dear.",
        "sender": "Ada Quill",
        "place": "",
        "about": "",
        "published_at": "2026-01-01 06:00",
        "slug": "fares",
    }
    assert editor.post("/newsroom/letter/add/", letter).status_code == 302
    assert {"briefs", "letters"} <= line_names(OutboxLine.objects.all())
    assert "The ferry sailed late." in reader.get("/about/briefs/").text
    assert "Too dear." in reader.get("/about/letters/").text
    OutboxLine.objects.all().delete()
    editor.post(f"/newsroom/brief/delete/{Brief.objects.get().pk}/", {})
    editor.post(f"/newsroom/letter/delete/{Letter.objects.get().pk}/", {})
    assert line_names(OutboxLine.objects.all()) == {"briefs", "letters"}


def test_a_standing_page_is_written_published_moved_and_withdrawn(editor: Desk, reader: Client, db: None) -> None:
    told = {
        "title": "Contact",
        "standfirst": "",
        "slug": "contact",
        "in_footer": "on",
        "position": "1",
        "body": stream([("paragraph", paragraph("Fish Street 4."))]),
    }
    editor.post("/newsroom/standingpage/add/", dict(flat(told)))
    page = StandingPage.objects.get()
    assert reader.get("/about/contact/").status_code == 404
    assert editor.post(f"/newsroom/standingpage/edit/{page.pk}/", dict(flat({**told, "action-publish": "1"}))).status_code == 302
    assert "Fish Street 4." in reader.get("/about/contact/").text
    assert "masthead" in line_names(OutboxLine.objects.all())
    editor.post(f"/newsroom/standingpage/edit/{page.pk}/", dict(flat({**told, "slug": "write-to-us", "action-publish": "1"})))
    assert reader.get("/about/contact/")["Location"] == "/about/write-to-us/"
    editor.post(f"/newsroom/standingpage/unpublish/{page.pk}/", {})
    assert reader.get("/about/write-to-us/").status_code == 404


def test_an_old_address_that_an_editor_notes_leads_on(editor: Desk, reader: Client, news: Section) -> None:
    assert editor.post("/newsroom/redirect/add/", {"old_path": "/archive/ferry.html", "new_path": "/news/"}).status_code == 302
    assert reader.get("/archive/ferry.html")["Location"] == "/news/"
    answer = editor.post("/newsroom/redirect/add/", {"old_path": "archive", "new_path": "//elsewhere.example/"})
    assert "Begin it with a slash" in answer.text
    assert "Begin it with one slash" in answer.text
