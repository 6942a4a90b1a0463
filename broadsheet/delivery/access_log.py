"""The access log: one line a request, no address and no cookie of a reader, nothing they searched for."""

import asyncio
import logging
from datetime import UTC, datetime
from enum import StrEnum
from typing import BinaryIO

from broadsheet.delivery.reader_pass import letters
from broadsheet.delivery.variant import Variant

LONGEST_WAIT_SECONDS = 1.0
MOST_WAITING_LINES = 500
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

    def __init__(self, stream: BinaryIO) -> None:
        """`stream` is best opened unbuffered and for appending."""
        self._stream = stream
        self._lines: list[bytes] = []
        self._flushing: asyncio.TimerHandle | None = None

    def note(
        self, begun_at: float, method: str, path: bytes, status: int, variant: Variant | None, kind: Kind, seconds: float, size: int
    ) -> None:
        """One request. Called in the event loop; `path` without its query; `variant` is None where no page of a variant was handed out."""
        seen_at = datetime.fromtimestamp(begun_at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        kept_as = "-" if variant is None else letters(variant.benefits) or "open"
        shown = _without_personal_parts(path).decode("ascii", "backslashreplace")
        self._lines.append(f"{seen_at}Z {method} {shown} {status} {kept_as} {kind} {seconds * 1000:.1f} {size}\n".encode())
        if len(self._lines) >= MOST_WAITING_LINES:
            self.flush()
        elif self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_later(LONGEST_WAIT_SECONDS, self.flush)

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


def _without_personal_parts(path: bytes) -> bytes:
    return next((prefix + b"..." for prefix in PERSONAL if path.startswith(prefix) and path != prefix), path)
