"""What lies on the shelf of the bench's own paper: the pages that the press printed, and twenty thousand made of them, laid down as the press does."""

import gzip
import random
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import NamedTuple

import brotli

from broadsheet.delivery.press import Press
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import COPY, Page, read_copy
from broadsheet.delivery.variant import ENCODINGS, IDENTITY, Variant
from broadsheet.news.article import Article

OPEN, PREMIUM = Variant(0), Variant(int(Benefit.PREMIUM))
FIRST_DAY = date(2020, 1, 1)
BATCH = 500
BROTLI_QUALITY, GZIP_LEVEL = 5, 5  # the press's own 6 would cost twenty seconds more and save 2 %
_PARAGRAPH = re.compile(r"<p>[^<]{200,}</p>")
_LINE = re.compile(rb"[^\r\n]+\r\n")


class Print(NamedTuple):
    """What the press made of one article for one kind of reader, and how it lies on the shelf."""

    article: Article
    variant: Variant
    html: str
    head: bytes
    head_304: bytes
    page: Page
    shows: tuple[str, ...]


class Sheet(NamedTuple):
    """One page to be shelved."""

    path: bytes
    print: Print
    html: bytes
    shows: tuple[str, ...]


def prints_of(article: Article, press: Press, shelf: Shelf) -> list[Print]:
    """Prints this article for every kind of reader it is different for. Raises RuntimeError where the press shelves nothing."""
    return [_printed(article, variant, press, shelf) for variant in ([OPEN] if article.is_open else [OPEN, PREMIUM])]


def path_of(number: int) -> bytes:
    """Where the page of this number stands."""
    day = FIRST_DAY + timedelta(days=number // 20)
    return f"/{day:%Y/%m/%d}/{_slug(number)}/".encode()


def fill(shelf: Shelf, prints: Sequence[Sequence[Print]], pages: int) -> Iterator[int]:
    """Shelves so many pages, each of other bytes, in all variants of the article they are made of. Yields how many lie there."""
    with ThreadPoolExecutor(2) as threads:  # both packers let other threads run
        for first in range(0, pages, BATCH):
            numbers = range(first, min(first + BATCH, pages))
            sheets = [_sheet(number, one) for number in numbers for one in prints[number % len(prints)]]
            for sheet, bodies in zip(sheets, threads.map(_packed, sheets), strict=True):
                _put(shelf, sheet, bodies)
            yield numbers.stop


def body_and_etag(shelf: Shelf, path: bytes, variant: Variant, encoding: int) -> tuple[bytes, bytes]:
    """As they lie there. Raises LookupError where nothing does."""
    with shelf.look() as snapshot:
        copy = shelf.copy(snapshot, path, variant, encoding)
        if copy is None:
            raise LookupError(f"Nothing lies on the shelf at {path.decode()} for {variant} in {ENCODINGS[encoding].decode()}.")
        row = read_copy(copy)
        return bytes(copy[row.head_end :]), bytes(copy[COPY.size : row.etag_end])


def head_lines(shelf: Shelf, path: bytes, variant: Variant) -> list[tuple[str, str]]:
    """The header lines of a kept page that are not about its body."""
    with shelf.look() as snapshot:
        copy = shelf.copy(snapshot, path, variant, IDENTITY)
        if copy is None:
            raise LookupError(f"Nothing lies on the shelf at {path.decode()}.")
        row = read_copy(copy)
        lines = bytes(copy[row.etag_end : row.head_304_end]).decode("latin-1").split("\r\n")
    named = [line.partition(": ") for line in lines if line]
    return [(name, value) for name, _, value in named if name != "etag"]


def _printed(article: Article, variant: Variant, press: Press, shelf: Shelf) -> Print:
    answer, path = press(article.path, variant), article.path.encode()
    if not answer.shelved:
        raise RuntimeError(f"The page {article.path} was printed with {answer.status} and not shelved.")
    with shelf.look() as snapshot:
        record, copy = shelf.page_record(snapshot, path), shelf.copy(snapshot, path, variant, IDENTITY)
        if record is None or copy is None:
            raise RuntimeError(f"The page {article.path} is not on the shelf.")
        row = read_copy(copy)
    page = Page(record.changes, record.may_ask, row.fresh_until, row.keep_until, row.is_gated)
    lines = [(name, value) for name, value in answer.headers if name != b"content-length"]
    head = b"".join(b"%b: %b\r\n" % line for line in lines)
    head_304 = b"".join(b"%b: %b\r\n" % line for line in lines if line[0] != b"content-type")
    shows = tuple(dict(lines)[b"surrogate-key"].decode().split())
    return Print(article, variant, answer.body.decode(), head, head_304, page, shows)


def _sheet(number: int, made_of: Print) -> Sheet:
    """A page of its own address, headline and name, its paragraphs in an order of their own."""
    article, source = made_of.article, random.Random(number)  # noqa: S311 - the same each time
    texts = _PARAGRAPH.findall(made_of.html)
    source.shuffle(texts)
    left = iter(texts)
    html = _PARAGRAPH.sub(lambda _: next(left), made_of.html)
    html = html.replace(article.path, path_of(number).decode()).replace(article.headline, f"{article.headline} {number}")
    shows = tuple(f"article-{1_000_000 + number}" if thing == article.thing else thing for thing in made_of.shows)
    return Sheet(path_of(number), made_of, html.encode(), shows)


def _slug(number: int) -> str:
    return f"story-number-{number}-of-what-lies-here"


def _packed(sheet: Sheet) -> tuple[bytes, bytes, bytes]:
    return brotli.compress(sheet.html, quality=BROTLI_QUALITY), gzip.compress(sheet.html, GZIP_LEVEL, mtime=0), sheet.html


def _put(shelf: Shelf, sheet: Sheet, bodies: tuple[bytes, bytes, bytes]) -> None:
    made_of = sheet.print
    keys = " ".join(sheet.shows).encode()
    heads = [_with_keys(head, keys) for head in (made_of.head, made_of.head_304)]
    shows = [*sheet.shows, "masthead"]
    if not shelf.put(sheet.path, made_of.page, shelf.moment(), made_of.variant, bodies, heads[0], heads[1], shows, time.time()):
        raise RuntimeError(f"The page {sheet.path.decode()} could not be shelved.")


def _with_keys(head: bytes, keys: bytes) -> bytes:
    return b"".join(b"surrogate-key: %b\r\n" % keys if line.startswith(b"surrogate-key:") else line for line in _LINE.findall(head))
