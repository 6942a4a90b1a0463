"""The fast lane: a complete, plainly simple GET or HEAD for a copy on the shelf is answered inside uvicorn's protocol, with the very bytes
of the door's own answer. Everything else goes, untouched, to uvicorn's parser, the door and Django.

A request is read by whole header lines. A line that was seen before and changes nothing is dropped by one look into a set.
"""

import logging
import re
from collections.abc import Callable
from itertools import filterfalse
from typing import Any, ClassVar

from broadsheet.delivery.answer import Kept, answer
from broadsheet.delivery.cookies import read_cookies
from broadsheet.delivery.counters import FAST_LANE
from broadsheet.delivery.door import Door
from broadsheet.delivery.doorkeeper import GuardedProtocol
from broadsheet.delivery.origin import is_only_trackers
from broadsheet.delivery.variant import IDENTITY, encoding_for

LONGEST_REQUEST_BYTES = 8_192
MOST_LINES_REMEMBERED = 4_096  # emptied when full
LONGEST_LINE_REMEMBERED_BYTES = 400
HOST, ENCODING, COOKIE, KNOWN, CONNECTION, COMMON, FORWARDED_HOST, OTHERS, ANY = range(9)
KINDS = {
    b"host": HOST, b"accept-encoding": ENCODING, b"cookie": COOKIE, b"if-none-match": KNOWN, b"connection": CONNECTION,
}  # fmt: skip
# A request with one of these is never the fast lane's.
KINDS |= dict.fromkeys(
    b"authorization content-length expect http2-settings if-match if-modified-since if-range if-unmodified-since keep-alive proxy-connection range te"
    b" trailer transfer-encoding upgrade x-http-method-override x-original-url x-rewrite-url".split(),
    OTHERS,
)
# Lines that thousands of readers send alike are remembered. Those of any other name are read each time: cookies, referers and
# numbers of requests would flush the memory.
KINDS |= dict.fromkeys(
    b"accept accept-language cache-control dnt pragma priority save-data sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest"
    b" sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc upgrade-insecure-requests user-agent".split(),
    COMMON,
)
GET, HEAD = b"GET", b"HEAD"
_PLAIN = re.compile(rb"[!\"$-~]*").fullmatch  # of a query: what every server reads alike, and no “#”
CHANGES_NOTHING = ANY, b""
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_TEXT = bytes(code for code in range(256) if (code >= 32 and code != 127) or code == 9)  # what a header's value may hold
log = logging.getLogger("broadsheet.fast_lane")


class Lines:
    """What is known of header lines, as whole as they were sent. One per door: what they mean depends on the paper's hosts."""

    def __init__(self, is_our_host: Callable[[bytes], bool], *, trusts_proxy: bool) -> None:
        self._is_our_host = is_our_host
        self._kinds = KINDS | ({b"x-forwarded-host": FORWARDED_HOST} if trusts_proxy else {})
        self.idle: set[bytes] = set()  # change nothing
        self.is_idle = self.idle.__contains__
        self.told: dict[bytes, tuple[int, Any]] = {}  # hosts and encodings
        self._names: dict[bytes, int] = {}

    def read(self, line: bytes) -> tuple[int, Any] | None:
        """What one line means, which ends in CR: its kind and value. None hands the request over. Depends on the line alone."""
        name, colon, value = line.partition(b":")
        kind = self._names.get(name)
        if kind is None:
            kind = self._learn_name(name)
        if kind == OTHERS or not colon or value[-1:] != b"\r" or value.translate(None, _TEXT) != b"\r":
            return None
        if kind == ANY:
            return CHANGES_NOTHING
        value = value[:-1].lstrip(b" \t")
        if value[-1:].isspace():
            return None  # what trails is uvicorn's to judge
        return (kind, value) if kind in (COOKIE, KNOWN) else self._learn(line, kind, value)

    def _learn_name(self, name: bytes) -> int:
        kind = self._kinds.get(name.lower(), ANY) if _NAME(name) else OTHERS
        if len(self._names) >= MOST_LINES_REMEMBERED:
            self._names.clear()
        if len(name) < 64:
            self._names[name] = kind
        return kind

    def _learn(self, line: bytes, kind: int, value: bytes) -> tuple[int, Any] | None:
        if kind == CONNECTION and value.lower() != b"keep-alive":
            return None
        if kind in (HOST, FORWARDED_HOST) and not self._is_our_host(value.lower()):
            return None
        if len(self.idle) + len(self.told) >= MOST_LINES_REMEMBERED:
            self.idle.clear()
            self.told.clear()
        if kind in (CONNECTION, COMMON):
            if len(line) < LONGEST_LINE_REMEMBERED_BYTES:
                self.idle.add(line)
            return CHANGES_NOTHING
        encoding = encoding_for(value) if kind == ENCODING else None
        told = kind, (IDENTITY if encoding is None else encoding) if kind == ENCODING else value
        if len(line) < LONGEST_LINE_REMEMBERED_BYTES:
            self.told[line] = told
        return told


class FastLane(GuardedProtocol):
    """`fast_lane_for` makes one over a door."""

    door: ClassVar[Door]
    lines: ClassVar[Lines]
    head_of_200 = head_of_304 = b""
    dated_by: Any = None

    def data_received(self, data: bytes) -> None:
        """Whatever a reader sends."""
        self.was_heard = True
        if self.with_parser or data[-4:] != b"\r\n\r\n" or len(data) > LONGEST_REQUEST_BYTES or not self._is_answered(data):
            self.hand_over(data)

    def _is_answered(self, data: bytes) -> bool:  # noqa: C901, PLR0911, PLR0912 - see its docstring
        """Reads one whole request. False: it is somebody else's. Long because it is one pass over the lines, and each call would cost 60 ns."""
        cycle = self.cycle
        if (cycle is not None and not cycle.response_complete) or self.flow.write_paused:
            return False
        lines = data.split(b"\n")  # three times as fast as by two letters; each line keeps its CR, and a bare LF is found by its absence
        del lines[-2:]
        first = lines.pop(0)
        if first[-10:] != b" HTTP/1.1\r":
            return False
        is_get = first[:5] == b"GET /"
        if not is_get and first[:6] != b"HEAD /":
            return False
        path = first[4:-10] if is_get else first[5:-10]
        if b"?" in path:
            path, _, query = path.partition(b"?")
            if not _PLAIN(query) or not is_only_trackers(query):
                return False
        known_lines = self.lines
        told_lines = known_lines.told
        host = forwarded = encoding = cookies = known = None
        for line in filterfalse(known_lines.is_idle, lines):
            told = told_lines.get(line) or known_lines.read(line)
            if told is None:
                return False
            kind, value = told
            if kind == ANY:
                continue
            if kind == COOKIE and cookies is None:
                cookies = value
            elif kind == ENCODING and encoding is None:
                encoding = value
            elif kind == HOST and host is None:
                host = value
            elif kind == KNOWN and known is None:
                known = value
            elif kind == FORWARDED_HOST and forwarded is None:
                forwarded = value
            else:
                return False  # twice
        if host is None:
            return False
        note, signed_in = read_cookies(cookies) if cookies is not None else (None, False)
        try:
            return self._hand_out(is_get, path, IDENTITY if encoding is None else encoding, note, signed_in, known)
        except Exception:
            log.exception("%r could not be answered in the fast lane; the door tries.", path)
            return False

    def _hand_out(self, is_get: bool, path: bytes, encoding: int, note: bytes | None, signed_in: bool, known: bytes | None) -> bool:
        """Looks for the copy and writes it. Long because nothing may happen between the glance and its end but this."""
        door = self.door
        now = door.clock()
        shelf = door.shelf.file
        glance = shelf.glance()
        try:
            found = answer(door.pages, door.passes, glance, path, encoding, note, signed_in, known, now)
            if found.__class__ is not Kept:
                return False
            status, copy, start, end, variant, is_stale, kind = found
            if self.dated_by is not self.server_state.default_headers:
                self._new_date()
            if status == 304:
                whole, body_bytes = self.head_of_304 + copy[start:end], 0
            elif is_get:
                whole, body_bytes = (
                    b"".join((self.head_of_200, copy[start:])),
                    len(copy) - end,
                )  # the one copy: a view must not outlive its snapshot
            else:
                whole, body_bytes = self.head_of_200 + copy[start:end], 0
        finally:
            shelf.look_away(glance)
        if is_stale:
            door.origin.want(path, variant)
        benefits, _ = variant
        door.counters.count(FAST_LANE, kind, benefits, status, body_bytes)
        door.access_log.note_kept(now, GET if is_get else HEAD, path, status, benefits, body_bytes)
        self.transport.write(whole)
        return True

    def _new_date(self) -> None:
        self.dated_by = self.server_state.default_headers  # uvicorn makes a new list every second
        lines = b"".join(b"%b: %b\r\n" % pair for pair in self.dated_by)
        self.head_of_200, self.head_of_304 = b"HTTP/1.1 200 OK\r\n" + lines, b"HTTP/1.1 304 Not Modified\r\n" + lines


def fast_lane_for(door: Door) -> type[FastLane]:
    """The protocol that answers from this door's shelf, for uvicorn.Config(http=…)."""
    lines = Lines(door.is_our_name, trusts_proxy=door.trusts_proxy)
    return type("PaperLane", (FastLane,), {"door": door, "lines": lines, "each_second": staticmethod(door.counters.say_open_connections)})
