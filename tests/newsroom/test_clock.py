"""The newsroom's clock, with the time passed in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.delivery.outbox import OutboxLine
from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.section import Section
from broadsheet.newsroom import clock
from broadsheet.newsroom.missed import Missed
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Desk

pytestmark = pytest.mark.both_databases

SIX = (timezone.now() + timedelta(days=2)).astimezone(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
JUST_BEFORE = SIX - timedelta(seconds=1)


def scheduled(editor: Desk, news: Section, headline: str = "Market opens at six", at: datetime = SIX) -> Article:
    return editor.write("schedule", section=news.pk, headline=headline, text=["At six."], go_live_at=at.strftime("%Y-%m-%d %H:%M"))


def test_a_scheduled_article_goes_live_on_the_minute(editor: Desk, reader: Client, news: Section) -> None:
    OutboxLine.objects.all().delete()
    article = scheduled(editor, news)
    assert not article.live
    assert clock.publish_what_is_due(JUST_BEFORE) == []
    assert not OutboxLine.objects.exists()
    with editor.commits(execute=True):
        assert clock.publish_what_is_due(SIX) == [article]
    published = Article.objects.get()
    assert published.live
    assert published.first_published_at == SIX
    assert published.path == f"/{SIX:%Y/%m/%d}/market-opens-at-six/"
    assert reader.get(published.path).status_code == 200
    assert published.thing in line_names(OutboxLine.objects.all())
    assert clock.publish_what_is_due(SIX) == []


def test_a_change_of_a_live_article_waits_for_its_time(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Market open", text=["Now."])
    editor.edit(article, "schedule", headline="Market closed", go_live_at=SIX.strftime("%Y-%m-%d %H:%M"))
    assert "Market open" in reader.get(article.path).text
    with editor.commits(execute=True):
        clock.publish_what_is_due(SIX)
    assert "Market closed" in reader.get(article.path).text
    assert Article.objects.get().first_published_at == article.first_published_at


def test_one_broken_article_does_not_stop_the_others_and_is_shown_in_the_newsroom(editor: Desk, news: Section) -> None:
    broken, whole = scheduled(editor, news, "Broken"), scheduled(editor, news, "Whole")
    Revision.objects.filter(object_id=str(broken.pk)).update(content={"pk": broken.pk, "section": news.pk, "headline": None})
    with editor.commits(execute=True):
        assert clock.publish_what_is_due(SIX) == [whole]
    assert Missed.objects.get().key == str(broken.pk)
    Missed.objects.update(failed_at=timezone.now())  # the newsroom's first page asks the real clock
    home = editor.get("/newsroom/").text
    assert "These did not go out" in home
    assert "Broken" in home
    Missed.objects.update(failed_at=timezone.now() - timedelta(minutes=6))
    assert "These did not go out" not in editor.get("/newsroom/").text, "its time was taken back"
    Missed.objects.update(failed_at=SIX)
    clock.publish_what_is_due(SIX + timedelta(seconds=2))
    assert Missed.objects.get().tries == 1, "it is tried again a minute later, not each second"
    clock.publish_what_is_due(SIX + timedelta(seconds=61))
    assert Missed.objects.get().tries == 2


def test_what_went_out_after_all_is_no_longer_shown_as_missed(editor: Desk, news: Section) -> None:
    article = scheduled(editor, news)
    Missed.objects.create(
        label="news.Article",
        key=str(article.pk),
        name="Market",
        why="The disk was full.",
        was_due_at=SIX,
        failed_at=JUST_BEFORE - timedelta(hours=1),
    )
    with editor.commits(execute=True):
        clock.publish_what_is_due(SIX)
    assert not Missed.objects.exists()


def test_an_article_whose_time_is_over_is_withdrawn(editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write(
        "publish", section=news.pk, headline="This week only", text=["Soon gone."], expire_at=SIX.strftime("%Y-%m-%d %H:%M")
    )
    assert clock.withdraw_what_is_over(JUST_BEFORE) == []
    with editor.commits(execute=True):
        assert clock.withdraw_what_is_over(SIX) == [article]
    assert reader.get(article.path).status_code == 410


@pytest.mark.parametrize(("verb", "told", "sentence"), [
    ("publish", SIX, "Choose “Schedule”, or clear that time"),
    ("schedule", None, "when it is to go live"),
])  # fmt: skip
def test_publishing_and_scheduling_are_never_mistaken_for_each_other(
    editor: Desk, news: Section, verb: str, told: datetime | None, sentence: str
) -> None:
    article = editor.write(section=news.pk, headline="Market")
    answer = editor.edit(article, verb, go_live_at=told.strftime("%Y-%m-%d %H:%M") if told else "")
    assert sentence in answer.text
    assert not Article.objects.get().live
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_brief_dated_ahead_is_printed_when_its_moment_comes(news: Section) -> None:
    Brief.objects.create(slug="fog", section=news, text="Fog.", published_at=SIX)
    OutboxLine.objects.all().delete()
    assert clock.show_what_may_be_seen(JUST_BEFORE - timedelta(seconds=1), JUST_BEFORE) == []
    assert clock.show_what_may_be_seen(JUST_BEFORE, SIX) == ["briefs"]
    assert line_names(OutboxLine.objects.all()) == {"briefs"}


def test_an_idle_turn_of_the_clock_asks_little(news: Section, django_assert_max_num_queries: object) -> None:
    clock.tick()
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        clock.tick()
