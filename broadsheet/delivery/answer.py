"""What a plain GET or HEAD is answered with: one decision, which both lanes of the door call, so that they answer the same, byte for byte."""

import json
import logging
from typing import NamedTuple

import lmdb

from broadsheet.delivery.page_memory import Glance, PageMemory
from broadsheet.delivery.reader_pass import PassReader
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_file import Snapshot
from broadsheet.delivery.shelf_rows import COPY, GATED, KEY_ENDS, LAYOUT, first_generation, read_copy, standing_key
from broadsheet.delivery.variant import VARIANTS, Variant

Headers = list[tuple[bytes, bytes]]
VARIANT_HEADER = b"x-broadsheet-variant"  # on every page that is to be kept, and on nothing else
_read_first_bytes = COPY.unpack_from
_new = tuple.__new__  # half of what the class itself takes
log = logging.getLogger("broadsheet.door")


class Answer(NamedTuple):
    """A whole answer that is not on the shelf, or is no longer bound to it.

    headers  names in small letters, without content-length
    shelved  the press has put it on the shelf: whoever waits takes it from there, in the encoding and with the ETag it has
    kind     a `PageKind`, for the counters
    """

    status: int
    headers: Headers
    body: bytes
    shelved: bool = False
    kind: int = 0

    @property
    def is_a_page_to_keep(self) -> bool:
        """Made to be kept, whether or not the shelf took it."""
        return self.shelved or any(name == VARIANT_HEADER for name, _ in self.headers)

    @property
    def says_there_is_no_page(self) -> bool:
        """Moved, gone, or kept no longer: what lies on the shelf under this path must go (`Shelf.drop`)."""
        return not self.is_a_page_to_keep and self.status < 500


def in_a_sentence(status: int, sentence: str) -> Answer:
    """An answer of the door's own, for a person."""
    headers: Headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Answer(status, headers, sentence.encode() + b"\n")


def as_json(status: int, told: dict[str, object]) -> Answer:
    """An answer of the door's own, for a machine."""
    return Answer(status, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], json.dumps(told).encode() + b"\n")


class Request(NamedTuple):
    """A plain GET or HEAD, as far as it matters here; each lane reads the headers its own way.

    path       raw, as the reader sent it: no query, nothing decoded
    encoding   place in ENCODINGS
    note       `bs_pass`, unread
    signed_in  a `bs_session` came along
    known      If-None-Match, as sent
    """

    path: bytes
    encoding: int
    note: bytes | None = None
    signed_in: bool = False
    known: bytes | None = None


class Kept(NamedTuple):
    """A copy to be handed out. Its view is void once the snapshot is left.

    copy[start:end]   the header lines and the empty line that ends them
    copy[end:]        the body of a 200; a 304 has none
    kind              a `PageKind`, for the counters
    """

    status: int
    copy: memoryview
    start: int
    end: int
    variant: Variant
    is_stale: bool
    kind: int


class Missing(NamedTuple):
    """No copy may be handed out. The variant to print; of a page that nobody has printed it holds all the reader's benefits."""

    variant: Variant


class Renewal(NamedTuple):
    """The reader is signed in but has no pass that counts: a new one is signed first."""


RENEWAL = Renewal()


def answer(  # noqa: PLR0911 - one decision, read from top to bottom
    pages: PageMemory, passes: PassReader, glance: Glance, path: bytes, encoding: int, note: bytes | None, signed_in: bool, known: bytes | None, now: float
) -> Kept | Missing | Renewal:  # fmt: skip
    """The copy this reader gets, or why there is none; the words are those of `Request`, one by one because a tuple costs what a look-up does.

    Never falls back from one variant to another. An open copy that is stale is handed out (and should be printed again behind);
    a gated one never, nor one past its end. An unreadable page of the shelf's file counts as no copy, and is logged.
    """
    benefits = 0
    try:
        page, get = pages.page(glance, path), glance.get
        if note is not None:
            held = passes.held(note, now)
            if held is not None:
                standing = get(standing_key(held.account), None, pages.standings)
                if standing is None or held.generation >= first_generation(standing):
                    benefits, signed_in = held.benefits, False
        if signed_in:
            return RENEWAL
        if page is None:
            return Missing(Variant(benefits))
        changes, _, changed_at, kind = page
        benefits &= changes
        copy = get(path + KEY_ENDS[benefits][encoding], None, pages.copies)
    except lmdb.Error:
        log.exception("The shelf's file cannot be read at %r. The page is printed anew.", path)
        return Missing(Variant(benefits))
    if copy is None or len(copy) <= COPY.size:
        return Missing(VARIANTS[benefits])
    layout, flags, printed_from, fresh_until, keep_until, etag_end, head_304_end, head_end = _read_first_bytes(copy)
    is_stale = now >= fresh_until or printed_from < changed_at
    if layout != LAYOUT or (is_stale and (flags & GATED or now >= keep_until)):
        return Missing(VARIANTS[benefits])
    if known is not None and names(known, bytes(copy[COPY.size : etag_end])):
        return _new(Kept, (304, copy, etag_end, head_304_end, VARIANTS[benefits], is_stale, kind))
    return _new(Kept, (200, copy, head_304_end, head_end, VARIANTS[benefits], is_stale, kind))


def last_resort(shelf: Shelf, snapshot: Snapshot, request: Request, variant: Variant) -> Kept | None:
    """For the hour in which nothing can be printed: the open copy in this variant, however old. Never a gated or a withdrawn one."""
    page = shelf.page_record(snapshot, request.path)
    if page is None:
        return None
    variant = Variant(variant.benefits & page.changes)
    copy = shelf.copy(snapshot, request.path, variant, request.encoding)
    row = read_copy(copy) if copy is not None else None
    if copy is None or row is None or row.is_gated:
        return None
    if request.known is not None and names(request.known, bytes(copy[COPY.size : row.etag_end])):
        return Kept(304, copy, row.etag_end, row.head_304_end, variant, is_stale=True, kind=page.kind)
    return Kept(200, copy, row.head_304_end, row.head_end, variant, is_stale=True, kind=page.kind)


def names(known: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names this copy (weak comparison, RFC 9110, 13.1.2). `known` is the line's value, `etag` has its quotes."""
    if known in (etag, b"*"):
        return True
    return etag in (word.strip(b" \t").removeprefix(b"W/") for word in known.split(b","))
