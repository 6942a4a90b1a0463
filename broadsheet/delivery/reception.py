"""The reception before Django's threads: nobody takes one who has not sent all of their request, and no more wait for one than can be served."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile

from broadsheet.delivery.answer import Answer
from broadsheet.delivery.asgi import App, HeaderLines, Message, Receive, Scope, Send, send_answer

KEPT_IN_MEMORY_BYTES = 16 << 10  # of a body; more lies in a file
LONGEST_FORM_BYTES = 1 << 20
LONGEST_UPLOAD_BYTES = 64 << 20  # a press photographer's picture has 30 MB at most; settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
UPLOADED_TO = "/newsroom/"
FORM_SECONDS, UPLOAD_SECONDS = 30.0, 600.0  # for a whole body; the doorkeeper sends away who sends nothing at all
MOST_BODIES = 2_000  # received at once
MOST_BODIES_EACH = 50  # from one address, so that one who dawdles keeps nobody else from sending
MOST_WAITING = 500  # for Django to begin an answer
PIECE_BYTES = 64 << 10
Body = SpooledTemporaryFile[bytes]


class Reception:
    """An ASGI application around one that takes a thread for each request. One per worker."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._receiving: Counter[str] = Counter()  # by address
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with self._gathered(scope, receive) as gathered:
                await self._admitted({**scope, "headers": _with_one_cookie_line(scope["headers"])}, gathered, send)
        except Refused as refused:
            await send_answer(send, refused.answer, scope["method"] != "HEAD")
        except ReaderLeft:
            return

    async def _admitted(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._waiting >= MOST_WAITING:
            raise _refused(503, "Too much is asked for at once. Please try again in a moment.")
        self._waiting += 1
        is_waiting = True

        async def send_and_note(message: Message) -> None:
            nonlocal is_waiting
            if is_waiting:  # an answer that nobody reads holds no thread
                self._waiting, is_waiting = self._waiting - 1, False
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._waiting -= is_waiting

    @asynccontextmanager
    async def _gathered(self, scope: Scope, receive: Receive) -> AsyncIterator[Receive]:
        """What hands out the whole body, once all of it is here. A GET has none that anybody reads."""
        if scope["method"] in ("GET", "HEAD") or not _announces_a_body(scope):
            yield receive
            return
        address = scope["client"][0] if scope.get("client") else ""
        if self._receiving[address] >= MOST_BODIES_EACH or self._receiving.total() >= MOST_BODIES:
            raise _refused(503, "Too much is being sent at once. Please try again in a moment.")
        with SpooledTemporaryFile(KEPT_IN_MEMORY_BYTES) as body:
            self._receiving[address] += 1
            try:
                await _receive_all(receive, body, is_upload=scope["path"].startswith(UPLOADED_TO))
            finally:
                self._receiving[address] -= 1
                self._receiving += Counter()  # forgets who sends nothing any more
            yield _handing_out(body)


class Refused(Exception):
    """The request is not let in; what to say instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"Not let in: {answer.status}.")
        self.answer = answer


class ReaderLeft(Exception):
    """Nobody is there to be answered any more."""


async def _receive_all(receive: Receive, body: Body, *, is_upload: bool) -> None:
    size, most_bytes = 0, LONGEST_UPLOAD_BYTES if is_upload else LONGEST_FORM_BYTES
    try:
        async with asyncio.timeout(UPLOAD_SECONDS if is_upload else FORM_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ReaderLeft
                size += len(message.get("body", b""))
                if size > most_bytes:
                    raise _refused(413, f"This is larger than the {most_bytes >> 20} MB that are taken here.")
                body.write(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        raise _refused(408, "This took too long to arrive. Please try again.") from None


def _handing_out(body: Body) -> Receive:
    size, handed_out = body.tell(), 0
    body.seek(0)

    async def hand_out() -> Message:
        nonlocal handed_out
        piece = body.read(PIECE_BYTES)
        handed_out += len(piece)
        return {"type": "http.request", "body": piece, "more_body": handed_out < size}

    return hand_out


def _announces_a_body(scope: Scope) -> bool:
    lines = HeaderLines(scope["headers"])
    return lines.joined(b"content-length") not in (None, b"0") or bool(lines.all(b"transfer-encoding"))


def _with_one_cookie_line(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """WSGI joins lines of one name by a comma, which parts no cookies: a reader's second Cookie line would be lost, or garble the first."""
    cookies = [value for name, value in headers if name == b"cookie"]
    if len(cookies) < 2:
        return headers
    return [*((name, value) for name, value in headers if name != b"cookie"), (b"cookie", b"; ".join(cookies))]


def _refused(status: int, sentence: str) -> Refused:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), (b"connection", b"close")]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    return Refused(Answer(status, headers, sentence.encode() + b"\n"))
