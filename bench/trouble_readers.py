"""Readers who never stop: each remembers what was answered and when, and looks at once whether it was whole."""

import hashlib
import http.client
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.stage.served import Served

PATIENCE_SECONDS = 20
PAUSE_SECONDS = 0.01
HEADLINE = re.compile(r"<h1[^>]*>\s*(.*?)\s*</h1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Read:
    """One question and its answer. Status 0: the connection broke, or nobody answered in time."""

    path: str
    asked: float
    answered: float
    status: int
    headline: str | None = None
    etag: str = ""
    variant: str = ""
    fault: str = ""

    @property
    def seconds(self) -> float:
        return self.answered - self.asked


def read(paper: Served, path: str, cookie: str = "", patience: float = PATIENCE_SECONDS) -> Read:
    """Asks once."""
    asked = time.monotonic()
    wire = http.client.HTTPConnection("127.0.0.1", paper.port, timeout=patience)
    try:
        wire.request(
            "GET", path, headers={"Host": f"localhost:{paper.port}", "Cookie": cookie} if cookie else {"Host": f"localhost:{paper.port}"}
        )
        answer = wire.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return Read(path, asked, time.monotonic(), 0)
    finally:
        wire.close()
    answered, etag = time.monotonic(), answer.headers.get("ETag", "").strip('"')
    sealed = hashlib.blake2b(body, digest_size=9, person=b"identity").hexdigest()
    fault = f"{path}: its ETag is not that of its body" if etag and answer.status == 200 and etag != sealed else ""
    found = HEADLINE.search(body.decode("utf-8", "replace"))
    return Read(
        path, asked, answered, answer.status, found.group(1) if found else None, etag, answer.headers.get("X-Broadsheet-Variant", ""), fault
    )


@dataclass
class Readers:
    """Some readers of one paper, each in a thread. What may be read is added while they read."""

    paper: Served
    paths: list[str]
    count: int = 2
    cookie: str = ""
    reads: list[Read] = field(default_factory=list)
    may_read: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Nobody reads meanwhile: then nobody but the paper itself prints again what changed."""
        self.may_read.clear()
        time.sleep(2 * PAUSE_SECONDS)
        yield
        self.may_read.set()

    @contextmanager
    def reading(self) -> Iterator["Readers"]:
        stop = threading.Event()
        self.may_read.set()
        threads = [threading.Thread(target=self._read_on, args=(stop, number), daemon=True) for number in range(self.count)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            stop.set()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)

    def taken(self) -> list[Read]:
        """What was read since this was last asked."""
        told, self.reads = self.reads, []
        return told

    def _read_on(self, stop: threading.Event, number: int) -> None:
        chance = random.Random(number)
        while not stop.is_set():
            self.may_read.wait(1)
            if not self.may_read.is_set():
                continue
            self.reads.append(read(self.paper, chance.choice(self.paths), self.cookie))
            time.sleep(PAUSE_SECONDS)
