"""`/healthz` and `/metrics`: what the door says of itself, and to whom."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.lanes import said, served
from tests.delivery.printing import PARTNER, PATH, shelve
from tests.delivery.readers import HOST, Ask, Newspaper, a_pass, at_the_door, run

METRICS = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path)
    yield paper
    paper.shelf.close()


@pytest.mark.parametrize("lane", ["fast lane", "no fast lane"])
def test_who_answered_and_what_is_counted_by_both_lanes_alike(paper: Newspaper, lane: str) -> None:
    shelve(paper.shelf)
    shelve(paper.shelf, text=b"partner", variant=PARTNER)
    page = b" " + PATH + b" HTTP/1.1\r\nHost: " + HOST + b"\r\n"
    with served(paper, lane) as port:
        for request in (
            b"GET" + page,
            b"HEAD" + page,
            b"GET" + page + b"If-None-Match: *\r\n",
            b"GET" + page + b"Cookie: " + a_pass(1).encode() + b"\r\n",
        ):
            said(port, request + b"\r\n", seconds=0.05)
        for path in (b"/search/?q=x", b"/nothing/", b"/static/none.css"):
            said(port, b"GET " + path + b" HTTP/1.1\r\nHost: " + HOST + b"\r\n\r\n", seconds=0.05)
    by = "fast lane" if lane == "fast lane" else "door"
    assert paper.counters.totals().rows == {
        (by, "other", "open", 200): (2, 19),
        (by, "other", "open", 304): (1, 0),
        (by, "other", "a", 200): (1, 7),
        ("django", "search", "none", 200): (1, 16),
        ("django", "file", "none", 200): (1, 16),
        ("printed", "other", "none", 404): (1, 9),
    }
    shown = [line.split()[1:6] + line.split()[7:] for line in paper.log()]
    assert shown[0] == ["GET", PATH.decode(), "200", "open", "kept", "19"]
    assert shown[1:4] == [
        ["HEAD", PATH.decode(), "200", "open", "kept", "0"], ["GET", PATH.decode(), "304", "open", "kept", "0"], ["GET", PATH.decode(), "200", "a", "kept", "7"],
    ]  # fmt: skip
    assert {len(line.split()) for line in paper.log()} == {8}


def test_the_metrics_are_for_this_machine(paper: Newspaper) -> None:
    with served(paper) as port:
        assert b"\r\n# HELP broadsheet_requests_total" in said(port, METRICS + b"\r\n")
        for line in (
            b"X-Forwarded-For: 127.0.0.1",
            b"Forwarded: for=127.0.0.1",
            b"X-Real-IP: ::1",
            b"Via: 1.1 proxy",
            b"X-Forwarded-Proto: https",
        ):
            assert said(port, METRICS + line + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert said(port, METRICS.replace(b"localhost", HOST) + b"\r\n").startswith(b"HTTP/1.1 403 ")


def test_whoever_asks_from_elsewhere_gets_no_metrics_even_by_the_name_of_this_machine(paper: Newspaper) -> None:
    paper.trusts_proxy = True

    async def ask() -> int:
        return (await at_the_door(paper.door(), Ask("/metrics", [("Host", "localhost:8000")]))).status

    assert run(ask()) == 403  # readers.py's reader comes from 192.0.2.1


def test_a_token_opens_the_metrics_from_anywhere_and_then_nothing_else_does(paper: Newspaper) -> None:
    paper.metrics_token = "of-the-operator"
    with served(paper) as port:
        for line, status in (
            (b"", b"403"),
            (b"Authorization: Bearer of-the-operator\r\n", b"200"),
            (b"Authorization: Bearer other\r\n", b"403"),
        ):
            assert said(port, METRICS + line + b"\r\n")[9:12] == status
        assert said(port, b"GET /metrics HTTP/1.1\r\nHost: elsewhere\r\nAuthorization: Bearer of-the-operator\r\n\r\n")[9:12] == b"200"


def test_who_watches_this_machine_need_not_name_the_paper(paper: Newspaper) -> None:
    with served(paper) as port:
        told = json.loads(said(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n\r\n").partition(b"\r\n\r\n")[2])
    assert (told["ok"], told["printing"], told["processes"]) == (True, 0, 1)
