"""A reader at the door, without a network: asks in ASGI's words, and keeps the answer."""

import asyncio
import io
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from broadsheet.delivery.access_log import AccessLog
from broadsheet.delivery.answer import Answer
from broadsheet.delivery.door import Door
from broadsheet.delivery.origin import Origin
from broadsheet.delivery.reader_pass import PassReader, sign
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.variant import Variant
from tests.delivery.printing import head, shelve

Result = TypeVar("Result")
HOST = b"gazette.example"
KEYS = {b"k1": b"one key of thirty-two bytes....."}


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What it returns, in a loop and a thread of its own: in the test's own thread a browser's loop may run already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Response(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:  # type: ignore[override]
        """A header, by name; None where it is absent."""
        return next((value.decode("latin-1") for told, value in self.headers if told == name.encode()), None)


class PrintingHouse:
    """Prints pages for tests: what stands at a path is a function that a test may change; counts what was printed."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.printed: list[tuple[str, Variant]] = []
        self.changes: dict[str, int] = {}
        self.pages: dict[str, Callable[[Variant], bytes | Answer]] = {}
        self.shows: dict[str, tuple[str, ...]] = {}
        self.gates: dict[str, int] = {}
        self.waits_seconds = 0.0
        self.meanwhile: Callable[[], object] = lambda: None
        self.counting = threading.Lock()

    def __call__(self, path: str, variant: Variant) -> Answer:
        """Prints one page, and shelves it where it may be kept."""
        moment = self.shelf.moment()
        with self.counting:
            self.printed.append((path, variant))
        page = self.pages.get(path)
        made = page(variant) if page is not None else Answer(404, [(b"content-type", b"text/plain")], b"Not here.")
        time.sleep(self.waits_seconds)
        self.meanwhile()
        if isinstance(made, Answer):
            return made
        changes = self.changes.get(path, 1)
        printed, gated = Variant(variant.benefits & changes), bool(variant.benefits & self.gates.get(path, 0))
        shelved = shelve(
            self.shelf,
            path.encode(),
            made,
            variant=printed,
            changes=changes,
            gated=gated,
            shows=self.shows.get(path, ("article-1",)),
            printed_from=moment,
        )
        lines = [tuple(line.split(b": ", 1)) for line in head(printed, gated).split(b"\r\n") if line]
        return Answer(200, lines, made, shelved)  # type: ignore[arg-type]


class Newspaper:
    """A door with everything behind it, in one test."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder / "shelf")
        self.press = PrintingHouse(self.shelf)
        self.passes = PassReader(KEYS)
        self.renewals: list[bytes] = []
        self.renew: Callable[[bytes], tuple[bytes, tuple[bytes, ...]] | None] = lambda cookies: None
        self.django: Callable[..., Any] = self._answer_as_django
        self.asked_django: list[dict[str, Any]] = []
        self.written = io.BytesIO()
        self.folder = folder
        self.now: float | None = None
        self.trusts_proxy = False

    def clock(self) -> float:
        """Now, unless a test stopped it."""
        return time.time() if self.now is None else self.now

    def door(self) -> Door:
        """Made in the event loop that uses it."""
        self.origin = Origin(self.shelf, self.press, self._renewed, self.clock)
        self.access_log = AccessLog(self.written)

        async def django(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await self.django(scope, receive, send)

        return Door(
            shelf=self.shelf,
            passes=self.passes,
            hosts=[HOST.decode(), "localhost:8000"],
            origin=self.origin,
            django=django,
            files=self._file,
            access_log=self.access_log,
            trusts_proxy=self.trusts_proxy,
            clock=self.clock,
        )

    def ask(self, *requests: "Ask") -> list[Response]:
        """One reader after the other at one door, until all that went out stale is printed again."""

        async def queue() -> list[Response]:
            door = self.door()
            answers = [await at_the_door(door, request) for request in requests]
            await self.origin.reprinted()
            self.access_log.flush()
            return answers

        return run(queue())

    def get(self, path: str = "/", *lines: tuple[str, str], method: str = "GET", query: str = "") -> Response:
        """One reader, one request."""
        return self.ask(Ask(path, list(lines), method, query))[0]

    def at_once(self, *requests: "Ask") -> list[Response]:
        """All of them at the same time."""

        async def crowd() -> list[Response]:
            door = self.door()
            return list(await asyncio.gather(*(at_the_door(door, request) for request in requests)))

        return run(crowd())

    def log(self) -> list[str]:
        """The access log's lines."""
        return self.written.getvalue().decode().splitlines()

    def _renewed(self, cookies: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
        self.renewals.append(cookies)
        return self.renew(cookies)

    def _file(self, path: bytes) -> Path | None:
        return self.folder / path.decode().lstrip("/") if b".." not in path else None

    async def _answer_as_django(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.asked_django.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"Django was here."})


class Ask(NamedTuple):
    """What a reader asks for."""

    path: str = "/"
    lines: list[tuple[str, str]] = []
    method: str = "GET"
    query: str = ""


def a_pass(benefits: int, *, seconds: int = 3_600, account: int = 7, generation: int = 1, key: bytes = KEYS[b"k1"]) -> str:
    """A bs_pass as a Cookie line holds it."""
    return "bs_pass=" + sign("k1", key, benefits, int(time.time()) + seconds, account, generation)


async def at_the_door(door: Door, asked: Ask) -> Response:
    """Asks, and gathers what is sent."""
    lines = [(name.lower().encode(), value.encode("latin-1")) for name, value in asked.lines]
    if not any(name == b"host" for name, _ in lines):
        lines.insert(0, (b"host", HOST))
    scope = {
        "type": "http",
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode("latin-1"),
        "query_string": asked.query.encode("latin-1"),
        "headers": [line for line in lines if line != (b"host", b"")],
        "scheme": "http",
        "client": ("192.0.2.1", 4711),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await door(scope, receive, send)
    assert sent[0]["type"] == "http.response.start"
    assert not sent[-1].get("more_body")
    return Response(sent[0]["status"], sent[0]["headers"], b"".join(message.get("body", b"") for message in sent[1:]))
