"""What follows when an editor publishes, corrects and withdraws."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail import hooks

from broadsheet.delivery import machine
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.delivery.variant import IDENTITY, Variant
from broadsheet.news import search
from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.letter import Letter
from broadsheet.news.section import Section
from broadsheet.news.topic import Topic
from broadsheet.newsroom import publishing
from tests.delivery.printing import shelve
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Commits, Desk, article_form, errors

pytestmark = pytest.mark.both_databases

STORY = {
    "headline": "Ferry fares rise in June",
    "standfirst": "The council voted nine to two.",
    "text": ["A single will cost two pounds ten."],
}


def lies_there(path: str) -> bool:
    shelf = machine.shelf()
    with shelf.look() as snapshot:
        return shelf.copy(snapshot, path.encode(), Variant(), IDENTITY) is not None


def test_what_was_typed_is_published_at_the_address_of_its_day(editor: Desk, reader: Client, news: Section, nell: Byline) -> None:
    article = editor.write("publish", section=news.pk, bylines=[nell.pk], **STORY)
    assert article.live
    assert article.slug == "ferry-fares-rise-in-june"
    assert article.path == f"/{article.first_published_at:%Y/%m/%d}/ferry-fares-rise-in-june/"
    page = reader.get(article.path)
    assert page.status_code == 200
    for words in ("Ferry fares rise in June", "The council voted nine to two.", "A single will cost two pounds ten.", "Nell Farrow"):
        assert words in page.text
    assert article.word_count == 7


def test_a_draft_is_no_readers_business(editor: Desk, reader: Client, news: Section) -> None:
    OutboxLine.objects.all().delete()
    article = editor.write(section=news.pk, **STORY)
    assert not article.live
    assert reader.get(article.path).status_code == 404
    assert STORY["headline"] not in reader.get("/").text
    assert not search.find("ferry fares", 15).hits
    assert not OutboxLine.objects.exists()


def test_a_published_article_stands_in_every_list(editor: Desk, reader: Client, news: Section, nell: Byline, harbour: Topic) -> None:
    editor.write("publish", section=news.pk, bylines=[nell.pk], topics=[harbour.pk], **STORY)
    for path in ("/", "/news/", "/topic/harbour/", "/by/nell-farrow/"):
        assert STORY["headline"] in reader.get(path).text, path
    assert len(search.find("ferry fares", 0).hits) == 1


def test_publishing_names_the_pages_that_change_and_queues_what_may_wait(editor: Desk, news: Section, nell: Byline, harbour: Topic) -> None:
    OutboxLine.objects.all().delete()
    article = editor.write("publish", section=news.pk, bylines=[nell.pk], topics=[harbour.pk], **STORY)
    names = line_names(OutboxLine.objects.filter(verb="changed"))
    assert names == {article.path, article.thing, "front", news.thing, nell.thing, harbour.thing, "sitemap-0"}
    assert DBTaskResult.objects.filter(task_path="broadsheet.newsroom.jobs.find_what_to_read_next").count() == 1


def test_a_withdrawn_article_is_gone_from_every_output_before_the_call_returns(
    editor: Desk, reader: Client, news: Section, nell: Byline
) -> None:
    article = editor.write("publish", section=news.pk, bylines=[nell.pk], **STORY)
    shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))
    shelve(machine.shelf(), b"/", shows=("front", article.thing))
    assert editor.withdraw(article).status_code == 302
    assert not lies_there(article.path)
    assert not lies_there("/")
    assert reader.get(article.path).status_code == 410
    for path in ("/", "/news/", "/by/nell-farrow/"):
        assert STORY["headline"] not in reader.get(path).text, path
    assert not search.find("ferry fares", 15).hits


def test_an_article_that_begins_to_require_a_benefit_is_off_the_shelf_before_the_call_returns(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))
    shelve(machine.shelf(), b"/feed.xml", shows=("front", article.thing))
    assert editor.edit(article, "publish", requires="p").status_code == 302
    assert not lies_there(article.path)
    assert not lies_there("/feed.xml")


def test_nothing_is_done_to_many_at_once(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    editor.post(f"/newsroom/bulk/news/article/delete/?id={article.pk}&next=/newsroom/", {})
    assert reader.get(article.path).status_code == 200


def test_what_its_source_closes_is_off_the_shelf_too(editor: Desk, news: Section, django_capture_on_commit_callbacks: Commits) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))
    shelve(machine.shelf(), b"/feed.xml", shows=("front", article.thing))
    article.requires = "p"
    Article.objects.filter(pk=article.pk).update(requires="p")
    with django_capture_on_commit_callbacks(execute=True):
        publishing.articles_taken_in([article])
    assert not lies_there(article.path)
    assert not lies_there("/feed.xml")


def test_a_letter_names_the_article_it_answers_only_while_that_is_public(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write(section=news.pk, **STORY)
    Letter.objects.create(slug="fares", headline="Too dear", sender="Captain Lidgate", text="I shall row.", about=article)
    for path in ("/", "/about/letters/"):
        assert "Too dear" in reader.get(path).text
        assert STORY["headline"] not in reader.get(path).text, path
    editor.edit(article, "publish")
    page = reader.get("/about/letters/")
    assert STORY["headline"] in page.text
    assert article.thing in page.keeping.shows, "so that it leaves the shelf when the article is withdrawn"
    editor.withdraw(article)
    assert STORY["headline"] not in reader.get("/about/letters/").text


def test_what_is_withdrawn_is_not_shelved_again_until_it_is_published_again(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    editor.withdraw(article)
    assert not shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))
    assert editor.edit(article, "publish").status_code == 302
    again = Article.objects.get()
    assert again.path == article.path
    assert reader.get(article.path).status_code == 200
    assert shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))


def test_a_correction_stands_on_the_article_and_on_the_page_of_corrections(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    assert reader.get("/about/corrections/").status_code == 200
    wrong = "An earlier version said eight to three."
    assert editor.edit(article, "correct", corrections=[wrong]).status_code == 302
    assert wrong in reader.get(article.path).text
    assert wrong in reader.get("/about/corrections/").text
    assert "corrections" in line_names(OutboxLine.objects.filter(verb="changed"))
    history = editor.get(f"/newsroom/article/history/{article.pk}/").text
    assert "Published as a correction" in history


def test_a_correction_is_not_published_before_somebody_wrote_one(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    answer = editor.edit(article, "correct", headline="Ferry fares to rise in July")
    assert answer.status_code == 200
    assert "There is no new correction." in answer.text
    assert "Ferry fares to rise in July" in answer.text
    assert Article.objects.get().headline == STORY["headline"]
    editor.edit(article, "correct", corrections=["It is June."])
    assert "There is no new correction." in editor.edit(article, "correct").text
    assert Correction.objects.count() == 1


def test_a_withdrawn_articles_corrections_leave_the_page_of_corrections(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, corrections=["It is June."], **STORY)
    assert "It is June." in reader.get("/about/corrections/").text
    OutboxLine.objects.all().delete()
    editor.withdraw(article)
    assert "It is June." not in reader.get("/about/corrections/").text
    assert "corrections" in line_names(OutboxLine.objects.filter(verb="changed"))


def test_a_closed_articles_correction_stands_on_that_article_alone(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, corrections=["The vault holds nine boxes, not eight."], requires="p", **STORY)
    assert "nine boxes" not in reader.get("/about/corrections/").text
    assert "nine boxes" not in reader.get(article.path).text


def test_an_article_that_is_given_another_slug_answers_301_at_the_old_one(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    shelve(machine.shelf(), article.path.encode(), shows=(article.thing,))
    assert editor.edit(article, "publish", slug="fares").status_code == 302
    assert not lies_there(article.path)
    answer = reader.get(article.path)
    assert answer.status_code == 301
    assert answer["Location"] == Article.objects.get().path
    assert reader.get(answer["Location"]).status_code == 200


def test_a_second_article_of_that_day_does_not_take_the_firsts_address(editor: Desk, news: Section) -> None:
    first = editor.write("publish", section=news.pk, **STORY)
    second = editor.write("publish", section=news.pk, **STORY)
    assert second.path == first.path.removesuffix("/") + "-2/"
    answer = editor.edit(second, "publish", slug=first.slug)
    assert "Another article of that day stands at" in str(errors(answer))


def test_what_is_published_again_says_when(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    assert article.revised_at is None
    editor.edit(article, "publish", standfirst="The council voted ten to one.")
    again = Article.objects.get()
    assert again.revised_at == again.last_published_at
    assert again.published_on == article.published_on
    assert again.first_published_at == article.first_published_at


def test_an_old_version_that_is_published_again_keeps_the_address(editor: Desk, news: Section) -> None:
    article = editor.write(section=news.pk, **STORY)
    first = article.latest_revision
    editor.edit(article, "publish")
    published = Article.objects.get()
    editor.edit(article, "publish", headline="Ferry fares rise in July", text=["Another text."])
    form = article_form("publish", first.as_object())
    answer = editor.post(f"/newsroom/article/history/{article.pk}/revisions/{first.pk}/revert/", form)
    assert answer.status_code == 302, errors(answer)
    again = Article.objects.get()
    assert (again.headline, again.path, again.word_count) == (STORY["headline"], published.path, published.word_count)


def test_a_line_of_the_outbox_never_stands_without_its_change(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    OutboxLine.objects.all().delete()
    tasks = DBTaskResult.objects.count()

    versions = article.revisions.count()
    with hooks.register_temporarily("after_edit_snippet", _the_lights_go_out), pytest.raises(RuntimeError):
        editor.edit(article, "publish", headline="Never seen")
    assert not OutboxLine.objects.exists()
    assert Article.objects.get().headline == STORY["headline"]
    assert article.revisions.count() == versions
    assert DBTaskResult.objects.count() == tasks


def test_a_deleted_article_leaves_nothing_behind(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, **STORY)
    answer = editor.post(f"/newsroom/article/delete/{article.pk}/", {})
    assert answer.status_code == 302
    assert Article.objects.exists(), "a live article is withdrawn first"
    with editor.commits(execute=True):
        Article.objects.get().delete()
    assert reader.get(article.path).status_code == 404
    assert not search.find("ferry fares", 15).hits
    assert article.thing in line_names(OutboxLine.objects.filter(verb="withdrawn"))


def test_a_batch_from_the_wires_is_found_and_listed_by_one_line(editor: Desk, news: Section, harbour: Topic) -> None:
    now = datetime.now(UTC)
    rows = [
        Article(
            headline=f"Tide table {number}", slug=f"tide-{number}", section=news, live=True, published_on=now.date(), first_published_at=now
        )
        for number in range(3)
    ]
    Article.objects.bulk_create(rows)
    OutboxLine.objects.all().delete()
    with editor.commits(execute=True):
        publishing.articles_taken_in(rows)
    assert OutboxLine.objects.count() == 1
    assert {article.thing for article in rows} | {"front", news.thing} <= line_names(OutboxLine.objects.all())
    assert len(search.find("tide table", 0).hits) == 3


def _the_lights_go_out(*_: object) -> None:
    raise RuntimeError("Behind the last step of what follows.")
