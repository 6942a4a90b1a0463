"""A front as an editor arranges it."""

import pytest
from django.test import Client

from broadsheet.delivery.outbox import OutboxLine
from broadsheet.news.article import Article
from broadsheet.news.front import Front
from broadsheet.news.section import Section
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Desk, errors, flat, formset

pytestmark = pytest.mark.both_databases


def cards(*placed: tuple[Article, str], there: int = 0, pks: list[int] | None = None) -> dict[str, object]:
    return formset(
        [{"article": article.pk, "rank": rank, "id": (pks or [])[number] if pks else ""} for number, (article, rank) in enumerate(placed)],
        there,
    )


def two_articles(editor: Desk, news: Section) -> list[Article]:
    return [
        editor.write("publish", section=news.pk, headline=headline, text=["Words."]) for headline in ("Ferry fares rise", "Market opens")
    ]


def lead_of(page: str, *headlines: str) -> str:
    return min(headlines, key=page.index)


def test_a_front_is_arranged_and_ranked_anew(editor: Desk, reader: Client, news: Section) -> None:
    ferry, market = two_articles(editor, news)
    answer = editor.post(
        "/newsroom/front/add/", dict(flat({"section": "", "cards": cards((ferry, "lead"), (market, "second")), "action-publish": "1"}))
    )
    assert answer.status_code == 302, errors(answer)
    assert lead_of(reader.get("/").text, "Ferry fares rise", "Market opens") == "Ferry fares rise"
    front = Front.objects.get()
    OutboxLine.objects.all().delete()
    pks = list(front.cards.values_list("pk", flat=True))
    anew = cards((ferry, "second"), (market, "lead"), there=2, pks=pks)
    anew["0"]["ORDER"], anew["1"]["ORDER"] = "2", "1"  # type: ignore[index]
    assert (
        editor.post(f"/newsroom/front/edit/{front.pk}/", dict(flat({"section": "", "cards": anew, "action-publish": "1"}))).status_code
        == 302
    )
    assert lead_of(reader.get("/").text, "Ferry fares rise", "Market opens") == "Market opens"
    assert line_names(OutboxLine.objects.all()) == {front.thing, "front"}


def test_a_withdrawn_article_falls_out_of_the_front_it_was_placed_on(editor: Desk, reader: Client, news: Section) -> None:
    ferry = editor.write("publish", section=news.pk, headline="Ferry fares rise", text=["Words."])
    editor.post("/newsroom/front/add/", dict(flat({"section": "", "cards": cards((ferry, "lead")), "action-publish": "1"})))
    editor.withdraw(ferry)
    assert "Ferry fares rise" not in reader.get("/").text


def test_a_front_in_the_making_is_seen_by_the_newsroom_only(editor: Desk, reader: Client, news: Section) -> None:
    ferry, _market = two_articles(editor, news)
    form = dict(flat({"section": "", "cards": cards((ferry, "lead"))}))
    editor.post("/newsroom/front/add/", form)
    assert lead_of(reader.get("/").text, "Ferry fares rise", "Market opens") == "Market opens"
    front = Front.objects.get()
    assert editor.post(f"/newsroom/front/preview/{front.pk}/", form).json() == {"is_valid": True, "is_available": True}
    shown = editor.get(f"/newsroom/front/preview/{front.pk}/?in_preview_panel=true").text
    assert lead_of(shown, "Ferry fares rise", "Market opens") == "Ferry fares rise"


def test_a_sections_front_stands_at_the_section(editor: Desk, reader: Client, news: Section) -> None:
    ferry, _market = two_articles(editor, news)
    OutboxLine.objects.all().delete()
    editor.post("/newsroom/front/add/", dict(flat({"section": news.pk, "cards": cards((ferry, "lead")), "action-publish": "1"})))
    assert lead_of(reader.get("/news/").text, "Ferry fares rise", "Market opens") == "Ferry fares rise"
    assert news.thing in line_names(OutboxLine.objects.all())


def test_there_is_one_front_of_the_paper(editor: Desk, news: Section) -> None:
    form = dict(flat({"section": "", "cards": cards()}))
    assert editor.post("/newsroom/front/add/", form).status_code == 302
    answer = editor.post("/newsroom/front/add/", form)
    assert "own front is there already. Edit that one" in answer.text
    assert Front.objects.count() == 1
