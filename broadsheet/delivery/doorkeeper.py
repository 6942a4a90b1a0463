"""Who may stay at the door: uvicorn's protocol with deadlines and limits of its own. One timer a worker, none a request."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

HEAD_SECONDS = 10.0  # from a request's first byte, or the connection's beginning, to the end of its head
BODY_SECONDS = 30.0  # without a byte of a body that was announced
IDLE_SECONDS = 75.0
UNREAD_SECONDS = 30.0  # without progress of an answer
ROUND_SECONDS = 1.0
LONGEST_HEAD_BYTES = 131_072  # uvicorn's httptools protocol alone knows no limit
MOST_WAITING = 100  # requests sent ahead on one connection; uvicorn alone would queue 14,000 of one read, a kilobyte each
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

_walked: WeakSet[ServerState] = WeakSet()  # servers whose connections are looked after


class GuardedProtocol(HttpToolsProtocol):
    """Used with the fast lane (which is made from it) and without. What it leans on in uvicorn is held by tests/delivery/test_uvicorns_parts.py."""

    with_parser = False  # bytes of an unfinished message lie in uvicorn's parser, or the connection is its for good
    in_head = in_body = False  # of the message that the parser is at; behind a body's last piece trailers may stand
    refused = False
    head_bytes = 0  # of a head, or of what stands behind a body
    had_body = False  # in the chunk at hand
    began_at = heard_at = 0.0
    was_heard = True  # since the doorkeeper's last round, which says when: a clock read at every request would cost more
    unsent_bytes, unsent_at = 0, 0.0
    running: RequestResponseCycle | None = None  # whose answer is being made; uvicorn's `cycle` is the request that came last
    each_second: Callable[[int], None] | None = None  # told how many connections are open

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """A reader comes. The first one of a server sets its doorkeeper going."""
        super().connection_made(transport)
        self.began_at = time.monotonic()
        self.was_heard = False
        if self.server_state not in _walked:
            _walked.add(self.server_state)
            self.loop.call_later(ROUND_SECONDS, _walk_round, self.loop, self.server_state, type(self).each_second)

    def data_received(self, data: bytes) -> None:
        """Whatever a reader sends, for uvicorn's parser."""
        self.was_heard = True
        self.hand_over(data)

    def hand_over(self, data: bytes) -> None:
        """To uvicorn's parser, which keeps what is unfinished."""
        if self.parser is None or self.refused:
            return
        if not self.with_parser:
            self.with_parser, self.began_at = True, time.monotonic()  # until the parser reports the end of a message
        was_in_head, was_in_body, self.had_body = self.in_head, self.in_body, False
        super().data_received(data)
        # The chunk a head begins in may hold the end of something else. Trailers behind a body are lines without end too.
        if (self.in_head and was_in_head) or (self.in_body and was_in_body and not self.had_body):
            self.head_bytes += len(data)
            if self.head_bytes > LONGEST_HEAD_BYTES:
                self._refuse()

    def on_message_begin(self) -> None:
        """The parser's."""
        self.with_parser, self.in_head, self.in_body = True, True, False
        self.head_bytes, self.began_at = 0, time.monotonic()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """The parser's. Trailers are dropped (RFC 9110, 6.5.1): uvicorn would add them to the head, without end."""
        if self.in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The parser's. Nobody is asked for an answer to a head that is too long, or sent too far ahead."""
        self.in_head, self.in_body = False, True
        if self.refused:
            return
        if len(self.pipeline) >= MOST_WAITING:
            self.refused = True
            self._let_go()
            self.transport.abort()
        elif len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > LONGEST_HEAD_BYTES:
            self._refuse()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """The parser's."""
        self.had_body, self.head_bytes = True, 0
        if not self.refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The parser's."""
        self.in_body = False
        if not self.refused:
            super().on_message_complete()
            self.with_parser = self.parser.should_upgrade()  # after an Upgrade or CONNECT: its for good

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader has left, or was sent away."""
        self._let_go()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def _let_go(self) -> None:
        """Nobody reads an answer any more. By itself uvicorn tells only the request that came last: those before it would be answered into a
        closed connection, and each leave a page of errors in the log."""
        self.pipeline.clear()
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()

    def timeout_keep_alive_handler(self) -> None:
        """Its own timer for idle connections starts only after its own answers: the doorkeeper's rounds count instead."""

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says to nonsense; by itself it would write that into the midst of an answer that is being sent."""
        if self.is_answering:
            self._let_go()
            self.transport.close()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        self.refused = True
        if self.is_answering:
            self._let_go()
            self.transport.abort()  # a second answer in the midst of the first would be taken for a part of it
        else:
            self.transport.write(TOO_LONG)
            self.transport.close()

    @property
    def is_answering(self) -> bool:
        """An answer of uvicorn's is being made or sent."""
        return self.cycle is not None and not self.cycle.response_complete

    def is_overdue(self, now: float) -> bool:
        """Whether this reader has kept us waiting too long. Called once a second."""
        if self.was_heard:
            self.heard_at, self.was_heard = now, False
        unsent = self.transport.get_write_buffer_size()
        if unsent != self.unsent_bytes or not unsent:
            self.unsent_bytes, self.unsent_at = unsent, now
        if unsent:
            return now - self.unsent_at > UNREAD_SECONDS
        if self.is_answering:
            return self.with_parser and not self.flow.read_paused and now - self.heard_at > BODY_SECONDS
        if self.with_parser or not self.heard_at:
            return now - self.began_at > HEAD_SECONDS
        return now - self.heard_at > IDLE_SECONDS


def _walk_round(loop: asyncio.AbstractEventLoop, state: ServerState, each_second: Callable[[int], None] | None) -> None:
    """Once a second: sends away whoever never finishes a head or a body, never reads, or has gone quiet."""
    loop.call_later(ROUND_SECONDS, _walk_round, loop, state, each_second)
    now = time.monotonic()
    for one in list[Any](state.connections):
        if isinstance(one, GuardedProtocol) and one.is_overdue(now):
            one.transport.abort() if one.unsent_bytes else one.transport.close()
    if each_second is not None:
        each_second(len(state.connections))
