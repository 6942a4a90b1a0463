"""The door: a plain ASGI application before Django. A GET or HEAD for a copy on the shelf is answered here, the rest goes on to Django."""

import asyncio
import json
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from broadsheet.delivery import answer as answers
from broadsheet.delivery.access_log import AccessLog, Kind
from broadsheet.delivery.answer import Answer, Headers, Kept, Missing, Renewal, Request
from broadsheet.delivery.asgi import App, HeaderLines, Receive, Scope, Send, WatchedSend, answer_lifespan, send_answer
from broadsheet.delivery.cookies import read_cookies
from broadsheet.delivery.origin import Origin, is_only_trackers
from broadsheet.delivery.public_files import FileAnswer, FileRequest, answer_file, chunks
from broadsheet.delivery.reader_pass import PassReader, bits
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import can_be_shelved
from broadsheet.delivery.variant import IDENTITY, Variant, encoding_for

Files = Callable[[bytes], Path | None]  # a raw path under /static/ or /media/ -> the file that is meant, if its name is one
NEVER_KEPT = (
    b"/newsroom/", b"/account/", b"/preview/", b"/search/", b"/held/", b"/healthz", b"/metrics", b"/hooks/", b"/test-payments/", b"/support/",
    b"/appeal/", b"/alerts/", b"/slots/seen/",
)  # fmt: skip
FILE_PREFIXES = (b"/static/", b"/media/")
FROM_PROXIES = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-original-", b"x-rewrite-", b"x-http-method-override")
ROUND_SECONDS = 1.0

log = logging.getLogger("broadsheet.door")


class Visit(NamedTuple):
    """One request at the door."""

    scope: Scope
    receive: Receive
    send: WatchedSend
    lines: HeaderLines
    path: bytes
    is_get: bool


class Told(NamedTuple):
    """For the access log: who answered, and the variant that was handed out."""

    kind: Kind
    variant: Variant | None = None


class Door:
    """One per worker."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        passes: PassReader,
        hosts: Iterable[str],
        origin: Origin,
        django: App,
        files: Files,
        access_log: AccessLog,
        trusts_proxy: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`hosts` as they stand in a Host header, with the port where there is one. `trusts_proxy`: only a proxy of ours reaches this door."""
        self._shelf, self._passes, self._origin, self._django, self._files = shelf, passes, origin, django, files
        self._hosts = frozenset(host.lower().encode("ascii") for host in hosts)
        self._access_log, self._trusts_proxy, self._clock = access_log, trusts_proxy, clock
        self._keeper: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if self._keeper is None:
            self._keeper = asyncio.get_running_loop().create_task(self._walk_round())
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send, self._close)
        elif scope["type"] == "http":
            await self._answer_and_note(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer_and_note(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun_at, begun, watched, told = self._clock(), time.perf_counter(), WatchedSend(send), Told(Kind.DOOR)
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        try:
            visit = Visit(scope, receive, watched, HeaderLines(scope["headers"]), path, scope["method"] == "GET")
            told = await self._answer(visit)
        except Exception:
            log.exception("%s %s could not be answered.", scope["method"], path.decode("latin-1"))
            if watched.status:
                raise  # half an answer is out: only the server can break it off
            await send_answer(watched, _plain(500, "Something went wrong here. It has been noted."), scope["method"] != "HEAD")
        finally:
            seconds = time.perf_counter() - begun
            self._access_log.note(begun_at, scope["method"], path, watched.status, told.variant, told.kind, seconds, watched.sent_bytes)

    async def _answer(self, visit: Visit) -> Told:
        if not self._is_ours(visit.lines):
            return await self._answer_plainly(visit, _plain(400, "This address is not one of this newspaper's. Please check the address."))
        if visit.path == b"/healthz":
            return await self._answer_plainly(visit, self._health())
        if b"%00" in visit.path:  # no address of ours; PostgreSQL takes no such letter in a question, and Django would fail at it
            return await self._answer_plainly(visit, _plain(404, "There is no page at this address."))
        if _is_for_django(visit):
            return await self._ask_django(visit)
        if visit.path.startswith(FILE_PREFIXES):
            return await self._answer_file(visit)
        return await self._answer_page(visit)

    def _is_ours(self, lines: HeaderLines) -> bool:
        hosts, forwarded = lines.all(b"host"), lines.all(b"x-forwarded-host") if self._trusts_proxy else []
        return len(hosts) == 1 and len(forwarded) < 2 and all(self._is_our_name(host.lower()) for host in hosts + forwarded)

    def _is_our_name(self, host: bytes) -> bool:
        return host in self._hosts or _USUAL_PORT.sub(b"", host) in self._hosts

    # --- kept pages

    async def _answer_page(self, visit: Visit) -> Told:
        request, cookies = _read(visit)
        set_cookies: tuple[bytes, ...] = ()
        found = self._from_shelf(request)
        if isinstance(found, Renewal):
            renewed = await self._origin.renewed(cookies)
            note, set_cookies = renewed if renewed is not None else (None, ())
            request = request._replace(note=note, signed_in=False)
            found = self._from_shelf(request)
        if isinstance(found, Handed):
            await send_answer(visit.send, _with_cookies(found.answer, set_cookies), visit.is_get)
            return Told(Kind.KEPT, found.variant)
        variant = found.variant if isinstance(found, Missing) else Variant()
        printed = await self._origin.answer(visit.path, variant, partial(self._taken, request), partial(self._last_resort, request))
        if printed is None:
            return await self._ask_django(visit)
        await send_answer(visit.send, _with_cookies(printed, set_cookies), visit.is_get)
        return Told(Kind.PRINTED, _variant_of(printed))

    def _from_shelf(self, request: Request) -> "Handed | Missing | Renewal":
        with self._shelf.look() as snapshot:
            found = answers.answer(self._shelf, self._passes, snapshot, request, self._clock())
            if not isinstance(found, Kept):
                return found
            if found.is_stale:
                self._origin.want(request.path, found.variant)
            return Handed(_copied(found), found.variant)

    def _taken(self, request: Request) -> Answer | Variant:
        found = self._from_shelf(request._replace(signed_in=False))
        return found.answer if isinstance(found, Handed) else found.variant if isinstance(found, Missing) else Variant()

    def _last_resort(self, request: Request, variant: Variant) -> Answer | None:
        with self._shelf.look() as snapshot:
            found = answers.last_resort(self._shelf, snapshot, request, variant)
            if found is None:
                return None
            log.warning("The page %s cannot be printed; an old copy is handed out.", request.path.decode("latin-1"))
            return _copied(found)

    # --- files

    async def _answer_file(self, visit: Visit) -> Told:
        path, lines = self._files(visit.path), visit.lines
        asked = FileRequest(
            visit.is_get,
            lines.joined(b"accept-encoding"),
            lines.joined(b"if-none-match"),
            lines.joined(b"range"),
            lines.joined(b"if-range"),
        )
        found = await asyncio.to_thread(answer_file, path, asked) if path is not None else None
        if found is None:
            return await self._ask_django(visit)  # it makes pictures when they are first asked for
        await visit.send({"type": "http.response.start", "status": found.status, "headers": found.headers})
        async for chunk in _read_in_thread(found):
            await visit.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await visit.send({"type": "http.response.body", "body": b""})
        return Told(Kind.FILE)

    # --- the rest

    async def _ask_django(self, visit: Visit) -> Told:
        scope = dict(visit.scope)
        scope["headers"] = [(name, value) for name, value in visit.scope["headers"] if not self._is_dropped(name)]
        scope["query_string"] = quote(visit.scope["query_string"], safe=_SENT_IN_QUERIES).encode()  # a2wsgi reads it as ASCII
        if self._trusts_proxy:
            _believe(scope, visit.lines)
        await self._django(scope, visit.receive, visit.send)
        return Told(Kind.DJANGO)

    def _is_dropped(self, name: bytes) -> bool:
        """What only a proxy or we ourselves may say; and names with an underscore, which WSGI cannot tell from a hyphen."""
        return b"_" in name or name.startswith(b"x-broadsheet-") or (not self._trusts_proxy and name.startswith(FROM_PROXIES))

    async def _answer_plainly(self, visit: Visit, answer: Answer) -> Told:
        await send_answer(visit.send, answer, visit.scope["method"] != "HEAD")
        return Told(Kind.DOOR)

    def _health(self) -> Answer:
        try:
            with self._shelf.look() as snapshot:
                self._shelf.page_record(snapshot, b"/")
        except Exception as error:
            log.exception("The shelf cannot be opened.")
            return _json(503, {"ok": False, "why": f"The shelf cannot be opened: {error}"})
        return _json(200, {"ok": True, "printing": self._origin.printing})

    async def _walk_round(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await asyncio.to_thread(self._shelf.reopen_if_replaced)
            except Exception:
                log.exception("The shelf cannot be opened anew.")

    def _close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        self._origin.close()
        self._access_log.flush()


class Handed(NamedTuple):
    """A copy taken out of its snapshot."""

    answer: Answer
    variant: Variant


_USUAL_PORT = re.compile(rb":(?:80|443)\Z")
_SENT_IN_QUERIES = bytes(range(33, 127)).decode()


def _is_for_django(visit: Visit) -> bool:
    if visit.scope["method"] not in ("GET", "HEAD") or visit.path.startswith(NEVER_KEPT):
        return True
    if visit.path.startswith(FILE_PREFIXES):
        return False
    return not (can_be_shelved(visit.path) and visit.path.isascii() and is_only_trackers(visit.scope["query_string"]))


def _read(visit: Visit) -> tuple[Request, bytes]:
    """The request as far as it matters, and its Cookie header."""
    cookies = visit.lines.joined(b"cookie", b"; ") or b""
    ours, accepted = read_cookies(cookies), visit.lines.joined(b"accept-encoding")
    encoding = encoding_for(accepted) if accepted is not None else IDENTITY
    known = visit.lines.joined(b"if-none-match")
    return Request(visit.path, IDENTITY if encoding is None else encoding, ours.note, ours.signed_in, known), cookies


def _copied(found: Kept) -> Answer:
    lines = bytes(found.copy[found.start : found.end]).split(b"\r\n")
    headers = [(name, value) for name, _, value in (line.partition(b": ") for line in lines if line)]
    return Answer(found.status, headers, b"" if found.status == 304 else bytes(found.copy[found.end :]))


def _variant_of(printed: Answer) -> Variant | None:
    told = dict(printed.headers).get(answers.VARIANT_HEADER)
    return None if told is None else Variant(0 if told == b"open" else bits(told.decode("latin-1")))


def _with_cookies(answer: Answer, set_cookies: tuple[bytes, ...]) -> Answer:
    return answer._replace(headers=[*answer.headers, *((b"set-cookie", value) for value in set_cookies)]) if set_cookies else answer


async def _read_in_thread(found: FileAnswer) -> AsyncIterator[bytes]:
    parts = chunks(found)
    try:
        while chunk := await asyncio.to_thread(next, parts, b""):
            yield chunk
    finally:
        parts.close()


def _believe(scope: Scope, lines: HeaderLines) -> None:
    """What our proxy says of the reader's own connection; of several addresses the last one is the proxy's own observation."""
    if lines.joined(b"x-forwarded-proto") == b"https":
        scope["scheme"] = "https"
    addresses = lines.joined(b"x-forwarded-for")
    if addresses:
        scope["client"] = (addresses.rpartition(b",")[2].strip().decode("latin-1"), 0)


def _plain(status: int, sentence: str) -> Answer:
    headers: Headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Answer(status, headers, sentence.encode() + b"\n")


def _json(status: int, told: dict[str, object]) -> Answer:
    return Answer(status, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], json.dumps(told).encode() + b"\n")
