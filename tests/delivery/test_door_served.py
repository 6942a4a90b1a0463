"""The door in a real server, on a free port of this machine."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.lanes import LANES, served
from tests.delivery.printing import PATH, shelve
from tests.delivery.readers import HOST, Newspaper

ARTICLE = PATH.decode()


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path)
    paper.press.pages[ARTICLE] = lambda variant: b"Fish Street at four"
    yield paper
    paper.shelf.close()


@pytest.fixture(params=LANES)
def port(request: pytest.FixtureRequest, paper: Newspaper) -> Iterator[int]:
    with served(paper, request.param) as port:
        yield port


def test_a_page_is_printed_handed_out_and_revalidated_over_one_connection(paper: Newspaper, port: int) -> None:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    seen = []
    etag = ""
    for lines in ({}, {"Accept-Encoding": "identity"}, {"If-None-Match": "*"}):
        wire.request("GET", ARTICLE, headers={"Host": HOST.decode(), **lines})
        answer = wire.getresponse()
        seen.append((answer.status, answer.read()))
        etag = answer.headers["etag"]
    wire.request("HEAD", ARTICLE, headers={"Host": HOST.decode()})
    answer = wire.getresponse()
    assert seen == [(200, b"Fish Street at four"), (200, b"Fish Street at four"), (304, b"")]
    assert (answer.status, answer.headers["content-length"], answer.headers["etag"], answer.read()) == (200, "19", etag, b"")
    assert len(paper.press.printed) == 1
    wire.close()


def test_a_film_and_its_part(paper: Newspaper, port: int) -> None:
    (paper.folder / "media").mkdir()
    (paper.folder / "media/film.mp4").write_bytes(bytes(range(256)) * 4_000)
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    wire.request("GET", "/media/film.mp4", headers={"Host": HOST.decode()})
    assert len(wire.getresponse().read()) == 1_024_000
    wire.request("GET", "/media/film.mp4", headers={"Host": HOST.decode(), "Range": "bytes=255-256"})
    answer = wire.getresponse()
    assert (answer.status, answer.read()) == (206, b"\xff\x00")
    wire.close()


def test_a_request_without_a_host_is_refused(paper: Newspaper, port: int) -> None:
    shelve(paper.shelf)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(b"GET " + PATH + b" HTTP/1.0\r\n\r\n")
        assert wire.recv(4_096).startswith(b"HTTP/1.1 400 ")
