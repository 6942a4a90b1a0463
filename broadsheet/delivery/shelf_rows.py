"""The shelf's rows: how a page and a copy are written down, and what one write transaction may do to them.

pages      path -> benefits that change it, flags, the moment it was changed at
copies     path, variant, encoding -> a copy: its times, ETag, heads and body in one piece
shows, shown   `page_index`
changed    thing -> the moment it was changed at, forgotten once no print can be older
standings  account -> the first generation of its passes that counts, and when that was posted
notices    moment (the counter), floor (changes before it are forgotten, so prints from before it are refused), stock (everything printed
           earlier is stale), withdrawn (the last withdrawal), fingerprint, hand (where tidying goes on), "mark …" (the outbox's)
"""

import hashlib
import secrets
import struct
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import lmdb

from broadsheet.delivery.addresses import LONGEST_PATH_BYTES
from broadsheet.delivery.page_index import PageIndex
from broadsheet.delivery.shelf_file import Database
from broadsheet.delivery.variant import ENCODINGS, Variant

LAYOUT = 1
MAY_ASK, WITHDRAWN, KIND_SHIFT = 1, 2, 4  # flags of a page; its upper four bits are its kind
GATED = 1  # flag of a copy
PAGE = struct.Struct(">BBBQ")  # layout, benefits that change it, flags, changed at
COPY = struct.Struct(">BBQIIHHH")  # layout, flags, printed from, fresh until, keep until, ends of: ETag, head of a 304, head of a 200
MOMENT = struct.Struct(">Q")
STANDING = struct.Struct(">II")  # generation, posted at
EVERYTHING = b"masthead"  # the thing that every page shows

Transaction: TypeAlias = "lmdb.Transaction[bytes]"


class Page(NamedTuple):
    """What the press says of a copy.

    changes      benefits that change the page, as bits; the same whatever the variant
    fresh_until  seconds since 1970: from then on it is handed out stale and printed again
    keep_until   from then on it is not handed out any more
    gated        this copy holds what requires a benefit: never handed out stale. A page that begins to require one must be
                 withdrawn (`Shelf.withdraw`), not only marked stale: its open copies hold the text
    kind         a `PageKind`, for the counters
    """

    changes: int
    may_ask: bool
    fresh_until: int
    keep_until: int
    gated: bool = False
    kind: int = 0


class PageRow(NamedTuple):
    """A page as it is written down. `changes` is None for a page nobody has printed."""

    changes: int | None
    flags: int
    changed_at: int


class CopyRow(NamedTuple):
    """The first bytes of a copy. Behind them lie ETag, the head of a 304, the head of a 200, and the body."""

    layout: int
    flags: int
    printed_from: int
    fresh_until: int
    keep_until: int
    etag_end: int
    head_304_end: int
    head_end: int

    @property
    def is_gated(self) -> bool:
        """It holds what requires a benefit."""
        return bool(self.flags & GATED)


def can_be_shelved(path: bytes) -> bool:
    """Whether this can be a key of the shelf at all."""
    return 0 < len(path) <= LONGEST_PATH_BYTES and b"\0" not in path


def copy_key(path: bytes, variant: Variant, encoding: int) -> bytes:
    """Where a copy lies."""
    return b"%b\0%c%c%c" % (path, *variant, encoding)


KEY_ENDS = tuple(tuple(copy_key(b"", Variant(benefits), encoding) for encoding in range(len(ENCODINGS))) for benefits in range(16))


def read_copy(stored: memoryview | bytes) -> CopyRow:
    """What the first bytes of a stored copy say."""
    return CopyRow._make(COPY.unpack_from(stored))


def pack_copy(page: Page, printed_from: int, encoding: int, body: bytes, head: bytes, head_304: bytes) -> bytes:
    """A copy as it lies on the shelf: a 200 is one slice to its end, so that the door copies it once.

    Raises ValueError when a head is not made of whole lines.
    """
    for one in (head, head_304):
        if not one.endswith(b"\r\n") or b"\r\n\r\n" in one or b"\n" in one.replace(b"\r\n", b""):
            raise ValueError(f"The head {one[:80]!r} is not made of whole lines, each ending in CR LF.")
    etag = b'"%b"' % hashlib.blake2b(body, digest_size=9, person=ENCODINGS[encoding]).hexdigest().encode()
    coded = b"" if ENCODINGS[encoding] == b"identity" else b"content-encoding: %b\r\n" % ENCODINGS[encoding]
    whole_304 = b"etag: %b\r\n%b\r\n" % (etag, head_304)
    whole = b"content-length: %d\r\netag: %b\r\n%b%b\r\n" % (len(body), etag, coded, head)
    etag_end = COPY.size + len(etag)
    ends = etag_end, etag_end + len(whole_304), etag_end + len(whole_304) + len(whole)
    if ends[-1] > 65_535:
        raise ValueError(f"The head of {len(head)} bytes is too long to be shelved.")
    first = COPY.pack(LAYOUT, GATED if page.gated else 0, printed_from, page.fresh_until, page.keep_until, *ends)
    return b"".join((first, etag, whole_304, whole, body))


class Rows:
    """The rows as one write transaction sees them."""

    def __init__(self, txn: Transaction, databases: dict[bytes, Database]) -> None:
        self.txn = txn
        self.index = PageIndex(txn, databases)
        self._databases = databases
        if self.notice(b"moment") is None:  # a new file counts from elsewhere: it has lost its tombstones, so no older print may come in
            self.set_moment(b"moment", secrets.randbelow(1 << 62) + 1)
            self.set_moment(b"floor", self.moment(b"moment"))

    # --- moments

    def moment(self, name: bytes) -> int:
        """A moment among the notices; 0 before there was one."""
        return read_moment(self.notice(name))

    def set_moment(self, name: bytes, moment: int) -> None:
        """Writes a moment among the notices."""
        self.set_notice(name, MOMENT.pack(moment))

    def next_moment(self) -> int:
        """Counts on."""
        moment = self.moment(b"moment") + 1
        self.set_moment(b"moment", moment)
        return moment

    def notice(self, name: bytes) -> bytes | None:
        """What stands among the notices under a name."""
        return self.txn.get(name, db=self._databases[b"notices"])

    def set_notice(self, name: bytes, value: bytes) -> None:
        """Writes a notice."""
        self.txn.put(name, value, db=self._databases[b"notices"])

    # --- pages

    def page(self, path: bytes) -> PageRow:
        """A page as it is written down, or as one that nobody has printed."""
        stored = self.txn.get(path, db=self._databases[b"pages"])
        return PageRow(*PAGE.unpack(stored)[1:]) if stored is not None else PageRow(None, 0, 0)

    def set_page(self, path: bytes, page: PageRow) -> None:
        """Writes a page down."""
        self.txn.put(path, PAGE.pack(LAYOUT, page.changes or 0, page.flags, page.changed_at), db=self._databases[b"pages"])

    def change(self, things: Iterable[bytes]) -> set[bytes]:
        """The things changed just now: counts on, and marks every page that shows one of them. Returns the pages' paths."""
        moment, things = self.next_moment(), list(things)
        for thing in things:
            self.txn.put(thing, MOMENT.pack(moment), db=self._databases[b"changed"])
        if EVERYTHING in things:
            self.set_moment(b"stock", moment)
        paths = self.index.pages_that_show(thing for thing in things if thing != EVERYTHING)
        for path in paths:
            self.set_page(path, self.page(path)._replace(changed_at=moment))
        return paths

    def has_changed_since(self, printed_from: int, page: PageRow, things: Iterable[bytes]) -> bool:
        """Whether what was printed from this moment may no longer be true."""
        if not self.moment(b"floor") <= printed_from <= self.moment(b"moment"):
            return True
        changed = (read_moment(self.txn.get(thing, db=self._databases[b"changed"])) for thing in things)
        return max(page.changed_at, self.moment(b"stock"), *changed, 0) > printed_from

    def forget_changes(self, until: int) -> None:
        """Forgets what changed until this moment; prints that began before it are refused from now on."""
        cursor = self.txn.cursor(self._databases[b"changed"])
        for thing in [thing for thing, stored in cursor if read_moment(stored) <= until]:
            self.txn.delete(thing, db=self._databases[b"changed"])
        self.set_moment(b"floor", until)

    # --- copies

    def lay_down(self, path: bytes, variant: Variant, copies: Iterable[bytes]) -> None:
        """One copy an encoding, in the order of ENCODINGS."""
        for encoding, copy in enumerate(copies):
            self.txn.put(copy_key(path, variant, encoding), copy, db=self._databases[b"copies"])

    def take_off(self, path: bytes, variants: Iterable[Variant] | None = None) -> list[Variant]:
        """Drops a page's copies, in every variant unless some are named; returns which."""
        taken = self.index.variants(path) if variants is None else list(variants)
        for variant in taken:
            for encoding in range(len(ENCODINGS)):
                self.txn.delete(copy_key(path, variant, encoding), db=self._databases[b"copies"])
            self.index.forget(path, variant)
        return taken

    def stale_variants(self, path: bytes, changed_at: int) -> list[Variant]:
        """Variants whose copy was printed before the page changed."""
        since = max(changed_at, self.moment(b"stock"))
        return [variant for variant in self.index.variants(path) if self._printed_from(path, variant) < since]

    def copy_bytes(self, path: bytes, variant: Variant) -> int:
        """What a page in one variant takes up, roughly."""
        stored = (self.txn.get(copy_key(path, variant, encoding), db=self._databases[b"copies"]) for encoding in range(len(ENCODINGS)))
        return sum(len(copy) for copy in stored if copy is not None)

    def take_off_everything(self) -> None:
        """Every copy goes; pages, moments, standings and marks stay."""
        self.txn.drop(self._databases[b"copies"], delete=False)
        self.index.clear()

    def _printed_from(self, path: bytes, variant: Variant) -> int:
        stored = self.txn.get(copy_key(path, variant, 0), db=self._databases[b"copies"])
        return read_copy(stored).printed_from if stored is not None else 0

    # --- standings

    def post_standing(self, account: int, generation: int, posted_at: int) -> None:
        """Told twice or in the wrong order, the highest generation counts."""
        key, database = standing_key(account), self._databases[b"standings"]
        stored = self.txn.get(key, db=database)
        highest = max(generation, STANDING.unpack(stored)[0] if stored is not None else 0)
        self.txn.put(key, STANDING.pack(highest, posted_at), db=database)

    def forget_standings(self, until: int) -> None:
        """Forgets what was posted before this: the passes it ended are over by themselves."""
        database = self._databases[b"standings"]
        for key in [key for key, stored in self.txn.cursor(database) if STANDING.unpack(stored)[1] < until]:
            self.txn.delete(key, db=database)


def standing_key(account: int) -> bytes:
    """Where an account's standing lies."""
    return b"%x" % account


def first_generation(stored: bytes | memoryview) -> int:
    """The first generation that counts, of a stored standing."""
    return int(STANDING.unpack(stored)[0])


def read_moment(stored: bytes | memoryview | None) -> int:
    """A stored moment; 0 where there is none."""
    return int(MOMENT.unpack(stored)[0]) if stored is not None else 0
