"""The door: a plain ASGI application before Django. A GET or HEAD for a copy on the shelf is answered here, the rest goes on to Django."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from broadsheet.delivery import answer as answers
from broadsheet.delivery.access_log import AccessLog, Kind
from broadsheet.delivery.addresses import FILE_PREFIXES, may_lie_on_the_shelf
from broadsheet.delivery.answer import Answer, Kept, Missing, Renewal, Request, as_json, in_a_sentence
from broadsheet.delivery.asgi import App, HeaderLines, Receive, Scope, Send, WatchedSend, answer_lifespan, send_answer
from broadsheet.delivery.cookies import read_cookies
from broadsheet.delivery.counters import DJANGO, DOOR, FILE, NO_VARIANT, PRINTED, Counters
from broadsheet.delivery.origin import Origin, is_only_trackers
from broadsheet.delivery.page_kind import PageKind, kind_of_path
from broadsheet.delivery.page_memory import PageMemory
from broadsheet.delivery.public_files import FileRequest, answer_file, chunks_in_thread
from broadsheet.delivery.reader_pass import PassReader, bits
from broadsheet.delivery.report import holds_token, is_from_here, metrics
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.to_django import scope_for_django
from broadsheet.delivery.variant import IDENTITY, Variant, encoding_for

Files = Callable[[bytes], Path | None]  # a raw path under /static/ or /media/ -> the file that is meant, if its name is one
OF_THE_DOOR = (b"/healthz", b"/metrics")
COUNTED_AS = {Kind.KEPT: DOOR, Kind.DOOR: DOOR, Kind.PRINTED: PRINTED, Kind.DJANGO: DJANGO, Kind.FILE: FILE}
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
    """For the access log and the counters: who answered, and the variant that was handed out."""

    kind: Kind
    variant: Variant | None = None
    page_kind: int = PageKind.OTHER


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
        counters: Counters,
        metrics_token: str = "",
        trusts_proxy: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`hosts` as they stand in a Host header, with the port where there is one. `trusts_proxy`: only a proxy of ours reaches this door."""
        self.shelf, self.passes, self.origin, self._django, self._files = shelf, passes, origin, django, files
        self._hosts = frozenset(host.lower().encode("ascii") for host in hosts)
        self.access_log, self.trusts_proxy, self.clock = access_log, trusts_proxy, clock
        self.pages, self.counters, self._metrics_token = PageMemory(shelf), counters, metrics_token
        self._failing: set[str] = set()
        self._keeper: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        self.begin_rounds()
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send, self._close)
        elif scope["type"] == "http":
            await self._answer_and_note(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def begin_rounds(self) -> None:
        """Once a second: the shelf's file, the log's file, the counters. Begun by the server's own beginning, else by the first request."""
        if self._keeper is None:
            self._keeper = asyncio.get_running_loop().create_task(self._walk_round())

    async def _answer_and_note(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun_at, begun, watched, told = self.clock(), time.perf_counter(), WatchedSend(send), Told(Kind.DOOR)
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        try:
            visit = Visit(scope, receive, watched, HeaderLines(scope["headers"]), path, scope["method"] == "GET")
            told = await self._answer(visit)
        except Exception:
            log.exception("%s %s could not be answered.", scope["method"], path.decode("latin-1"))
            if watched.status:
                raise  # half an answer is out: only the server can break it off
            await send_answer(watched, in_a_sentence(500, "Something went wrong here. It has been noted."), scope["method"] != "HEAD")
        finally:
            seconds = time.perf_counter() - begun
            benefits = NO_VARIANT if told.variant is None else told.variant.benefits
            self.counters.count(COUNTED_AS[told.kind], told.page_kind, benefits, watched.status, watched.sent_bytes)
            self.access_log.note(begun_at, scope["method"], path, watched.status, told.variant, told.kind, seconds, watched.sent_bytes)

    async def _answer(self, visit: Visit) -> Told:
        if not self._is_ours(visit.lines) and not self._is_about_us(visit):
            sentence = "This address is not one of this newspaper's. Please check the address."
            return await self._answer_plainly(visit, in_a_sentence(400, sentence))
        if visit.path in OF_THE_DOOR:
            return await self._answer_plainly(visit, await self._report(visit))
        if b"%00" in visit.path:  # no address of ours; PostgreSQL takes no such letter in a question, and Django would fail at it
            return await self._answer_plainly(visit, in_a_sentence(404, "There is no page at this address."))
        if _is_for_django(visit):
            return await self._ask_django(visit)
        if visit.path.startswith(FILE_PREFIXES):
            return await self._answer_file(visit)
        return await self._answer_page(visit)

    def _is_ours(self, lines: HeaderLines) -> bool:
        hosts, forwarded = lines.all(b"host"), lines.all(b"x-forwarded-host") if self.trusts_proxy else []
        return len(hosts) == 1 and len(forwarded) < 2 and all(self.is_our_name(host.lower()) for host in hosts + forwarded)

    def _is_about_us(self, visit: Visit) -> bool:
        """An operator's own question need not name the paper: who watches this machine asks for 127.0.0.1."""
        has_token = visit.path == b"/metrics" and bool(self._metrics_token)
        return visit.path in OF_THE_DOOR and (has_token or is_from_here(visit.scope, visit.lines))

    def is_our_name(self, host: bytes) -> bool:
        return host in self._hosts or _USUAL_PORT.sub(b"", host) in self._hosts

    # --- kept pages

    async def _answer_page(self, visit: Visit) -> Told:
        request, cookies = _read(visit)
        found, set_cookie = self._from_shelf(request), None
        if isinstance(found, Renewal):
            renewed = await self.origin.renewed(cookies)
            note, set_cookie = renewed if renewed is not None else (None, None)
            request = request._replace(note=note, signed_in=False)
            found = self._from_shelf(request)
        if isinstance(found, Handed):
            await send_answer(visit.send, _with_cookie(found.answer, set_cookie), visit.is_get)
            return Told(Kind.KEPT, found.variant, found.answer.kind)
        variant = found.variant if isinstance(found, Missing) else Variant()
        printed = await self.origin.answer(visit.path, variant, partial(self._taken, request), partial(self._last_resort, request))
        if printed is None:
            return await self._ask_django(visit)
        await send_answer(visit.send, _with_cookie(printed, set_cookie), visit.is_get)
        return Told(Kind.PRINTED, _variant_of(printed), printed.kind)

    def _from_shelf(self, request: Request) -> "Handed | Missing | Renewal":
        with self.shelf.look() as snapshot:
            found = answers.answer(self.pages, self.passes, snapshot.txn, *request, self.clock())
            if not isinstance(found, Kept):
                return found
            if found.is_stale:
                self.origin.want(request.path, found.variant)
            return Handed(_copied(found), found.variant)

    def _taken(self, request: Request) -> Answer | Variant:
        found = self._from_shelf(request._replace(signed_in=False))
        return found.answer if isinstance(found, Handed) else found.variant if isinstance(found, Missing) else Variant()

    def _last_resort(self, request: Request, variant: Variant) -> Answer | None:
        with self.shelf.look() as snapshot:
            found = answers.last_resort(self.shelf, snapshot, request, variant)
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
        async for chunk in chunks_in_thread(found):
            await visit.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await visit.send({"type": "http.response.body", "body": b""})
        return Told(Kind.FILE, None, PageKind.FILE)

    # --- the rest

    async def _ask_django(self, visit: Visit) -> Told:
        scope = scope_for_django(visit.scope, visit.lines, trusts_proxy=self.trusts_proxy)
        await self._django(scope, visit.receive, visit.send)
        return Told(Kind.DJANGO, None, kind_of_path(visit.path))

    async def _answer_plainly(self, visit: Visit, answer: Answer) -> Told:
        await send_answer(visit.send, answer, visit.scope["method"] != "HEAD")
        return Told(Kind.DOOR)

    async def _report(self, visit: Visit) -> Answer:
        """`/healthz` or `/metrics`."""
        if visit.path == b"/healthz":
            return await asyncio.to_thread(self._health)
        if not (holds_token(visit.lines, self._metrics_token) if self._metrics_token else is_from_here(visit.scope, visit.lines)):
            return in_a_sentence(403, "This is for the machine that serves the paper, and for whoever holds its BROADSHEET_METRICS_TOKEN.")
        body = await asyncio.to_thread(lambda: metrics(self.counters.totals(), self.shelf.gauges()))
        return Answer(200, [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8"), (b"cache-control", b"no-store")], body)

    def _health(self) -> Answer:
        try:
            with self.shelf.look() as snapshot:
                self.shelf.page_record(snapshot, b"/")
        except Exception as error:
            log.exception("The shelf cannot be opened.")
            return as_json(503, {"ok": False, "why": f"The shelf cannot be opened: {error}"})
        told = self.counters.totals()
        return as_json(200, {"ok": True, "printing": self.origin.printing, "answered": told.answered, "processes": len(told.children)})

    async def _walk_round(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            self.counters.gauges["printing"] = self.origin.printing
            self._try(self.access_log.reopen_if_moved)  # its lines are the loop's
            await asyncio.to_thread(self._try, self.shelf.reopen_if_replaced)
            await asyncio.to_thread(self._try, self.counters.keep)

    def _try(self, step: Callable[[], object]) -> None:
        """What fails is logged once, and tried again each second."""
        try:
            step()
            self._failing.discard(step.__name__)
        except Exception:
            if step.__name__ not in self._failing:
                log.exception("%s failed; it is tried again each second.", step.__name__)
            self._failing.add(step.__name__)

    def _close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        self.origin.close()
        self.access_log.flush()
        with suppress(OSError):
            self.counters.keep()


class Handed(NamedTuple):
    """A copy taken out of its snapshot."""

    answer: Answer
    variant: Variant


_USUAL_PORT = re.compile(rb":(?:80|443)\Z")


def _is_for_django(visit: Visit) -> bool:
    if visit.scope["method"] not in ("GET", "HEAD"):
        return True
    if visit.path.startswith(FILE_PREFIXES):
        return False
    return not (may_lie_on_the_shelf(visit.path) and is_only_trackers(visit.scope["query_string"]))


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
    return Answer(found.status, headers, b"" if found.status == 304 else bytes(found.copy[found.end :]), kind=found.kind)


def _variant_of(printed: Answer) -> Variant | None:
    told = dict(printed.headers).get(answers.VARIANT_HEADER)
    return None if told is None else Variant(0 if told == b"open" else bits(told.decode("latin-1")))


def _with_cookie(answer: Answer, set_cookie: bytes | None) -> Answer:
    return answer if set_cookie is None else answer._replace(headers=[*answer.headers, (b"set-cookie", set_cookie)])
