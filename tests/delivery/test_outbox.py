"""The outbox: what changed is written with the change, and every machine's shelf learns of it, whatever is killed in between."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from broadsheet.delivery import machine, outbox
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.delivery.page_index import ThingMisnamed
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import Page
from broadsheet.delivery.variant import IDENTITY, Variant

OPEN = Variant()
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """The shelf of this process, empty and swept."""
    shelf = machine.shelf()
    shelf.clear()
    shelf.set_mark("outbox", b"0 0")
    outbox.sweep(shelf)
    yield shelf
    shelf.clear()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Shelf]:
    """Another machine's shelf, over the same database."""
    shelf = Shelf(tmp_path / "shelf")
    outbox.start_at_the_end(shelf)
    yield shelf
    shelf.close()


def shelved(shelf: Shelf, path: bytes, *shows: str) -> None:
    now = time.time()
    page = Page(changes=0, may_ask=False, gated=False, fresh_until=int(now) + 600, keep_until=int(now) + 600)
    assert shelf.put(path, page, shelf.moment(), OPEN, (b"br", b"gz", b"plain"), b"vary: Cookie\r\n", b"vary: Cookie\r\n", list(shows), now)


def lies_there(shelf: Shelf, path: bytes) -> bool:
    with shelf.look() as snapshot:
        return shelf.copy(snapshot, path, OPEN, IDENTITY) is not None


def test_what_was_withdrawn_is_off_the_shelf_when_the_commit_returns(shelf: Shelf) -> None:
    shelved(shelf, b"/2026/11/24/late/", "article-7")
    shelved(shelf, b"/", "front", "article-7")
    with transaction.atomic():
        outbox.withdrawn("article-7", "/2026/11/24/late/")
        assert lies_there(shelf, b"/2026/11/24/late/")
    assert not lies_there(shelf, b"/2026/11/24/late/")
    assert not lies_there(shelf, b"/")


def test_a_change_that_is_taken_back_leaves_no_line(shelf: Shelf) -> None:
    shelved(shelf, b"/", "front")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.withdrawn("front")
        raise ZeroDivisionError
    assert not OutboxLine.objects.exists()
    assert lies_there(shelf, b"/")


def test_another_machine_learns_of_a_withdrawal_by_its_own_sweep(shelf: Shelf, another: Shelf) -> None:
    shelved(another, b"/", "front", "article-7")
    outbox.withdrawn("article-7")
    assert lies_there(another, b"/")
    assert outbox.sweep(another) == [(b"/", OPEN)]
    assert not lies_there(another, b"/")


def test_a_line_is_swept_once_and_a_killed_sweep_sweeps_it_again(shelf: Shelf, another: Shelf) -> None:
    shelved(another, b"/", "front")
    outbox.changed("front")
    for line in outbox.pending(another):  # applied, but killed before the mark moved
        outbox.apply(line, another)
    assert outbox.sweep(another) == [(b"/", OPEN)]
    assert outbox.sweep(another) == []


def test_a_changed_standing_reaches_every_shelf(shelf: Shelf, another: Shelf) -> None:
    outbox.standing_changed(41, 3)
    outbox.sweep(another)
    assert (shelf.standing(41), another.standing(41)) == (3, 3)


def test_a_new_machine_does_not_begin_with_the_lines_of_the_past_but_with_all_changed_standings(shelf: Shelf, tmp_path: Path) -> None:
    outbox.changed("front")
    outbox.standing_changed(41, 3)
    new = Shelf(tmp_path / "new")
    outbox.start_at_the_end(new)
    assert outbox.pending(new) == []
    assert new.standing(41) == 3
    new.close()


def test_a_machine_that_was_off_until_lines_were_deleted_begins_with_an_empty_shelf(shelf: Shelf, another: Shelf) -> None:
    outbox.changed("front")
    outbox.sweep(another)
    shelved(another, b"/2026/11/24/late/", "article-7")
    outbox.withdrawn("article-7", "/2026/11/24/late/")
    outbox.changed("front")
    OutboxLine.objects.update(made_at=outbox.days_ago(9))
    outbox.standing_changed(41, 3)
    outbox.clear_old_lines()
    outbox.start_at_the_end(another)
    assert not lies_there(another, b"/2026/11/24/late/")
    assert (outbox.pending(another), another.standing(41)) == ([], 3)


def test_a_machine_that_swept_all_keeps_its_shelf_however_long_nothing_was_published(shelf: Shelf, another: Shelf) -> None:
    outbox.changed("front")
    outbox.sweep(another)
    shelved(another, b"/", "front")
    OutboxLine.objects.update(made_at=outbox.days_ago(90))
    outbox.clear_old_lines()
    outbox.start_at_the_end(another)
    assert lies_there(another, b"/")


def test_what_a_worker_printed_before_its_machine_began_to_sweep_is_printed_anew(shelf: Shelf, tmp_path: Path) -> None:
    new = Shelf(tmp_path / "new")
    shelved(new, b"/", "article-7")
    outbox.withdrawn("article-7")  # on another machine, which can't tell this shelf
    outbox.start_at_the_end(new)
    assert not lies_there(new, b"/")
    new.close()


@pytest.mark.parametrize("name", ["two words", "", "/שלום/", "/two words/"])
def test_a_name_that_no_machine_could_read_is_refused_with_its_change(shelf: Shelf, name: str) -> None:
    with pytest.raises(ThingMisnamed):
        outbox.changed("front", name)
    assert not OutboxLine.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="On SQLite lines commit in the order of their ids")
def test_on_postgresql_a_line_that_commits_late_is_not_lost(shelf: Shelf, another: Shelf) -> None:
    late = connections.create_connection("default")
    try:
        late.ensure_connection()
        with late.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO delivery_outboxline (verb, names, made_at, written_by) VALUES ('changed', 'late', now(), pg_current_xact_id()::text::bigint)"
            )
        outbox.changed("early")
        outbox.sweep(another)
        with late.cursor() as cursor:
            cursor.execute("COMMIT")
    finally:
        late.close()
    assert {line.names for line in outbox.pending(another)} >= {"late"}
    assert connection.vendor == "postgresql"
