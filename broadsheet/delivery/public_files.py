"""Static files and public media from disk: pre-compressed where they lie so, whole or in part."""

import asyncio
import mimetypes
import os
import re
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, NamedTuple

from broadsheet.delivery.answer import Headers, names
from broadsheet.delivery.variant import BROTLI, ENCODINGS, GZIP, encodings_for

CHUNK_BYTES = 256 << 10
SUFFIXES = {BROTLI: ".br", GZIP: ".gz"}
TYPES = {  # what Debian's own table lacks, or tells differently from machine to machine
    ".avif": "image/avif", ".css": "text/css", ".ico": "image/x-icon", ".ics": "text/calendar", ".js": "text/javascript",
    ".json": "application/json", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain", ".vtt": "text/vtt",
    ".webmanifest": "application/manifest+json", ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml",
}  # fmt: skip
IN_UTF_8 = frozenset(("application/json", "application/manifest+json", "application/xml", "image/svg+xml", "text/javascript"))
# What could run a script when opened by itself runs nothing and calls nobody.
COULD_RUN = (b"image/svg+xml", b"text/html", b"application/xhtml+xml", b"application/xml", b"text/xml")
SHUT_IN = b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_RANGE = re.compile(rb"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")


class FileRequest(NamedTuple):
    """The headers of a request that matter to a file, as sent; None where they are absent."""

    is_get: bool
    accept_encoding: bytes | None = None
    known: bytes | None = None
    range: bytes | None = None
    if_range: bytes | None = None


class Part(NamedTuple):
    """Bytes first to last, the last one included."""

    first: int
    last: int


class FileAnswer(NamedTuple):
    """What to send: `size` bytes of the stream from where it stands. The stream is closed by `chunks`."""

    status: int
    headers: Headers
    stream: BinaryIO | None
    size: int


def answer_file(path: Path, request: FileRequest) -> FileAnswer | None:
    """The answer for a file; None when there is none that can be read. Opens it, so call it in a thread."""
    opened = _open(path)
    if opened is None:
        return None
    stream, told = opened
    kind = content_type(path)
    headers: Headers = [
        (b"content-type", kind),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        (b"accept-ranges", b"bytes"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if kind.startswith(COULD_RUN):
        headers.append((b"content-security-policy", SHUT_IN))
    coding: int | None = None
    siblings = {place: path.with_name(path.name + suffix) for place, suffix in SUFFIXES.items()}
    if any(_is_there(sibling) for sibling in siblings.values()):
        headers.append((b"vary", b"Accept-Encoding"))
        if request.range is None:
            compressed = _compressed(siblings, request.accept_encoding)
            if compressed is not None:
                stream.close()
                stream, told, coding = compressed
    if coding is not None:
        headers.append((b"content-encoding", ENCODINGS[coding]))
    return _answer(stream, told, coding, headers, request)


def content_type(path: Path) -> bytes:
    """The type by the name's ending, text in UTF-8."""
    found = TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8".encode() if found.startswith("text/") or found in IN_UTF_8 else found.encode()


def chunks(answer: FileAnswer) -> Generator[bytes, None, None]:
    """The bytes to send, some at a time; a file that became shorter meanwhile ends early. Closes the stream."""
    if answer.stream is None:
        return
    with answer.stream as stream:
        left = answer.size
        while left > 0 and (chunk := stream.read(min(left, CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk


async def chunks_in_thread(answer: FileAnswer) -> AsyncIterator[bytes]:
    """The same, for an event loop: a slow disk stops nobody else."""
    parts = chunks(answer)
    try:
        while chunk := await asyncio.to_thread(next, parts, b""):
            yield chunk
    finally:
        parts.close()


def read_range(asked: bytes, size: int) -> Part | None:
    """The one part that is asked for. None: not understood, or several, so the whole is sent. Raises ValueError when nothing lies there."""
    parts = _RANGE.fullmatch(asked.strip())
    if parts is None:
        return None
    if parts[3] is not None:
        first, last = max(size - int(parts[3]), 0), size - 1
    else:
        first, last = int(parts[1]), min(int(parts[2] or size - 1), size - 1)
        if parts[2] and int(parts[2]) < first:
            return None
    if first >= size or first > last:
        raise ValueError(f"Of {size} bytes none lies in {asked!r}.")
    return Part(first, last)


def _open(path: Path) -> tuple[BinaryIO, os.stat_result] | None:
    try:
        stream = path.open("rb")
    except (OSError, ValueError):  # not there, no file, or no name a file could have
        return None
    told = os.fstat(stream.fileno())
    if S_ISREG(told.st_mode):
        return stream, told
    stream.close()
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the name with its ending is too long
        return False


def _compressed(siblings: dict[int, Path], accept_encoding: bytes | None) -> tuple[BinaryIO, os.stat_result, int] | None:
    for place in encodings_for(accept_encoding or b""):
        opened = _open(siblings[place]) if place in siblings else None
        if opened is not None:
            return *opened, place
    return None


def _answer(stream: BinaryIO, told: os.stat_result, coding: int | None, headers: Headers, request: FileRequest) -> FileAnswer:
    etag = b'"%x-%x%b"' % (told.st_mtime_ns, told.st_size, b"" if coding is None else b"-" + ENCODINGS[coding])
    headers.append((b"etag", etag))
    if request.known is not None and names(request.known, etag):
        return _bodyless(stream, 304, headers)
    part = None
    if request.range is not None and request.is_get and request.if_range in (None, etag):
        try:
            part = read_range(request.range, told.st_size)
        except ValueError:
            return _bodyless(stream, 416, [*headers, (b"content-range", b"bytes */%d" % told.st_size), (b"content-length", b"0")])
    size = told.st_size if part is None else part.last - part.first + 1
    headers.append((b"content-length", b"%d" % size))
    if not request.is_get:
        return _bodyless(stream, 200, headers)
    if part is None:
        return FileAnswer(200, headers, stream, size)
    stream.seek(part.first)
    return FileAnswer(206, [*headers, (b"content-range", b"bytes %d-%d/%d" % (*part, told.st_size))], stream, size)


def _bodyless(stream: BinaryIO, status: int, headers: Headers) -> FileAnswer:
    stream.close()
    return FileAnswer(status, headers, None, 0)
