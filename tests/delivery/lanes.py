"""A newspaper's door in a real server, on a free port of this machine: by the fast lane, or without it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from broadsheet.delivery.doorkeeper import GuardedProtocol
from broadsheet.delivery.fast_lane import fast_lane_for
from tests.delivery.readers import Newspaper

LANES = ("fast lane", "no fast lane")


@contextmanager
def served(paper: Newspaper, lane: str = "fast lane") -> Iterator[int]:
    """The port on which this paper's readers are answered."""
    door, listening = paper.door(), socket.socket()
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
    """What comes back over one connection when these pieces are sent one after the other, until nothing more comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            wire.sendall(piece)
            time.sleep(0.001)
        wire.settimeout(seconds)
        heard = b""
        try:
            while chunk := wire.recv(1 << 20):
                heard += chunk
        except TimeoutError:
            pass
        return heard
