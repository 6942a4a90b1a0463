"""The press, on Django's side: prints a page for a kind of reader with a request of its own making, and shelves the copy."""

import gzip
import io
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes

import brotli
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from broadsheet.delivery.answer import Answer
from broadsheet.delivery.reader_pass import letters
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import Page
from broadsheet.delivery.variant import Variant

VARIANT_KEY = "broadsheet.variant"  # in the environ of a request that the press made; no header of a reader can set it
KEEP_SECONDS = 30 * 86_400  # an open copy that nothing made stale may go out that long
FRESH_SECONDS = 86_400  # and is printed again once a day behind a reader's back
BROTLI_QUALITY = 6  # 2 ms a page; 11 costs 60 ms and saves 7 %
_ONLY_200 = ("Content-Length", "Content-Type")
log = logging.getLogger("broadsheet.press")


class NotKeepable(Exception):
    """A page was to be kept that is not the same for every reader of its variant."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a view says of the page it made: what it shows, which benefits change it, and until when it is fresh."""

    shows: tuple[str, ...]
    benefits: int
    may_ask: bool
    gated: bool
    fresh_until: datetime | None


@dataclass(slots=True)
class Collected:
    """What the openings of a page added while it was set; masthead's {% opening %} fills it. `notes` is theirs alone."""

    shows: set[str] = field(default_factory=set)
    benefits: int = 0
    until: datetime | None = None
    notes: dict[str, Any] = field(default_factory=dict)


def kept(
    request: HttpRequest,
    response: HttpResponse,
    *,
    shows: Iterable[str],
    benefits: int = 0,
    may_ask: bool = False,
    gated: bool = False,
    fresh_until: datetime | None = None,
) -> HttpResponse:
    """Says that this response is a page to be kept. A page with a query is not: the door hands it out, but nobody keeps it.

    shows      names of the things it shows (“article-12”, “section-3”, “front”): it is printed again when one of them changes
    benefits   bits of a pass that change it
    gated      some variant of it holds what a benefit pays for: never handed out stale, never kept by a browser
    """
    if request.META.get("QUERY_STRING"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
    collected = collected_by(request)
    ends = [moment for moment in (fresh_until, collected.until) if moment is not None]
    response.keeping = Keeping(
        shows=tuple(dict.fromkeys([*shows, *sorted(collected.shows)])), benefits=benefits | collected.benefits, may_ask=may_ask, gated=gated,
        fresh_until=min(ends, default=None),
    )  # fmt: skip
    return response


def collected_by(request: HttpRequest) -> Collected:
    """The request's own collection of what its openings show."""
    if not hasattr(request, "collected"):
        request.collected = Collected()
    return request.collected


class Press:
    """Prints pages. One per process; safe in several threads at once."""

    def __init__(self, handler: WSGIHandler, shelf: Shelf, address: str, host: str) -> None:
        self._handler, self._shelf = handler, shelf
        self._scheme = "https" if address.startswith("https:") else "http"
        self._host = host

    def __call__(self, path: str, variant: Variant) -> Answer:
        """Prints the page at this path (as a browser spells it) for this variant, shelves it if it may be kept, and returns it.

        What is no kept page (a redirect, 404, 410, 500) is returned and not shelved. Raises NotKeepable for a kept page that
        read a session or sets a cookie: a bug of its view."""
        moment = self._shelf.moment()
        request = WSGIRequest(self._environ(path))
        request.environ[VARIANT_KEY] = variant
        close_old_connections()
        try:
            response: HttpResponse = self._handler.get_response(request)  # type: ignore[assignment]  # a file that streams has what we ask of it
            body = b"".join(response.streaming_content) if response.streaming else response.content
            response.close()
        finally:
            close_old_connections()
        keeping = getattr(response, "keeping", None)
        if keeping is None or response.status_code != 200:
            return Answer(response.status_code, _lines(response), body, shelved=False)
        _refuse_personal(request, response, path)
        return self._shelve(path, variant, moment, response, keeping, body)

    def _shelve(self, path: str, variant: Variant, moment: int, response: HttpResponse, keeping: Keeping, body: bytes) -> Answer:
        now = time.time()
        printed = Variant(variant.benefits & keeping.benefits, variant.wording if keeping.may_ask else 0)
        fresh_until = int(keeping.fresh_until.timestamp()) if keeping.fresh_until else int(now) + FRESH_SECONDS
        page = Page(
            changes=keeping.benefits,
            may_ask=keeping.may_ask,
            gated=keeping.gated,
            fresh_until=fresh_until,
            keep_until=int(now) + KEEP_SECONDS,
        )
        for name, value in _keeping_headers(keeping, printed).items():
            response.headers[name] = value
        shelved = self._shelf.put(
            path.encode("ascii"), page, moment, printed, _bodies(body), _head(response), _head(response, without=_ONLY_200), [*keeping.shows, "masthead"], now,
        )  # fmt: skip
        return Answer(200, _lines(response), body, shelved=shelved)

    def _environ(self, path: str) -> dict[str, object]:
        """A request of the press's own: the paper's address and language, nothing of a reader."""
        name, _, port = self._host.partition(":")
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self._scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def _refuse_personal(request: WSGIRequest, response: HttpResponse, path: str) -> None:
    session = getattr(request, "session", None)
    if response.cookies or (session is not None and session.accessed) or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        raise NotKeepable(
            f"The page {path} was to be kept, but it read a session, made a form token or set a cookie. Leave kept() out of its view, or the reader."
        )


def _keeping_headers(keeping: Keeping, printed: Variant) -> dict[str, str]:
    return {
        "Cache-Control": "private, no-store" if keeping.gated else "private, no-cache",
        "Vary": "Accept-Encoding, Cookie",
        "Surrogate-Control": f"max-age={FRESH_SECONDS}",
        "Surrogate-Key": " ".join(keeping.shows),
        "X-Broadsheet-Variant": letters(printed.benefits) or "open",
    }


def _bodies(body: bytes) -> tuple[bytes, bytes, bytes]:
    """Brotli, gzip and plain, made once."""
    return brotli.compress(body, quality=BROTLI_QUALITY), gzip.compress(body, 6, mtime=0), body


def _head(response: HttpResponse, without: tuple[str, ...] = ("Content-Length",)) -> bytes:
    return b"".join(f"{name.lower()}: {value}\r\n".encode("latin-1") for name, value in response.headers.items() if name not in without)


def _lines(response: HttpResponse) -> list[tuple[bytes, bytes]]:
    lines = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items() if name != "Content-Length"
    ]
    return lines + [(b"set-cookie", morsel.OutputString().encode("latin-1")) for morsel in response.cookies.values()]
