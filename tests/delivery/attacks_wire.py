"""A connection without a network: a protocol of uvicorn's on a wire that keeps what is written, and what was answered, read as a browser reads it."""

import asyncio
import gzip
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from uvicorn.config import Config
from uvicorn.server import ServerState

from tests.delivery.attacks_mutation import Sending

DATE = [(b"date", b"Tue, 24 Nov 2026 09:00:00 GMT")]
STUCK_SECONDS = 60  # then something waits for what never comes; on a machine with much else to do a thread may wait for seconds
CLOGGED_SECONDS = 0.05


class Said(NamedTuple):
    """What came back over one connection.

    out     the bytes
    closed  whether the paper ended it
    broken  what escaped from the protocol: a server would log it and drop the connection
    asked   how many requests reached the application behind the protocol
    """

    out: bytes
    closed: bool
    broken: str
    asked: int

    def is_same(self, other: "Said") -> bool:
        """Byte for byte; who answered doesn't count."""
        return self[:3] == other[:3]

    def is_as_far_on_as(self, other: "Said") -> bool:
        """Of a hasty reader: nonsense that comes while an answer is being made ends the connection, and what was not out by then is lost.
        The fast lane's answers are out at once; so there, and only there, it may have said more before the same end."""
        return self.is_same(other) or (
            self.closed and other.closed and self.broken == other.broken and bool(heard(self.out)) and self.out.endswith(other.out)
        )


class Heard(NamedTuple):
    """One answer, as a browser reads it: its body unpacked."""

    status: int
    head: bytes
    body: bytes

    @property
    def refuses(self) -> bool:
        return self.status >= 400


class Wire(asyncio.Transport):
    """Keeps what is written, until it is closed."""

    def __init__(self) -> None:
        super().__init__({"sockname": ("127.0.0.1", 8000), "peername": ("192.0.2.1", 4711)})
        self.out, self.shut, self.paused = bytearray(), False, False

    def write(self, data: bytes) -> None:
        if not self.shut:
            self.out += data

    def close(self) -> None:
        self.shut = True

    abort = close

    def is_closing(self) -> bool:
        return self.shut

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False

    def get_write_buffer_size(self) -> int:
        return 0

    def set_protocol(self, protocol: Any) -> None:
        """A wire has one."""


async def said(config: Config, kind: Callable[..., Any], sending: Sending, patience_seconds: float) -> Said:
    """Sends the pieces and gathers what comes back. A body that was announced and never comes is waited for so long."""
    state, asked = ServerState(), config.loaded_app.asked
    state.default_headers = DATE
    protocol, wire = kind(config=config, server_state=state, app_state={}), Wire()
    protocol.connection_made(wire)
    if sending.clogged:
        protocol.pause_writing()
    broken = ""
    for piece in sending.pieces:
        if sending.clogged:
            await _turns(3)
        await _until_heard(protocol, wire, state, hasty=sending.hasty or sending.clogged)
        if wire.shut:
            break
        try:
            protocol.data_received(piece)
        except Exception as error:  # noqa: BLE001 - a server would end the connection, and so does the wire
            broken = repr(error)
            break
    if sending.clogged:
        await _turns(3)
        protocol.resume_writing()
    broken = broken or await _until_answered(protocol, state, patience_seconds)
    out, shut = bytes(wire.out), wire.shut
    protocol.connection_lost(None)
    protocol._unset_keepalive_if_required()
    if state.tasks:
        _, unfinished = await asyncio.wait(list(state.tasks), timeout=STUCK_SECONDS)
        broken = broken or ("still being answered after the reader had left" if unfinished else "")
    return Said(out, shut, broken, config.loaded_app.asked - asked)


async def _until_heard(protocol: Any, wire: Wire, state: ServerState, *, hasty: bool) -> None:
    """Hasty: only as long as the protocol does not want to read. A reader who takes nothing is not waited for."""
    clogged_until = asyncio.get_running_loop().time() + CLOGGED_SECONDS
    while state.tasks and not wire.shut and (wire.paused or not hasty) and not _waits_for_more(protocol):
        if protocol.flow.write_paused and asyncio.get_running_loop().time() > clogged_until:
            protocol.resume_writing()
        await _a_moment(state)


async def _until_answered(protocol: Any, state: ServerState, patience_seconds: float) -> str:
    now = asyncio.get_running_loop().time
    end, stuck = now() + patience_seconds, now() + STUCK_SECONDS
    while state.tasks and now() < stuck and (not _waits_for_more(protocol) or now() < end):
        await _a_moment(state)
    return "not answered" if now() >= stuck else ""


def _waits_for_more(protocol: Any) -> bool:
    """The last request's body is not whole: nothing may come before the rest of it does."""
    return protocol.cycle is not None and protocol.cycle.more_body and not protocol.pipeline


async def _a_moment(state: ServerState) -> None:
    for _ in range(5):
        await asyncio.sleep(0)
        if not state.tasks:
            return
    await asyncio.wait(list(state.tasks), timeout=0.02)


async def _turns(many: int) -> None:
    for _ in range(many):
        await asyncio.sleep(0)


def heard(out: bytes) -> list[Heard]:
    """The answers on a wire, one after the other; what only says “go on” is none. A body that ends in the midst ends the list."""
    told: list[Heard] = []
    while out:
        head, end, rest = out.partition(b"\r\n\r\n")
        status = int(head[9:12]) if head.startswith(b"HTTP/1.1 ") and head[9:12].isdigit() else 0
        if not end or not status:
            told.append(Heard(0, head, rest))
            break
        if status < 200:  # “go on”, said before an answer to whoever expects it
            out = rest
            continue
        body, out = _body(head, rest, status)
        told.append(Heard(status, head, _unpacked(_field(head, b"content-encoding"), body)))
    return told


def _body(head: bytes, rest: bytes, status: int) -> tuple[bytes, bytes]:
    """A HEAD's answer has none, whatever its length says: the next answer follows at once, or nothing does."""
    if status in (204, 304) or not rest or rest.startswith(b"HTTP/1.1 "):
        return b"", rest
    if _field(head, b"transfer-encoding") == b"chunked":
        return _chunks(rest)
    length = int(_field(head, b"content-length") or 0)
    return rest[:length], rest[length:]


def _chunks(rest: bytes) -> tuple[bytes, bytes]:
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        body, rest = body + rest[:length], rest[length + 2 :]
        if not length:
            break
    return body, rest


def _field(head: bytes, name: bytes) -> bytes:
    found = re.search(rb"\r\n%b: ([^\r]*)" % name, head, re.IGNORECASE)
    return found[1] if found else b""


@lru_cache(maxsize=256)
def _unpacked(coding: bytes, body: bytes) -> bytes:
    if coding == b"br" and body:
        return brotli.decompress(body)
    return gzip.decompress(body) if coding == b"gzip" and body else body
