"""The ways into one paper: the fast lane, the door without it, and Django without the door; each the product's own, put together in this process."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from uvicorn.config import Config

from broadsheet.delivery.door import Door
from broadsheet.delivery.doorkeeper import GuardedProtocol
from broadsheet.delivery.fast_lane import fast_lane_for
from broadsheet.delivery.press import VARIANT_KEY
from broadsheet.serving.app import assemble, django_of

MOST_REMEMBERED = 64  # answers: each way asks for the same soon after the others


class Way(NamedTuple):
    """One way in: a protocol of uvicorn's, and the application behind it."""

    name: str
    protocol: Callable[..., Any]
    config: Config


class Counted:
    """An ASGI application that counts how often it was asked."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += scope["type"] == "http"
        await self._app(scope, receive, send)


class AskedOnce(WSGIHandler):
    """Django's own handler, which is asked once for what the ways ask for alike, to the letter: so a run takes a third of the time, and form
    tokens, which are new in each answer, are the same for all. What has a body is always asked."""

    def __init__(self) -> None:
        super().__init__()
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI."""
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            return super().__call__(environ, start_response)  # type: ignore[no-any-return]
        asked = frozenset((name, value) for name, value in environ.items() if isinstance(value, str))
        status, headers, pieces = self._once(asked, lambda: self._asked(environ))
        start_response(status, headers)
        return list(pieces)

    def get_response(self, request: WSGIRequest) -> HttpResponse:  # type: ignore[override]
        """The press asks here. What is to be kept is printed each time: it goes onto the shelf."""
        if VARIANT_KEY not in request.environ:
            return super().get_response(request)  # type: ignore[return-value]
        asked = request.environ["PATH_INFO"], request.environ[VARIANT_KEY]
        with self._lock:
            known = self._remembered.get(asked)
        if known is not None:
            return known  # type: ignore[no-any-return]
        response = super().get_response(request)
        if getattr(response, "keeping", None) is None:
            self._keep(asked, response)
        return response  # type: ignore[return-value]

    def _asked(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], list[bytes]]:
        told: list[Any] = []
        answer = super().__call__(environ, lambda *words: told.extend(words))
        try:
            return told[0], told[1], list(answer)
        finally:
            getattr(answer, "close", lambda: None)()

    def _once(self, asked: Any, ask: Callable[[], Any]) -> Any:
        with self._lock:
            known = self._remembered.get(asked)
        if known is None:
            known = ask()
            self._keep(asked, known)
        return known

    def _keep(self, asked: Any, answer: Any) -> None:
        with self._lock:
            self._remembered[asked] = answer
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)


def ways() -> tuple[Way, Way, Way, Door]:
    """The fast lane, the door, plain Django; and the door itself. To be called in the event loop that uses them."""
    handler = AskedOnce()
    door = assemble(handler)
    through, plain = _config(door), _config(django_of(handler))
    return (
        Way("fast lane", fast_lane_for(door), through),
        Way("door", GuardedProtocol, through),
        Way("plain Django", GuardedProtocol, plain),
        door,
    )


def _config(app: Any) -> Config:
    config = Config(Counted(app), lifespan="off", access_log=False, ws="none", server_header=False, proxy_headers=False, log_config=None)
    config.load()
    return config
