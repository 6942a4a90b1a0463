"""The access log: one line a request, no address and no cookie of a reader, nothing they searched for."""

import asyncio
import logging
import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Self

from broadsheet.delivery.reader_pass import letters
from broadsheet.delivery.variant import Variant

LONGEST_WAIT_SECONDS = 1.0
MOST_WAITING_LINES = 20_000
_SHOWN = tuple((letters(benefits) or "open").encode() for benefits in range(16))
LONGEST_PATH_SHOWN_BYTES = 500  # a stranger's may have 128 kB
PERSONAL = (
    b"/account/",
    b"/preview/",
    b"/alerts/",
    b"/appeal/",
    b"/support/",
    b"/hooks/",
    b"/held/",
)  # behind them: tokens, keys of accounts

log = logging.getLogger("broadsheet.access_log")


class Kind(StrEnum):
    """Who gave the answer."""

    KEPT = "kept"
    PRINTED = "printed"
    DJANGO = "django"
    FILE = "file"
    DOOR = "door"


class AccessLog:
    """Lines wait up to a second and are written in one piece, so that the lines of several workers do not mix in one file."""

    def __init__(self, stream: BinaryIO, path: Path | None = None) -> None:
        """`stream` is best opened unbuffered and for appending; `path` where it can be opened anew."""
        self._stream, self._path = stream, path
        self._lines: list[bytes] = []
        self._flushing: asyncio.TimerHandle | None = None
        self._moment, self._from, self._until = b"", 0.0, 0.0

    @classmethod
    def at(cls, path: Path) -> Self:
        """The log in this file."""
        return cls(path.open("ab", buffering=0), path)

    def note(
        self, begun_at: float, method: str, path: bytes, status: int, variant: Variant | None, kind: Kind, seconds: float, size: int
    ) -> None:
        """One request. Called in the event loop; `path` without its query; `variant` is None where no page of a variant was handed out."""
        kept_as = "-" if variant is None else letters(variant.benefits) or "open"
        shown = _without_personal_parts(path)[:LONGEST_PATH_SHOWN_BYTES].decode("ascii", "backslashreplace")
        self._add(f"{_in_words(begun_at)} {method} {shown} {status} {kept_as} {kind} {seconds * 1000:.1f} {size}\n".encode())

    def note_kept(self, now: float, method: bytes, path: bytes, status: int, benefits: int, size: int) -> None:
        """The same line for a copy that the fast lane handed out at once, for a fraction of the cost: no path of the shelf
        has a personal part."""
        if not self._from <= now < self._until:
            self._from = int(now * 1000) / 1000
            self._until = self._from + 0.001
            self._moment = _in_words(now).encode()
            if len(self._lines) >= MOST_WAITING_LINES:
                self.flush()
        self._lines.append(b"%b %b %b %d %b kept 0.0 %d\n" % (self._moment, method, path, status, _SHOWN[benefits], size))
        if self._flushing is None:
            self._flush_later()

    def _add(self, line: bytes) -> None:
        self._lines.append(line)
        if self._flushing is None:
            self._flush_later()
        elif len(self._lines) >= MOST_WAITING_LINES:
            self.flush()

    def _flush_later(self) -> None:
        self._flushing = asyncio.get_running_loop().call_later(LONGEST_WAIT_SECONDS, self.flush)

    def reopen_if_moved(self) -> None:
        """To be called once a second: whoever rotates logs moved the file, or deleted it, so its lines go into a new one from now on."""
        if self._path is None:
            return
        try:
            is_ours = os.path.samestat(self._path.stat(), os.fstat(self._stream.fileno()))
        except FileNotFoundError:
            is_ours = False
        if not is_ours:
            self.flush()
            anew = self._path.open("ab", buffering=0)  # first: where none can be opened, lines still go into the old one
            self._stream.close()
            self._stream = anew

    def flush(self) -> None:
        """Writes what waits."""
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        if self._lines:
            written, self._lines = b"".join(self._lines), []
            try:
                self._stream.write(written)
                self._stream.flush()
            except OSError:  # a full disk must not keep a page from its reader
                log.exception("%d bytes of the access log could not be written.", len(written))


def _in_words(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _without_personal_parts(path: bytes) -> bytes:
    return next((prefix + b"..." for prefix in PERSONAL if path.startswith(prefix) and path != prefix), path)
