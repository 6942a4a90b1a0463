"""The outbox: lines that name what changed, written in the change's own transaction, applied to each machine's shelf.

Whoever commits a line applies it at once; the jobs child of each machine sweeps up behind: what a killed process left, and what
other machines wrote. Every step is repeatable, so twice does no harm. The mark (what this machine has swept) lies on its shelf."""

import hashlib
import logging
import os
import socket
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from broadsheet.delivery import machine
from broadsheet.delivery.page_index import ThingMisnamed, as_names
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import EVERYTHING
from broadsheet.delivery.variant import Variant

MOST_LINES_AT_ONCE = 500
KEEP_LINES_DAYS = 8  # longer than a pass lives: a machine that was off learns of every changed standing
log = logging.getLogger("broadsheet.outbox")
Copies = list[tuple[bytes, Variant]]


class TransactionNumber(models.Func):
    """The number of the transaction that writes, on PostgreSQL; 0 on SQLite, where lines commit in the order of their ids."""

    function = ""
    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: object, connection: object, **context: object) -> tuple[str, list[object]]:
        """Django's name for a function's words in one database."""
        return "(pg_current_xact_id()::text::bigint)", []


class OutboxLine(models.Model):
    """One line: a verb and the names it is about. Deleted a few days after it was written."""

    class Verb(models.TextChoices):
        CHANGED = "changed"
        WITHDRAWN = "withdrawn"
        STANDING = "standing"

    verb = models.CharField(max_length=10, choices=Verb.choices)
    names = models.TextField()  # parted by spaces; paths begin with a slash
    made_at = models.DateTimeField(default=timezone.now)
    written_by = models.BigIntegerField(db_default=TransactionNumber())

    class Meta:
        indexes = [models.Index(fields=["written_by", "id"], name="outbox_in_order")]


def changed(*things: str) -> None:
    """These things changed: every page that shows one of them is printed again. A path: what was withdrawn from there may be shelved again."""
    _write(OutboxLine.Verb.CHANGED, things)


def withdrawn(*names: str) -> None:
    """These are gone. Things: no copy that shows one of them is handed out again. Paths: nothing is shelved there until they are changed."""
    _write(OutboxLine.Verb.WITHDRAWN, names)


def standing_changed(account: int, generation: int) -> None:
    """Passes of this account that are older than this generation count no more."""
    _write(OutboxLine.Verb.STANDING, (f"{account}:{generation}",))


def sweep(shelf: Shelf) -> Copies:
    """Applies what this machine has not swept yet, in order, and moves its mark. Returns copies to be printed again."""
    if shelf.mark("outbox") is None:  # its file was deleted under us
        start_at_the_end(shelf)
    wanted: Copies = []
    while lines := pending(shelf):
        for line in lines:
            wanted += apply(line, shelf)
        shelf.set_mark("outbox", f"{lines[-1].written_by} {lines[-1].pk}".encode())
    return wanted


def pending(shelf: Shelf) -> list[OutboxLine]:
    """The next lines behind this machine's mark.

    On PostgreSQL a line may commit after one with a higher id; so lines are read in the order of their transactions, and only
    those that no transaction still open can precede."""
    written_by, pk = _mark(shelf)
    lines = OutboxLine.objects.filter(models.Q(written_by__gt=written_by) | models.Q(written_by=written_by, pk__gt=pk))
    return list(_settled(lines).order_by("written_by", "pk")[:MOST_LINES_AT_ONCE])


def apply(line: OutboxLine, shelf: Shelf) -> Copies:
    """Does to the shelf what one line says. Repeatable. Returns copies to be printed again."""
    names = line.names.split()
    paths = [name.encode("ascii") for name in names if name.startswith("/")]
    things = [name for name in names if not name.startswith("/")]
    if line.verb == OutboxLine.Verb.STANDING:
        for name in names:
            account, _, generation = name.partition(":")
            shelf.post_standing(int(account), int(generation), line.made_at.timestamp())
        return []
    if line.verb == OutboxLine.Verb.WITHDRAWN:
        wanted = shelf.withdraw(things)
        shelf.withdraw_paths(paths)
        return [copy for copy in wanted if copy[0] not in paths]
    shelf.reinstate(paths)
    return shelf.mark_stale(things)


def start_at_the_end(shelf: Shelf) -> None:
    """For a shelf that was never marked, or was away so long that lines were deleted before it swept them: what lies behind doesn't
    concern it, but changed standings do. What a worker printed in the meantime goes: nobody told this shelf whether it changed."""
    if shelf.mark("outbox") is not None and not _has_missed_lines(shelf):
        return
    last = _newest()  # before all else: what is written from now on is swept
    for line in OutboxLine.objects.filter(verb=OutboxLine.Verb.STANDING).iterator():
        apply(line, shelf)
    shelf.withdraw([EVERYTHING.decode()])
    shelf.set_mark("outbox", f"{last.written_by} {last.pk}".encode() if last else b"0 0")


def clear_old_lines() -> None:
    """Deletes lines that every machine has had days to sweep; not the newest, by which a machine knows that it missed none. Writes."""
    newest = _newest()
    OutboxLine.objects.filter(made_at__lt=days_ago(KEEP_LINES_DAYS)).exclude(pk=newest.pk if newest else None).delete()


def days_ago(days: int) -> datetime:
    """The moment so many days before now."""
    return timezone.now() - timedelta(days=days)


def kick() -> None:
    """Tells this machine's jobs child that there is something to print. Never waits, never fails: the sweep is the net beneath."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            out.sendto(b"!", str(kick_place()))
    except OSError:
        log.debug("No jobs child listens; its sweep will find the line.")


def kick_place() -> Path:
    """The socket on which this paper's jobs child listens: in the folder for such things, since a socket's path has at most 107 bytes."""
    seal = hashlib.blake2b(f"{os.getuid()} {settings.PAPER.folder}".encode(), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"broadsheet-{seal}.sock"


def _settled(lines: models.QuerySet[OutboxLine]) -> models.QuerySet[OutboxLine]:
    """Those that no transaction still open can precede; on SQLite all."""
    if connection.vendor != "postgresql":
        return lines
    return lines.extra(where=["written_by < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"])  # no word of it is from outside


def _newest() -> OutboxLine | None:
    return _settled(OutboxLine.objects.all()).order_by("written_by", "pk").last()


def _has_missed_lines(shelf: Shelf) -> bool:
    """The line that was swept last is gone: so are lines after it. Also after another database was restored."""
    _, pk = _mark(shelf)
    return bool(pk) and not OutboxLine.objects.filter(pk=pk).exists()


def _write(verb: str, names: Sequence[str]) -> None:
    """Raises ThingMisnamed while the change can still be taken back: a line that can't be read would stop every machine's sweep."""
    if not names:
        return
    as_names(name for name in names if not name.startswith("/"))
    if odd := [name for name in names if name.startswith("/") and (not name.isascii() or name.split() != [name])]:
        raise ThingMisnamed(f"The path {odd[0]!r} must be spelt as a browser sends it: in ASCII, without spaces.")
    line = OutboxLine.objects.create(verb=verb, names=" ".join(dict.fromkeys(names)))
    transaction.on_commit(partial(_apply_at_once, line))


def _apply_at_once(line: OutboxLine) -> None:
    """At the commit, in the process that wrote: what was withdrawn is off this machine's shelf before the call returns."""
    try:
        apply(line, machine.shelf())
    except Exception:
        log.exception("The outbox line %s could not be applied at its commit; the sweep tries it again.", line.pk)
        if line.verb != OutboxLine.Verb.CHANGED:
            raise  # whoever withdraws must not be told that it is done
    finally:
        kick()


def _mark(shelf: Shelf) -> Iterable[int]:
    told = shelf.mark("outbox")
    return map(int, told.split()) if told else (0, 0)
