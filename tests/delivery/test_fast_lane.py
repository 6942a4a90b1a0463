"""The fast lane: it answers what is plainly simple, exactly as the door does, and hands everything else over. Attacks: test_attacks.py."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from broadsheet.delivery.counters import FAST_LANE
from broadsheet.delivery.fast_lane import MOST_LINES_REMEMBERED, FastLane, fast_lane_for
from broadsheet.delivery.shelf import Shelf
from tests.delivery.attacks_wire import Wire
from tests.delivery.lanes import LANES, said, served
from tests.delivery.printing import PARTNER, PATH, shelve
from tests.delivery.readers import HOST, Newspaper, a_pass, run

FIRST = b"GET " + PATH + b" HTTP/1.1\r\nHost: " + HOST + b"\r\n"


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path)
    shelve(paper.shelf, text=b"open")
    shelve(paper.shelf, text=b"for partners", variant=PARTNER)
    yield paper
    paper.shelf.close()


def a_lane(paper: Newspaper) -> tuple[FastLane, Wire]:
    """A connection. In an event loop."""
    door = paper.plain_door()
    config = Config(door, ws="none", lifespan="off", access_log=False, server_header=False)
    config.load()
    lane, wire = fast_lane_for(door)(config=config, server_state=ServerState(), app_state={}), Wire()
    lane.connection_made(wire)
    return lane, wire


def in_the_fast_lane(paper: Newspaper) -> int:
    """How many answers it has given."""
    return sum(cell[0] for key, cell in paper.counters._cells.items() if key[0] == FAST_LANE)


def answered_at_once(paper: Newspaper, *requests: bytes) -> list[bytes]:
    """What has been written when each request has been read, before anything else could run."""

    async def ask() -> list[bytes]:
        lane, wire = a_lane(paper)
        told = []
        for request in requests:
            lane.data_received(request)
            told.append(bytes(wire.out))
            wire.out.clear()
        while lane.tasks:
            await asyncio.wait(list(lane.tasks))
        return told

    return run(ask())


@pytest.mark.parametrize(
    "lines",
    [b"", b"Accept-Encoding: gzip, deflate, br, zstd\r\n", b"Cookie: theme=dark; " + a_pass(1).encode() + b"; _ga=1\r\n", b"If-None-Match: *\r\n",
     b"Cookie: " + a_pass(0).encode() + b"; bs_session=abc\r\n", b"Connection: keep-alive\r\nReferer: https://example.org/\xc3\xa9\r\n"],
)  # fmt: skip
def test_a_simple_request_is_answered_in_the_very_call_that_reads_it(paper: Newspaper, lines: bytes) -> None:
    assert answered_at_once(paper, FIRST + lines + b"\r\n")[0].startswith(b"HTTP/1.1 ")
    assert in_the_fast_lane(paper) == 1


@pytest.mark.parametrize(
    "request_",
    [FIRST + b"Cookie: bs_session=made-by-hand\r\n\r\n", FIRST + b"Range: bytes=0-1\r\n\r\n", FIRST + b"Connection: close\r\n\r\n",
     FIRST + b"Expect: 100-continue\r\n\r\n", FIRST + b"Upgrade: h2c\r\n\r\n", FIRST + b"Content-Length: 0\r\n\r\n", FIRST + b"Host: " + HOST + b"\r\n\r\n",
     FIRST + b"Authorization: Basic eDp5\r\n\r\n", FIRST + b"no colon\r\n\r\n", FIRST + b"a b: c\r\n\r\n", FIRST + b"X: \x01\r\n\r\n", FIRST + b" folded\r\n\r\n",
     FIRST.replace(b"GET", b"POST") + b"\r\n", FIRST.replace(b"1.1", b"1.0", 1) + b"\r\n", FIRST.replace(HOST, b"other.example") + b"\r\n",
     FIRST.replace(PATH, b"/account/") + b"\r\n", FIRST.replace(PATH, PATH + b"?before=1") + b"\r\n", FIRST.replace(PATH, PATH + b"#x") + b"\r\n",
     (FIRST + b"\r\n") * 2, FIRST + b"Referer: " + b"x" * 9_000 + b"\r\n\r\n"],
)  # fmt: skip
def test_everything_else_is_handed_over(paper: Newspaper, request_: bytes) -> None:
    answered_at_once(paper, request_)
    assert in_the_fast_lane(paper) == 0


def test_after_what_was_handed_over_the_lane_is_fast_again(paper: Newspaper) -> None:
    async def ask() -> bytes:
        lane, wire = a_lane(paper)
        for piece in (FIRST[:20], FIRST[20:] + b"\r\n", FIRST + b"\r\n"):
            lane.data_received(piece)
            while lane.tasks:
                await asyncio.wait(list(lane.tasks))
        return bytes(wire.out)

    assert run(ask()).count(b"HTTP/1.1 200 OK") == 2
    assert in_the_fast_lane(paper) == 1


@pytest.mark.parametrize("lane", LANES)
def test_a_page_withdrawn_or_gated_is_gone_at_the_very_next_request(paper: Newspaper, lane: str) -> None:
    """What the lane remembers of a page ends with any commit to the shelf, whoever makes it."""
    with served(paper, lane) as port:
        assert b"open" in said(port, FIRST + b"\r\n", seconds=0.05)
        paper.shelf.withdraw(["article-1"])
        assert b"HTTP/1.1 404" in said(port, FIRST + b"\r\n", seconds=0.05)
        shelve(paper.shelf, text=b"invitation", changes=2)
        assert said(port, FIRST + b"\r\n", seconds=0.05).endswith(b"invitation")


def test_a_shelf_opened_anew_is_not_taken_for_the_old_one(paper: Newspaper) -> None:
    """Both files may count their commits alike."""
    before = answered_at_once(paper, FIRST + b"\r\n")[0]

    async def visits() -> list[bytes]:
        lane, wire = a_lane(paper)
        told = []
        for shelved in (False, True):
            if shelved:
                (paper.folder / "shelf" / "data.mdb").unlink()
                paper.shelf.reopen_if_replaced()
                for number in range(40):
                    shelve(paper.shelf, b"/%d/" % number)
                shelve(paper.shelf, text=b"new")
            lane.data_received(FIRST + b"\r\n")
            told.append(bytes(wire.out))
            wire.out.clear()
        return told

    assert run(visits())[0].endswith(b"open")
    assert before.endswith(b"open")
    assert in_the_fast_lane(paper) == 3


@pytest.mark.parametrize("lane", LANES)
def test_sessions_made_by_hand_stop_nobody(paper: Newspaper, lane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are handed over, only so many wait for a new pass, and other readers wait for none of them."""
    monkeypatch.setattr("broadsheet.delivery.origin.MOST_RENEWING", 5)
    at_work: list[int] = []

    def slow(cookies: bytes) -> None:
        at_work.append(1)
        time.sleep(0.3)

    paper.renew = slow
    with served(paper, lane) as port, ThreadPoolExecutor(30) as strangers:
        flood = [strangers.submit(said, port, FIRST + b"Cookie: bs_session=%d\r\n\r\n" % number, seconds=1.5) for number in range(30)]
        time.sleep(0.1)
        begun = time.monotonic()
        assert b"open" in said(port, FIRST + b"\r\n", seconds=0.01)
        assert time.monotonic() - begun < 0.25
        assert all(b"open" in answer.result() for answer in flood)
    assert len(at_work) <= 15


def test_what_readers_send_differently_is_never_remembered(paper: Newspaper) -> None:
    async def ask() -> tuple[int, int]:
        lane, _ = a_lane(paper)
        for number in range(200):
            lane.data_received(FIRST + b"Cookie: _ga=%d\r\nReferer: https://example.org/%d\r\nX-Request-Id: %d\r\n\r\n" % ((number,) * 3))
        personal = len(lane.lines.idle) + len(lane.lines.told)
        for number in range(MOST_LINES_REMEMBERED + 10):
            lane.data_received(FIRST + b"User-Agent: reader %d\r\n\r\n" % number)
        return personal, len(lane.lines.idle) + len(lane.lines.told)

    personal, many = run(ask())
    assert personal == 1  # the host
    assert many <= MOST_LINES_REMEMBERED
    assert in_the_fast_lane(paper) == 200 + MOST_LINES_REMEMBERED + 10


def test_the_map_grows_while_the_lane_looks_and_neither_waits_for_long(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf", map_bytes=1 << 20)
    shelve(shelf, text=b"open")
    grown, stop, longest = shelf.file.env.info()["map_size"], threading.Event(), [0.0]

    def fill() -> None:
        for number in range(60):
            shelve(shelf, b"/%d/" % number, text=b"x%d" % number * 20_000)
            shelf.file._grow()
        stop.set()

    def look() -> int:
        seen = 0
        while not stop.is_set():
            begun = time.monotonic()
            glance = shelf.file.glance()
            try:
                assert bytes(glance.get(PATH, None, shelf.file.databases[b"pages"]))
            finally:
                shelf.file.look_away(glance)
            longest[0] = max(longest[0], time.monotonic() - begun)
            seen += 1
        return seen

    with ThreadPoolExecutor(2) as threads:
        looks, filling = threads.submit(look), threads.submit(fill)
        filling.result()
        assert looks.result() > 1_000
    assert shelf.file.env.info()["map_size"] > grown
    assert longest[0] < 2
    shelf.close()


def test_what_trackers_add_is_dropped_in_the_fast_lane_too(paper: Newspaper) -> None:
    for query in (b"?utm_source=letter&fbclid=IwAR0", b"?", b"?gclid=%20"):
        assert answered_at_once(paper, FIRST.replace(PATH, PATH + query) + b"\r\n")[0].endswith(b"open")
    assert in_the_fast_lane(paper) == 3
    assert {line.split()[2] for line in paper.log()} <= {PATH.decode()}


def test_behind_a_proxy_of_ours_the_lane_is_fast_too(paper: Newspaper) -> None:
    paper.trusts_proxy = True
    told = b"X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: " + HOST + b"\r\n"
    assert answered_at_once(paper, FIRST + told + b"\r\n")[0].endswith(b"open")
    for wrong in (told.replace(HOST, b"other.example"), told * 2):
        assert answered_at_once(paper, FIRST + wrong + b"\r\n") == [b""]
    assert in_the_fast_lane(paper) == 1
