"""The words of ASGI that the door uses, and how it reads and sends them."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from broadsheet.delivery.answer import Answer, Headers

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class WatchedSend:
    """Sends, and remembers what went out: for the access log, and to know whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.sent_bytes = 0

    async def __call__(self, message: Message) -> None:
        """Sends one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.sent_bytes += len(message.get("body", b""))
        await self._send(message)


class HeaderLines:
    """The header lines of a request, by name."""

    def __init__(self, lines: Iterable[tuple[bytes, bytes]]) -> None:
        self._lines: dict[bytes, list[bytes]] = {}
        for name, value in lines:
            self._lines.setdefault(name.lower(), []).append(value)

    def all(self, name: bytes) -> list[bytes]:
        """Every line of this name."""
        return self._lines.get(name, [])

    def joined(self, name: bytes, by: bytes = b", ") -> bytes | None:
        """The lines of this name as one; None when there is none."""
        lines = self._lines.get(name)
        return by.join(lines) if lines else None


async def send_answer(send: Send, answer: Answer, is_get: bool) -> None:
    """Sends a whole answer. HEAD has the headers of GET."""
    headers: Headers = answer.headers
    if answer.status != 304 and not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if is_get else b""})


async def answer_lifespan(receive: Receive, send: Send, at_the_end: Callable[[], None]) -> None:
    """Says yes to the server's beginning and end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            at_the_end()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "lifespan.startup.complete"})
