"""A paper is served three ways: by the fast lane, without it, and without the door. What is promised to readers holds in each."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.stage.served import Served, copy_paper

WAYS = {"fast lane": (), "no fast lane": ("--no-fast-lane",), "no door": ("--no-door",)}
BY_THE_DOOR = ("fast lane", "no fast lane")  # without it nothing is kept, revalidated or counted


class Way(NamedTuple):
    name: str
    paper: Served

    @property
    def has_door(self) -> bool:
        return self.name in BY_THE_DOOR


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest, seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    folder = tmp_path_factory.mktemp("ways") / "gazette"
    copy_paper(seeded("gazette"), folder)
    with Served(folder, WAYS[request.param]) as paper:
        yield Way(request.param, paper)


def counted(way: Way) -> dict[str, int]:
    """How many requests each has answered, as /metrics tells."""
    told: dict[str, int] = {}
    for line in way.paper.get("/metrics").text.splitlines():
        if line.startswith("broadsheet_requests_total{"):
            by = line.partition('by="')[2].partition('"')[0]
            told[by] = told.get(by, 0) + int(line.rpartition(" ")[2])
    return told


def test_a_page_is_the_same_however_it_is_asked_for(way: Way) -> None:
    first, second = way.paper.get("/"), way.paper.get("/")
    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    head = way.paper.get("/", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert first.headers["content-security-policy"] == second.headers["content-security-policy"]
    assert "set-cookie" not in second.headers
    for path, status in (("/feed.xml", 200), ("/sitemap.xml", 200), ("/nothing-here/", 404), ("/newsroom/", 302), ("/?before=x", 200)):
        assert [way.paper.get(path).status for _ in range(2)] == [status] * 2, path


def test_a_partner_gets_no_slot_and_what_requires_a_benefit_stays_inside(way: Way) -> None:
    found = re.search(r'href="(?:http://[^/"]+)?(/20\d\d/[^"]+)"', way.paper.get("/premium/").text)
    assert found is not None
    path = found[1]
    stranger, partner = way.paper.get(path), way.paper.get(path, {"Cookie": way.paper.pass_cookie("apme")})
    assert len(partner.body) > len(stranger.body)
    assert way.paper.get(path, {"Cookie": "bs_pass=1.k1.apme.7fffffff.1.1." + "A" * 22}).body == stranger.body
    assert way.paper.get(path, {"Cookie": "bs_session=made-by-hand"}).body == stranger.body


def test_each_way_is_the_one_that_was_asked_for(way: Way) -> None:
    if not way.has_door:
        assert "x-broadsheet-variant" not in way.paper.get("/").headers
        assert way.paper.get("/metrics").status != 200
        return
    way.paper.get("/")
    before = counted(way)
    known = way.paper.get("/").headers["etag"]
    assert way.paper.get("/", {"If-None-Match": known}).status == 304
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", way.paper.port)) as wire:
            wire.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{way.paper.port}\r\n\r\n".encode())
            assert wire.recv(64).startswith(b"HTTP/1.1 200 OK\r\ndate: ")
    after = counted(way)
    by = "fast lane" if way.name == "fast lane" else "door"
    assert after.get(by, 0) - before.get(by, 0) >= 3
    assert way.name == "fast lane" or "fast lane" not in after


def test_whoever_rotates_the_log_ends_nobody_and_loses_nothing(way: Way) -> None:
    if not way.has_door:
        return  # it is the door that keeps a log
    log = way.paper.folder / "data" / "access.log"
    log.rename(log.with_suffix(".1"))
    os.kill(way.paper.pid, signal.SIGHUP)
    way.paper.wait_until(log.exists)
    way.paper.get("/feed.xml")
    way.paper.wait_until(lambda: " /feed.xml " in log.read_text(encoding="ascii"))
    assert way.paper.is_well()
