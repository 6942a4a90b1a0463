"""The whole path of a request, put together in one place: read this first."""

import contextlib
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string

from broadsheet.accounts.passes import renew
from broadsheet.delivery import machine
from broadsheet.delivery.access_log import AccessLog
from broadsheet.delivery.counters import Counters
from broadsheet.delivery.door import Door
from broadsheet.delivery.doorkeeper import GuardedProtocol
from broadsheet.delivery.fast_lane import fast_lane_for
from broadsheet.delivery.origin import Origin
from broadsheet.delivery.press import Press
from broadsheet.delivery.reading import pass_reader
from broadsheet.delivery.reception import Reception
from broadsheet.serving.supervisor import LISTEN_BACKLOG

DJANGO_THREADS = 8
KEEP_ALIVE_SECONDS, GRACE_SECONDS = 75, 15
log = logging.getLogger("broadsheet.serving")


def assemble(handler: WSGIHandler) -> Door:
    """A reader's request goes to the door; the door takes the copy from the shelf; where there is none, the origin asks the press
    once for all who wait; what is no kept page goes to Django, in a pool of threads."""
    shelf = machine.shelf()
    shelf.open_for(machine.fingerprint())
    faces = {status: render_to_string(f"masthead/{status}.html").encode() for status in (500, 503)}
    origin = Origin(shelf, press_of(handler), renew, faces=faces)
    return Door(
        shelf=shelf,
        passes=pass_reader(),
        hosts=settings.PAPER.hosts,
        origin=origin,
        django=django_of(handler),
        files=public_files(settings.STATIC_ROOT, settings.MEDIA_ROOT),
        access_log=AccessLog.at(settings.PAPER.folder / "data" / "access.log"),
        counters=Counters(settings.PAPER.folder / "data" / "counters"),
        metrics_token=settings.METRICS_TOKEN,
        trusts_proxy=settings.TRUSTS_PROXY,
    )


def django_of(handler: WSGIHandler) -> Reception:
    """Django in its threads, which nobody takes before their request is whole."""
    return Reception(WSGIMiddleware(handler, workers=DJANGO_THREADS))


def press_of(handler: WSGIHandler) -> Press:
    return Press(handler, machine.shelf(), settings.PAPER.address, settings.PAPER.hosts[0])


def public_files(static: Path, media: Path) -> Callable[[bytes], Path | None]:
    """Which file a raw path under /static/ or /media/ means; None for a name that leaves its folder or is hidden."""

    def find(path: bytes) -> Path | None:
        folder, _, name = unquote(path.decode("ascii", "replace")).lstrip("/").partition("/")
        parts = name.split("/")
        if folder not in ("static", "media") or "\0" in name or any(part.startswith(".") or not part for part in parts):
            return None
        return Path(static if folder == "static" else media, *parts)

    return find


def allow_many_connections() -> None:
    """Each is an open file: as many as the machine's operator allows at most, not as many as a shell begins with (1,024)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(OSError, ValueError):  # some systems allow fewer than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run_worker(fd: int, *, through_door: bool, fast_lane: bool) -> None:
    """One door worker on a socket that its parent opened; until SIGTERM."""
    handler = get_wsgi_application()
    allow_many_connections()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # from whoever rotates logs: the log's file is looked at each second
    app = assemble(handler) if through_door else django_of(handler)
    config = uvicorn.Config(
        app, http=fast_lane_for(app) if isinstance(app, Door) and fast_lane else GuardedProtocol, loop="uvloop", ws="none",
        lifespan="on" if through_door else "off", access_log=False, server_header=False, log_config=None, backlog=LISTEN_BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=GRACE_SECONDS, proxy_headers=False,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])
    sys.stderr.flush()
