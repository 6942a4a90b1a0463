"""The jobs child: what a change costs depends on the pages that change, never on the size of the archive."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from broadsheet.delivery import machine, outbox
from broadsheet.delivery.left_over import left_over
from broadsheet.delivery.press import Press
from broadsheet.delivery.variant import IDENTITY, Variant
from broadsheet.news.article import Article
from broadsheet.news.section import Section
from broadsheet.newsroom.jobs import find_what_to_read_next
from broadsheet.serving.jobs import LONGEST_TASK, Jobs, _unlink_if_ours, listen_for_kicks

OPEN = Variant()
MOMENT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def press() -> Press:
    machine.shelf().clear()
    outbox.sweep(machine.shelf())
    return Press(WSGIHandler(), machine.shelf(), "http://localhost:8000", "localhost:8000")


def archive(count: int) -> list[Article]:
    """So many articles in Sport, an hour apart, and one section News that is empty."""
    Section.objects.create(name="News", slug="news", position=1)
    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    times = [MOMENT - timedelta(hours=number + 1) for number in range(count)]
    return Article.objects.bulk_create(
        Article(
            headline=f"Match {number}", slug=f"match-{number}", section=sport, live=True, first_published_at=at, last_published_at=at, published_on=at.date()
        )
        for number, at in enumerate(times)
    )  # fmt: skip


def shelved_text(path: str) -> str:
    shelf = machine.shelf()
    with shelf.look() as snapshot:
        copy = shelf.copy(snapshot, path.encode(), OPEN, IDENTITY)
        return bytes(copy).decode("utf-8", "replace") if copy is not None else ""


@pytest.mark.parametrize("count", [40, 1_500])
@pytest.mark.parametrize(
    ("slug", "pages"),
    [("news", ["/", "/feed.xml", "/news/"]), ("sport", ["/", "/feed.xml", "/sport/", "/sport/feed.xml"])],
    ids=["news", "sport"],
)
def test_publishing_prints_the_pages_that_change_and_no_other(press: Press, count: int, slug: str, pages: list[str]) -> None:
    old = archive(count)
    outbox.sweep(machine.shelf())
    for path in ("/", "/news/", "/sport/", "/feed.xml", "/sport/feed.xml", old[0].path, old[30].path):
        assert press(path, OPEN).shelved, path
    article = Article(
        headline="The tide is late", section=Section.objects.get(slug=slug), body=[{"type": "paragraph", "value": "<p>By an hour.</p>"}]
    )
    article.live = False
    article.save()
    article.save_revision().publish()
    wanted = set(outbox.sweep(machine.shelf()))
    assert sorted(path.decode() for path, _ in wanted) == pages
    for path, variant in wanted:
        press(path.decode(), variant)
    assert "The tide is late" in shelved_text("/")
    assert "The tide is late" in shelved_text(f"/{slug}/")


def test_what_was_being_done_when_a_child_was_killed_is_done_by_the_next(press: Press) -> None:
    archive(3)
    press("/", OPEN)
    article = Article.objects.get(slug="match-1")
    article.headline = "Match one, corrected"
    article.save_revision().publish()
    machine.shelf().set_mark("outbox", b"0 0")  # as a child left it that was killed before its mark moved
    child = Jobs(press, machine.shelf())
    child.turn()
    assert "Match one, corrected" in shelved_text("/")


def test_what_a_killed_child_had_still_to_print_is_printed_by_the_next(press: Press) -> None:
    archive(3)
    press("/", OPEN)
    article = Article.objects.get(slug="match-1")
    article.headline = "Match one, corrected"
    article.save_revision().publish()
    assert (b"/", OPEN) in outbox.sweep(machine.shelf())  # by a child that was killed before it printed anything
    assert left_over(machine.shelf()) == [(b"/", OPEN)]
    Jobs(press, machine.shelf()).turn()
    assert "Match one, corrected" in shelved_text("/")
    assert left_over(machine.shelf()) == []


def test_a_task_that_a_killed_child_was_at_runs_again_and_what_another_machine_runs_is_left_to_it(press: Press) -> None:
    article = archive(1)[0]
    ours, theirs = (find_what_to_read_next.enqueue([article.pk]).id for _ in range(2))
    running = DBTaskResult.objects.filter(pk__in=[ours, theirs])
    running.update(status="RUNNING", started_at=timezone.now(), worker_ids=["jobs-of-another-machine"])
    running.filter(pk=ours).update(worker_ids=[Jobs(press, machine.shelf())._tasks.worker_id])
    Jobs(press, machine.shelf()).turn()
    assert DBTaskResult.objects.get(pk=ours).status == "SUCCESSFUL"
    assert DBTaskResult.objects.get(pk=theirs).status == "RUNNING"
    running.filter(pk=theirs).update(started_at=timezone.now() - 2 * LONGEST_TASK)
    Jobs(press, machine.shelf()).turn()
    assert DBTaskResult.objects.get(pk=theirs).status == "SUCCESSFUL"


def test_a_child_that_ends_slowly_leaves_the_place_to_the_one_that_was_started_after_it(tmp_path: Path) -> None:
    place = tmp_path / "kicks"
    old = listen_for_kicks(place)
    inode = place.stat().st_ino
    new = listen_for_kicks(place)
    _unlink_if_ours(place, inode)
    assert place.exists()
    old.close()
    new.close()
