"""A newspaper's door in a real server, on a free port of this machine: by the fast lane, or without it."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.server import ServerState

from broadsheet.delivery.door import Door
from broadsheet.delivery.doorkeeper import GuardedProtocol
from broadsheet.delivery.fast_lane import fast_lane_for
from tests.delivery.attacks_wire import Wire, _body

if TYPE_CHECKING:
    from tests.delivery.readers import Newspaper

LANES = ("fast lane", "no fast lane")


class ByTheFastLane:
    """A door that is asked as over a wire, by the protocol of the fast lane; what cannot be said over a wire it is asked straight."""

    def __init__(self, door: Door) -> None:
        self._door, self._lane = door, fast_lane_for(door)
        self._config = uvicorn.Config(door, ws="none", lifespan="off", access_log=False, server_header=False)
        self._config.load()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """ASGI."""
        request = _as_sent(scope) if scope["type"] == "http" else None
        if request is None:
            await self._door(scope, receive, send)
            return
        self._door.begin_rounds()
        wire, lane = Wire(), self._lane(config=self._config, server_state=ServerState(), app_state={})
        lane.connection_made(wire)
        lane.data_received(request)
        while lane.is_answering:
            await asyncio.wait(lane.tasks)
            if wire.shut:
                raise RuntimeError("The answer broke off.")
        head, _, rest = bytes(wire.out).partition(b"\r\n\r\n")
        status, lines = int(head[9:12]), [tuple(line.split(b": ", 1)) for line in head.split(b"\r\n")[1:]]
        lines = [line for line in lines if line[0] != b"transfer-encoding"]
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": _body(head, rest, status)[0]})


def _as_sent(scope: dict[str, Any]) -> bytes | None:
    """None: no server lets this in."""
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target), *(b": ".join(line) for line in scope["headers"])]
    return b"\r\n".join([*lines, b"", b""]) if re.fullmatch(rb"[!-~]+", target) else None


@contextmanager
def served(paper: "Newspaper", lane: str = "fast lane") -> Iterator[int]:
    """The port on which this paper's readers are answered."""
    door, listening = paper.plain_door(), socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        door,
        http=fast_lane_for(door) if lane == "fast lane" else GuardedProtocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        log_level="warning",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def said(port: int, *pieces: bytes, seconds: float = 0.2) -> bytes:
    """What comes back over one connection when these pieces are sent one after the other, until nothing more comes for so long."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            wire.sendall(piece)
            time.sleep(0.001)
        heard = b""
        try:
            while chunk := wire.recv(1 << 20):
                heard += chunk
                wire.settimeout(seconds)
        except TimeoutError:
            pass
        return heard
