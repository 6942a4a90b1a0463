"""`python -m bench.costs`: where the microseconds of one page go. CPU time of this thread, the least of 30 runs over requests as readers send
them; the door and its shelf as a paper has them, the network left out. What the steps mean: docs/explain/one-page-in-microseconds.md."""

import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import filterfalse
from pathlib import Path
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from broadsheet.delivery.access_log import AccessLog
from broadsheet.delivery.answer import Answer
from broadsheet.delivery.cookies import read_cookies
from broadsheet.delivery.counters import FAST_LANE, Counters
from broadsheet.delivery.door import Door
from broadsheet.delivery.fast_lane import FastLane, fast_lane_for
from broadsheet.delivery.origin import Origin
from broadsheet.delivery.page_kind import PageKind
from broadsheet.delivery.page_memory import PageMemory
from broadsheet.delivery.reader_pass import PassReader
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import COPY, KEY_ENDS, Page, read_copy
from broadsheet.delivery.variant import BROTLI, Variant
from broadsheet.works.bench.readers import Call, Crowd, passes

RUNS, REQUESTS, PAGES = 30, 3_000, 5_000
BODY_BYTES = 10_300  # an article's page in brotli
HOST = "gazette.example"
KEYS = {b"k1": b"one key of thirty-two bytes.....", b"k2": b"the next key, thirty-two bytes.."}
HEAD = (
    "content-type: text/html; charset=utf-8\r\ncache-control: private, no-cache\r\nvary: Accept-Encoding, Cookie\r\nsurrogate-control: max-age=86400\r\n"
    "content-security-policy: default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'\r\n"
    "x-content-type-options: nosniff\r\nreferrer-policy: strict-origin-when-cross-origin\r\nx-frame-options: SAMEORIGIN\r\n"
    "surrogate-key: article-1 section-3 topic-12 topic-40 byline-7 front\r\n"
)
TARGETS = {"anonymous": 8, "partner": 10, "revalidating": 9}


class Sink:
    """A transport that counts what it is told to write."""

    def __init__(self) -> None:
        self.count = 0

    def write(self, data: bytes) -> None:
        self.count += 1

    def get_extra_info(self, *_: object) -> None:
        return None

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


def path_of(number: int) -> bytes:
    return b"/2026/%02d/%02d/harbour-story-number-%d-of-the-year/" % (1 + number % 11, 1 + number % 28, number)


def fill(shelf: Shelf) -> None:
    """A page in two variants, some thousand times; every body is one that compresses no further."""
    now, source = time.time(), random.Random(1)
    body = source.randbytes(BODY_BYTES)
    page = Page(changes=1, may_ask=False, fresh_until=int(now) + 86_400, keep_until=int(now) + 864_000, kind=PageKind.ARTICLE)
    for number in range(PAGES):
        for variant, told in ((Variant(), "open"), (Variant(1), "a")):
            own = b"%d %b" % (number, body)
            lines = f"{HEAD}x-broadsheet-variant: {told}\r\n".encode()
            shelf.put(path_of(number), page, shelf.moment(), variant, (own, own, own), lines, lines, [f"article-{number}"], now)


def requests_of(shelf: Shelf) -> dict[str, list[bytes]]:
    """As readers send them, by kind of reader."""
    crowd = Crowd(9, HOST, [path_of(number) for number in range(PAGES)], int(time.time()))
    places = crowd.places(REQUESTS)
    held = passes(KEYS, int(time.time()))
    etags = {}
    with shelf.look() as snapshot:
        for place in set(places):
            copy = shelf.copy(snapshot, path_of(place), Variant(), BROTLI)
            assert copy is not None
            etags[place] = bytes(copy[COPY.size : read_copy(copy).etag_end])
    brotli = [block for block in (crowd.block() for _ in range(2_000)) if block.encoding == BROTLI]
    return {
        "anonymous": [crowd.request(Call(path_of(place), crowd.block())) for place in places],
        "partner": [crowd.request(Call(path_of(place), crowd.block(), held)) for place in places],
        "revalidating": [
            crowd.request(Call(path_of(place), brotli[at % len(brotli)], (), etags[place])) for at, place in enumerate(places)
        ],
    }


def least(name: str, work: Callable[[Any], object], items: Sequence[Any], target: float | None = None) -> float:
    """Prints and returns what one item costs, in microseconds."""
    best = 1e9
    for _ in range(RUNS):
        fresh = [
            bytes(bytearray(item)) if isinstance(item, bytes) else item for item in items
        ]  # as from the network: no hash is remembered
        gc.disable()
        begun = time.thread_time()
        for item in fresh:
            work(item)
        best = min(best, (time.thread_time() - begun) / len(fresh))
        gc.enable()
    figure = best * 1e6
    print(f"| {name} | {figure:.2f} | {'' if target is None else f'{target:g}'} |", flush=True)
    return figure


def lane_over(folder: Path) -> FastLane:
    """The fast lane of a paper's door, on a transport that goes nowhere."""
    shelf, passes_read = Shelf(folder / "shelf"), PassReader(KEYS)

    async def django(*_: object) -> None:
        raise AssertionError("Django was asked.")

    door = Door(
        shelf=shelf,
        passes=passes_read,
        hosts=[HOST],
        origin=Origin(shelf, lambda path, variant: Answer(404, [], b""), lambda cookies: None),
        django=django,
        files=lambda path: None,
        access_log=AccessLog.at(folder / "access.log"),
        counters=Counters(folder / "counters"),
    )
    config, state = Config(door, lifespan="off", access_log=False), ServerState()
    config.load()
    state.default_headers = [(b"date", b"Tue, 24 Nov 2026 09:00:00 GMT")]
    lane = fast_lane_for(door)(config=config, server_state=state, app_state={})
    lane.connection_made(Sink())  # type: ignore[arg-type]
    return lane


async def measure(folder: Path) -> bool:
    """All steps. Whether every whole call keeps within its target."""
    lane = lane_over(folder)
    fill(lane.door.shelf)
    asked = requests_of(lane.door.shelf)
    print("| step | µs of CPU | at most |", "| --- | --- | --- |", sep="\n")
    kept = [whole(lane, name, requests) <= TARGETS[name] for name, requests in asked.items()]
    reading(lane, asked)
    looking(lane, asked["anonymous"])
    noting(lane, asked["anonymous"])
    passing(asked["partner"])
    lane.door.access_log.flush()
    return all(kept)


def whole(lane: FastLane, name: str, requests: list[bytes]) -> float:
    sink: Any = lane.transport
    sink.count = 0
    figure = least(f"**`data_received`, whole: {name}**", lane.data_received, requests, TARGETS[name])
    assert sink.count == RUNS * len(requests), "some were handed over"
    return figure


def reading(lane: FastLane, asked: dict[str, list[bytes]]) -> None:
    requests, lines = asked["anonymous"], lane.lines

    def unknown(data: bytes) -> list[bytes]:
        return list(filterfalse(lines.idle.__contains__, data.split(b"\n")))

    least("an empty call", lambda data: None, requests)
    least("split into lines", lambda data: data.split(b"\n"), requests)
    least("split, and drop the lines that change nothing", unknown, requests)
    left = [unknown(data)[1:-2] for data in requests]
    count = sum(data.count(b"\r\n") - 2 for data in requests) / len(requests)
    print(
        f"| … lines a request {count:.1f}, left {sum(map(len, left)) / len(left):.1f}; remembered {len(lines.idle)} + {len(lines.told)} | | |"
    )
    least("read the lines that are left", lambda some: [lines.told.get(line) or lines.read(line) for line in some], left)
    cookies = [line.partition(b": ")[2] for data in asked["partner"] for line in data.split(b"\r\n") if line.startswith(b"Cookie")]
    least("find our cookies in the line, partner", read_cookies, cookies)


def looking(lane: FastLane, requests: list[bytes]) -> None:
    shelf = lane.door.shelf
    paths = [data[4 : data.index(b" HTTP")] for data in requests]
    least("snapshot: begin, number, abort, with the gate", lambda _: _glance(shelf), requests)
    least("the same by `look`, as other threads do", lambda _: shelf.look().leave(), requests)
    glance = shelf.file.glance()
    pages, copies = PageMemory(shelf), shelf.file.databases[b"copies"]
    least("page, remembered", lambda path: pages.page(glance, path), paths)
    keys = [path + KEY_ENDS[0][BROTLI] for path in paths]
    least("copy: its key", lambda path: path + KEY_ENDS[0][BROTLI], paths)
    least("copy: find it", lambda key: glance.get(key, None, copies), keys)
    found = [glance.get(key, None, copies) for key in keys]
    least("copy: unpack its first bytes", COPY.unpack_from, found)
    least("join date, head and body: the one copy of 11 kB", lambda copy: b"".join((lane.head_of_200, copy[300:])), found)
    shelf.file.look_away(glance)


def noting(lane: FastLane, requests: list[bytes]) -> None:
    log, counters, now = lane.door.access_log, lane.door.counters, time.time()
    paths = [data[4 : data.index(b" HTTP")] for data in requests]
    least("counters", lambda _: counters.count(FAST_LANE, PageKind.ARTICLE, 0, 200, BODY_BYTES), requests)
    least("line of the access log", lambda path: log.note_kept(now, b"GET", path, 200, 0, BODY_BYTES), paths)


def passing(requests: list[bytes]) -> None:
    notes = [data[data.index(b"bs_pass=") + 8 :].partition(b";")[0].partition(b"\r")[0] for data in requests]
    now, reader = time.time(), PassReader(KEYS)
    least("pass: shape and seal checked", PassReader(KEYS)._checked, notes)
    for note in notes:
        reader.held(note, now)
    least("pass, remembered", lambda note: reader.held(note, now), notes)


def _glance(shelf: Shelf) -> None:
    glance = shelf.file.glance()
    glance.id()
    shelf.file.look_away(glance)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="broadsheet-costs-") as folder:
        return 0 if asyncio.run(measure(Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
