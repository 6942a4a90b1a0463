"""What tests of the shelf and the door print: small pages with the heads that the contract asks for."""

import gzip
import time

import brotli

from broadsheet.delivery.reader_pass import letters
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import Page
from broadsheet.delivery.variant import IDENTITY, Variant

OPEN, PARTNER = Variant(), Variant(1)
PATH = b"/2026/11/24/four-in-the-morning-fish-street/"


def head(variant: Variant = OPEN, gated: bool = False) -> bytes:
    """The header lines of a kept page."""
    told = letters(variant.benefits) or "open"
    kept = "private, no-store" if gated else "private, no-cache"
    return f"content-type: text/html; charset=utf-8\r\ncache-control: {kept}\r\nvary: Accept-Encoding, Cookie\r\nx-broadsheet-variant: {told}\r\n".encode()


def shelve(
    shelf: Shelf,
    path: bytes = PATH,
    text: bytes = b"Fish Street at four",
    *,
    variant: Variant = OPEN,
    changes: int = 1,
    shows: tuple[str, ...] = ("article-1",),
    gated: bool = False,
    printed_from: int | None = None,
    fresh_seconds: int = 600,
    keep_seconds: int = 6_000,
    now: float | None = None,
) -> bool:
    """Prints and shelves one page in one variant."""
    now = time.time() if now is None else now
    page = Page(changes, may_ask=False, fresh_until=int(now + fresh_seconds), keep_until=int(now + keep_seconds), gated=gated)
    moment = shelf.moment() if printed_from is None else printed_from
    bodies = brotli.compress(text, quality=2), gzip.compress(text, mtime=0), text
    lines = head(variant, gated)
    return shelf.put(path, page, moment, variant, bodies, lines, lines, shows, now)


def found(shelf: Shelf, path: bytes = PATH, variant: Variant = OPEN) -> bytes | None:
    """The stored plain copy, heads included."""
    with shelf.look() as snapshot:
        copy = shelf.copy(snapshot, path, variant, IDENTITY)
        return None if copy is None else bytes(copy)
