"""Where printed copies lie: one LMDB file, mapped by every worker; a commit is seen by the next look of each of them.

Moments. Every change is numbered by one counter that only grows. Who prints reads `moment()` first; `put` refuses the copy when the page,
one of the things the copy shows, or the whole stock has changed at a later moment. So a print that began before a change never
lies on the shelf after it, not even of a page that was never printed before or did not show the thing until now. A copy is stale when
its page changed at a moment later than the one it was printed from.

Long because every verb is one transaction, and its order is the rule.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import lmdb

from broadsheet.delivery import tidying
from broadsheet.delivery.page_index import as_names
from broadsheet.delivery.shelf_file import MAP_BYTES, ShelfFile, Snapshot
from broadsheet.delivery.shelf_rows import (
    COPY,
    EVERYTHING,
    KIND_SHIFT,
    LAYOUT,
    MAY_ASK,
    PAGE,
    STANDING,
    WITHDRAWN,
    Page,
    PageRow,
    Rows,
    can_be_shelved,
    copy_key,
    pack_copy,
    read_moment,
    standing_key,
)
from broadsheet.delivery.variant import Variant

MOST_BYTES = 2 << 30  # keep the shelf smaller than memory: a copy that is not in memory stops the worker while it is read

Result = TypeVar("Result")
log = logging.getLogger("broadsheet.shelf")


class PageRecord(NamedTuple):
    """What the door knows of a page before it has chosen a copy."""

    changes: int
    may_ask: bool
    changed_at: int
    kind: int


class Shelf:
    """Open it after the fork, once per process. Readers and writers use the same class; a verb is one transaction."""

    def __init__(self, folder: str | Path, map_bytes: int = MAP_BYTES, most_bytes: int = MOST_BYTES) -> None:
        """`map_bytes` of address space (it grows), `most_bytes` of copies (`tidy` drops what is more)."""
        self.file = ShelfFile(Path(folder), map_bytes)
        self._most_bytes = most_bytes
        self._fingerprint: bytes | None = None
        self._write(lambda rows: None)  # a new file begins to count

    # --- the door: one snapshot a request, so that what was withdrawn before it arrived cannot be found

    def look(self) -> Snapshot:
        """A snapshot; leave it before any await and before any write."""
        return self.file.look()

    def page_record(self, snapshot: Snapshot, path: bytes) -> PageRecord | None:
        """None: never shelved, withdrawn, or no path at all. `changed_at` counts new stock in."""
        stored = snapshot.get(path, self.file.databases[b"pages"]) if can_be_shelved(path) else None
        if stored is None or len(stored) != PAGE.size:
            return None
        layout, changes, flags, changed_at = PAGE.unpack(stored)
        if layout != LAYOUT or flags & WITHDRAWN:
            return None
        return PageRecord(changes, bool(flags & MAY_ASK), max(changed_at, self._moment(snapshot, b"stock")), flags >> KIND_SHIFT)

    def copy(self, snapshot: Snapshot, path: bytes, variant: Variant, encoding: int) -> memoryview | None:
        """The stored copy, stale or not (`shelf_rows.read_copy` says what its first bytes mean); void once the snapshot is left."""
        stored = snapshot.get(copy_key(path, variant, encoding), self.file.databases[b"copies"])
        return stored if stored is not None and len(stored) > COPY.size and stored[0] == LAYOUT else None

    def standing(self, account: int, snapshot: Snapshot | None = None) -> int | None:
        """The first generation of this account's passes that still counts; None where nothing changed within a pass's life."""
        if snapshot is None:
            with self.look() as own:
                return self.standing(account, own)
        stored = snapshot.get(standing_key(account), self.file.databases[b"standings"])
        return int(STANDING.unpack(stored)[0]) if stored is not None else None

    # --- the press

    def moment(self) -> int:
        """Read it before printing begins, and hand it to `put`."""
        with self.look() as snapshot:
            return self._moment(snapshot, b"moment")

    def generation(self, path: bytes) -> int:
        """The moment this page was last marked stale, withdrawn or reinstated; 0 when it never was."""
        with self.look() as snapshot:
            stored = snapshot.get(path, self.file.databases[b"pages"]) if can_be_shelved(path) else None
            return int(PAGE.unpack(stored)[3]) if stored is not None else 0

    def withdrawn_since(self, moment: int) -> bool:
        """Whether anything may have been withdrawn after this moment: what was printed from it must then not be handed out either."""
        with self.look() as snapshot:
            safe_from = max(self._moment(snapshot, b"withdrawn"), self._moment(snapshot, b"floor"))
            return not safe_from <= moment <= self._moment(snapshot, b"moment")

    def put(
        self,
        path: bytes,
        page: Page,
        printed_from: int,
        variant: Variant,
        bodies: tuple[bytes, bytes, bytes],
        head: bytes,
        head_304: bytes,
        shows: Iterable[str],
        now: float,
    ) -> bool:
        """Shelves one page in one variant.

        False: it is not shelved, because something it shows changed meanwhile, the page is withdrawn, or the disk is full (logged).

        bodies  by encoding, in the order of ENCODINGS
        head    whole header lines, each ending in CR LF, names in small letters, without content-length, content-encoding and etag:
                they are added here
        Raises ValueError when the variant has benefits that do not change the page, or a head is not made of whole lines.
        """
        if variant.benefits & ~page.changes:
            raise ValueError(f"The page {path!r} was printed for benefits that do not change it.")
        if not can_be_shelved(path) or page.keep_until <= now:
            return False
        copies = [pack_copy(page, printed_from, encoding, body, head, head_304) for encoding, body in enumerate(bodies)]
        things = as_names(shows)

        def shelve(rows: Rows) -> bool:
            before = rows.page(path)
            if self._is_outdated(rows) or before.flags & WITHDRAWN or rows.has_changed_since(printed_from, before, things):
                return False
            if before.changes not in (None, page.changes):  # printed for other kinds of reader: an open copy of a page now gated must go
                rows.take_off(path)
            elif page.gated:  # so must open copies from before the change that gated it
                rows.take_off(path, rows.stale_variants(path, before.changed_at))
            rows.set_page(path, PageRow(page.changes, (MAY_ASK if page.may_ask else 0) | page.kind << KIND_SHIFT, before.changed_at))
            rows.lay_down(path, variant, copies)
            rows.index.note(path, variant, things, page.keep_until)
            return True

        try:
            return self.file.add(lambda txn: shelve(Rows(txn, self.file.databases)))
        except lmdb.Error:
            log.exception("The page %s could not be shelved; it is handed out unkept.", path.decode("latin-1"))
            self._take_off_stale(path)
            return False

    def mark_stale(self, things: Iterable[str]) -> list[tuple[bytes, Variant]]:
        """Every page that shows one of the things: its open copies go out until they are printed anew, its gated ones do not.

        Returns what should be printed again. "masthead" makes everything stale at once and returns only what else was named.
        """
        names = as_names(things)
        if not names:
            return []
        return self._write(lambda rows: [(path, variant) for path in sorted(rows.change(names)) for variant in rows.index.variants(path)])

    def new_stock(self) -> None:
        """Every copy on the shelf is stale from now on; costs one number."""
        self.mark_stale([EVERYTHING.decode()])

    def withdraw(self, things: Iterable[str]) -> list[tuple[bytes, Variant]]:
        """Once this returns, no look that begins later finds a copy of a page that shows one of the things, in any process.

        The pages may be printed anew at once; returns what was taken off ("masthead" takes off everything, and returns nothing).
        """
        names = as_names(things)
        if not names:
            return []

        def take_off(rows: Rows) -> list[tuple[bytes, Variant]]:
            paths = rows.change(names)
            rows.set_moment(b"withdrawn", rows.moment(b"moment"))
            if EVERYTHING in names:
                rows.take_off_everything()
            return [(path, variant) for path in sorted(paths) for variant in rows.take_off(path)]

        taken_off = self._write(take_off)
        self.file.flush()
        return taken_off

    def withdraw_paths(self, paths: Iterable[bytes]) -> None:
        """Their copies go as in `withdraw`, and nothing can be shelved under these paths until `reinstate`."""
        tombs = list(filter(can_be_shelved, paths))
        if not tombs:
            return

        def bury(rows: Rows) -> None:
            moment = rows.next_moment()
            rows.set_moment(b"withdrawn", moment)
            for path in tombs:
                rows.set_page(path, PageRow(rows.page(path).changes, WITHDRAWN, moment))
                rows.take_off(path)

        self._write(bury)
        self.file.flush()

    def reinstate(self, paths: Iterable[bytes]) -> None:
        """An editor publishes them again. What was printed before this is refused; a path that was not withdrawn is left alone."""
        tombs = list(filter(can_be_shelved, paths))

        def raise_up(rows: Rows) -> None:
            moment = rows.next_moment()
            for path in tombs:
                page = rows.page(path)
                if page.flags & WITHDRAWN:
                    rows.set_page(path, PageRow(page.changes, 0, moment))

        self._write(raise_up)

    def drop(self, path: bytes) -> None:
        """Its copies go, because no kept page is there any more (it moved, or was never to be kept); a new print may come at once."""
        with self.look() as snapshot:
            was_kept = self.page_record(snapshot, path) is not None
        if was_kept:  # strangers ask for thousands of pages that never were: they must not make us write
            self._write(lambda rows: rows.take_off(path))

    def clear(self) -> None:
        """Every copy goes. Moments, tombstones, standings and marks stay: what is being printed right now may have been withdrawn."""
        self._write(Rows.take_off_everything)

    def open_for(self, fingerprint: str) -> bool:
        """True when the copies were of another code, theme or settings, and were dropped.

        From then on this process shelves only while the fingerprint on the shelf is its own, so that an old process, ending slowly,
        shelves no old page for the new ones.
        """
        self._fingerprint = ours = fingerprint.encode()

        def adopt(rows: Rows) -> bool:
            if rows.notice(b"fingerprint") == ours:
                return False
            rows.set_notice(b"fingerprint", ours)
            rows.take_off_everything()
            return True

        return self._write(adopt)

    # --- the outbox

    def post_standing(self, account: int, generation: int, now: float) -> None:
        """Passes of an older generation end at once, on this machine; told twice or in the wrong order, the highest counts."""
        self._write(lambda rows: rows.post_standing(account, generation, int(now)))

    def mark(self, name: str) -> bytes | None:
        """How far the outbox was read on this machine; None on a new shelf, whose standings are lost too and must be posted again."""
        with self.look() as snapshot:
            stored = snapshot.get(b"mark " + name.encode(), self.file.databases[b"notices"])
            return bytes(stored) if stored is not None else None

    def set_mark(self, name: str, value: bytes) -> None:
        """Kept across `clear` and `open_for`."""
        self._write(lambda rows: rows.set_notice(b"mark " + name.encode(), value))

    # --- care

    def reopen_if_replaced(self) -> bool:
        """To be called once a second: True when someone had deleted the file."""
        return self.file.reopen_if_replaced()

    def tidy(self, now: float) -> None:
        """To be called once a minute by one process: forgets dead readers, ended standings, old changes, old copies, and what is too much."""
        self.file.clear_dead_readers()
        self._write(lambda rows: tidying.forget_standings(rows, now))
        self._write(lambda rows: tidying.forget_changes(rows, now))
        too_many_bytes = self.file.used_bytes(b"copies") - self._most_bytes
        while True:  # in pieces, so that the press gets its turn between
            too_many_bytes = self._write(partial(tidying.drop_copies, now=now, too_many_bytes=too_many_bytes))
            if too_many_bytes <= 0:
                return

    def gauges(self) -> dict[str, float]:
        """How large it is: on the disk, and its copies."""
        return {"shelf_file_bytes": self.file.disk_bytes(), "shelf_copies_bytes": self.file.used_bytes(b"copies")}

    def close(self) -> None:
        """For tests, and for the end of a process."""
        self.file.close()

    def _take_off_stale(self, path: bytes) -> None:
        """What can't be replaced must not go on being handed out."""
        with suppress(lmdb.Error):
            self._write(lambda rows: rows.take_off(path, rows.stale_variants(path, rows.page(path).changed_at)))

    def _is_outdated(self, rows: Rows) -> bool:
        return self._fingerprint is not None and rows.notice(b"fingerprint") != self._fingerprint

    def _moment(self, snapshot: Snapshot, name: bytes) -> int:
        return read_moment(snapshot.get(name, self.file.databases[b"notices"]))

    def _write(self, change: Callable[[Rows], Result]) -> Result:
        return self.file.write(lambda txn: change(Rows(txn, self.file.databases)))
