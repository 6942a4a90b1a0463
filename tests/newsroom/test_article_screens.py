"""The screens on which an article is written: the list, the editor, its versions, its previews, its link."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.section import Section
from broadsheet.newsroom import draft_link
from tests.newsroom.desk import Desk, article_form, errors

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def from_the_wire(news: Section, **more: object) -> Article:
    """An article as intake leaves it: a row without a version."""
    told = {
        "headline": "Storm warning",
        "slug": "storm-warning",
        "section": news,
        "live": True,
        "published_on": DAY.date(),
        "first_published_at": DAY,
        "source": "wire",
    }
    return Article.objects.bulk_create([Article(**{**told, **more, "body": [("paragraph", "<p>Gale force nine.</p>")]})])[0]


def test_two_versions_are_compared(editor: Desk, news: Section) -> None:
    article = editor.write(section=news.pk, headline="Ferry fares rise in June", text=["Two pounds."])
    editor.edit(article, headline="Ferry fares rise in July", text=["Two pounds ten."])
    first, second = article.revisions.order_by("pk").values_list("pk", flat=True)
    page = editor.get(f"/newsroom/article/history/{article.pk}/revisions/compare/{first}...{second}/").text
    assert re.search(r'<span class="deletion">June</span>', page)
    assert re.search(r'<span class="addition">July</span>', page)


def test_what_the_wire_said_is_the_first_version_to_compare_with(editor: Desk, reader: Client, news: Section) -> None:
    article = from_the_wire(news)
    assert editor.get(f"/newsroom/article/edit/{article.pk}/").status_code == 200
    assert editor.get(f"/newsroom/article/edit/{article.pk}/").status_code == 200
    version = article.revisions.get()
    assert version.created_at == DAY
    assert version.user is None
    answer = editor.edit(article, "publish", headline="Storm warning lifted")
    assert answer.status_code == 302, errors(answer)
    page = editor.get(f"/newsroom/article/history/{article.pk}/revisions/compare/earliest...live/").text
    assert re.search(r'<span class="addition">[^<]*lifted</span>', page)
    assert Article.objects.get().path == article.path


def test_the_preview_is_the_page_that_readers_will_get(editor: Desk, reader: Client, news: Section, nell: Byline) -> None:
    article = editor.write(section=news.pk, headline="Ferry fares rise", text=["Two pounds ten."], bylines=[nell.pk], requires="p")
    form = article_form("", article.get_latest_revision_as_object(), headline="Ferry fares fall")
    assert editor.post(f"/newsroom/article/preview/{article.pk}/", form).json() == {"is_valid": True, "is_available": True}
    whole = editor.get(f"/newsroom/article/preview/{article.pk}/?mode=")
    assert "Ferry fares fall" in whole.text
    assert "Two pounds ten." in whole.text
    assert "Nell Farrow" in whole.text
    assert "frame-ancestors 'self'" in whole["Content-Security-Policy"]
    assert "unsafe-inline" not in whole["Content-Security-Policy"]
    fair = editor.get(f"/newsroom/article/preview/{article.pk}/?mode=open").text
    assert "Ferry fares fall" in fair
    assert "Two pounds ten." not in fair


def test_a_copy_is_a_draft_of_its_own(editor: Desk, news: Section, nell: Byline) -> None:
    article = editor.write(
        "publish", section=news.pk, headline="Tides", text=["High at three."], bylines=[nell.pk], corrections=["It is four."]
    )
    page = editor.get(f"/newsroom/article/copy/{article.pk}/")
    assert 'action="/newsroom/article/add/"' in page.text
    assert page.context["form"].instance.slug == ""
    as_shown = article_form("", page.context["form"].instance, text=["High at three."])
    assert editor.post("/newsroom/article/add/", as_shown).status_code == 302
    copied = Article.objects.exclude(pk=article.pk).get()
    assert (copied.live, copied.published_on, copied.slug) == (False, None, "")
    assert [byline.name for byline in Article.objects.get(pk=article.pk).bylines] == ["Nell Farrow"]
    assert [byline.name for byline in copied.bylines] == ["Nell Farrow"]
    assert not copied.corrections.exists(), "a copy has nothing to be sorry for"


def test_a_link_to_a_draft_shows_it_to_whoever_holds_it(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write(section=news.pk, headline="Not yet out", text=["Under embargo."])
    shown = re.search(r'data-copy="([^"]+)"', editor.get(f"/newsroom/article/edit/{article.pk}/").text)
    assert shown
    path = shown[1].removeprefix("http://localhost:8000")
    page = reader.get(path)
    assert page.status_code == 200
    assert "Under embargo." in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies
    editor.edit(article, text=["Under embargo until Friday."])
    assert "until Friday" in reader.get(path).text
    Article.objects.get().delete()
    assert reader.get(path).status_code == 410


def test_a_link_that_is_old_or_made_up_shows_nothing(editor: Desk, reader: Client, news: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    article = editor.write(section=news.pk, headline="Not yet out", text=["Under embargo."])
    for token in ("made-up", signing.dumps(article.pk, salt="another use")):
        assert "Under embargo." not in reader.get(f"/preview/{token}/").text
    link = draft_link.link_to_draft(article)
    monkeypatch.setattr(draft_link, "LINK_LIFE_SECONDS", -1)
    answer = reader.get(link)
    assert answer.status_code == 410
    assert "Under embargo." not in answer.text


def test_the_list_is_filtered_and_searched(editor: Desk, news: Section, opinion: Section) -> None:
    editor.write("publish", section=news.pk, headline="Ferry fares rise", slugline="fares-june", text=["Two pounds."])
    editor.write(section=opinion.pk, headline="Leave the ferry alone", text=["Please."])
    queries = ("", "?q=ferry", "?q=fares-june", f"?section={opinion.pk}", "?live=true", "?q=nothing")
    shown = {query: [str(row) for row in editor.get(f"/newsroom/article/{query}").context["page_obj"]] for query in queries}
    assert shown[""] == ["Leave the ferry alone", "Ferry fares rise"]
    assert shown["?q=ferry"] == ["Leave the ferry alone", "Ferry fares rise"]
    assert shown["?q=fares-june"] == ["Ferry fares rise"]
    assert shown[f"?section={opinion.pk}"] == ["Leave the ferry alone"]
    assert shown["?live=true"] == ["Ferry fares rise"]
    assert shown["?q=nothing"] == []


def test_the_list_and_the_editor_ask_no_more_of_the_database_however_much_there_is(
    editor: Desk, news: Section, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(3):
        editor.write("publish", section=news.pk, headline=f"Tide {number}", text=["High at three."])
    editor.get("/newsroom/article/")
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        editor.get("/newsroom/article/")
    article = Article.objects.first()
    with django_assert_max_num_queries(50):  # type: ignore[attr-defined]
        editor.get(f"/newsroom/article/edit/{article.pk}/")
    with django_assert_max_num_queries(70):  # type: ignore[attr-defined]
        editor.edit(article)
    with django_assert_max_num_queries(120):  # type: ignore[attr-defined]
        editor.edit(article, "publish")


def test_an_article_is_chosen_from_a_quick_list(editor: Desk, news: Section) -> None:
    editor.write("publish", section=news.pk, headline="Ferry fares rise", text=["Two pounds."])
    editor.write(section=news.pk, headline="Tide table", text=["High at three."])
    chooser = "/newsroom/snippets/choose/news/article/results/"
    assert "Tide table" in editor.get(chooser).text
    found = editor.get(f"{chooser}?q=fares").text
    assert "Ferry fares rise" in found
    assert "Tide table" not in found


def test_a_reporter_writes_and_an_editor_publishes(sit_down: Callable[[str], Desk], news: Section) -> None:
    reporter, editor = sit_down("reporter"), sit_down("editor")
    article = reporter.write(section=news.pk, headline="Ferry fares rise", text=["Two pounds."])
    reporter.edit(article, "publish")
    assert not Article.objects.get().live
    assert "action-publish" not in reporter.get(f"/newsroom/article/edit/{article.pk}/").text
    editor.edit(article, "publish")
    assert Article.objects.get().live
    reporter.withdraw(article)
    assert Article.objects.get().live
    assert reporter.get("/newsroom/section/add/").status_code == 302


def test_the_menu_is_short_and_in_the_newsrooms_order(editor: Desk, db: None) -> None:
    page = editor.get("/newsroom/").text
    names = re.findall(r'"label": "([^"]+)"', page)
    wanted = ["Articles", "Fronts", "Photos", "Also in the paper", "Filed under"]
    assert [name for name in names if name in wanted] == wanted
    assert not {"Pages", "Snippets", "Documents", "Images"} & set(names)


def test_a_demo_papers_newsroom_says_on_every_screen_that_the_second_factor_is_off(editor: Desk, news: Section, settings: Settings) -> None:
    screens = (
        "/newsroom/",
        "/newsroom/article/",
        "/newsroom/article/add/",
        "/newsroom/front/",
        "/newsroom/images/",
        "/newsroom/images/add/",
        "/newsroom/account/",
    )
    assert [path for path in screens if "the second factor at sign-in is off" in editor.get(path).text] == []
    settings.PAPER = replace(settings.PAPER, demo=True)
    assert [path for path in screens if editor.get(path).text.count("the second factor at sign-in is off") != 1] == []


def test_two_colleagues_do_not_write_over_each_other(sit_down: Callable[[str], Desk], news: Section) -> None:
    editor, owner = sit_down("editor"), sit_down("owner")
    article = editor.write(section=news.pk, headline="Tides", text=["High at three."])
    loaded = str(article.latest_revision_id)
    owner.edit(article, headline="Tides at four")
    late = {**article_form("", article, headline="Tides at five"), "loaded_revision_id": loaded}
    answer = editor.post(f"/newsroom/article/edit/{article.pk}/", late, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_revision")
    assert Article.objects.get().get_latest_revision_as_object().headline == "Tides at four"


def test_a_draft_may_be_full_of_holes_and_what_goes_out_may_not(editor: Desk, news: Section) -> None:
    article = editor.write(section=news.pk)
    assert "No headline yet" in editor.get("/newsroom/article/").text
    answer = editor.edit(article, "publish")
    assert "headline" in errors(answer)[0]
    assert not Article.objects.get().live


def test_a_link_in_a_text_is_an_address_and_no_page_of_wagtails_tree(editor: Desk, news: Section) -> None:
    page = editor.get("/newsroom/article/add/").text
    assert "choose-external-link" in page
    assert not re.search(r'\\?"pageChooser\\?": \\?"/newsroom/choose-page/\\?"', page)
    asked = editor.browser.get("/newsroom/choose-external-link/", headers={"x-requested-with": "XMLHttpRequest"}).json()["html"]
    assert "An address" in asked
    assert "Internal link" not in asked
    told = {"external-link-chooser-url": "/2026/11/24/ferry-fares-rise/", "external-link-chooser-link_text": "fares"}
    chosen = editor.post("/newsroom/choose-external-link/", told, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert chosen["result"]["url"] == "/2026/11/24/ferry-fares-rise/"
