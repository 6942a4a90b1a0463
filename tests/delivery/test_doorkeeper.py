"""Who may stay at the door, and for how long: in both lanes, over real sockets."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.delivery import doorkeeper
from tests.delivery.lanes import LANES, said, served
from tests.delivery.printing import PATH, shelve
from tests.delivery.readers import HOST, Newspaper

ASK = b"GET " + PATH + b" HTTP/1.1\r\nHost: " + HOST + b"\r\n"


@pytest.fixture(params=LANES)
def port(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(doorkeeper, "ROUND_SECONDS", 0.05)
    for name, seconds in {"HEAD": 0.4, "BODY": 0.4, "IDLE": 0.8, "UNREAD": 0.4}.items():
        monkeypatch.setattr(doorkeeper, f"{name}_SECONDS", seconds)
    paper = Newspaper(tmp_path)
    shelve(paper.shelf, text=b"Fish Street at four")

    async def reads_all(scope: object, receive: object, send: object) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d bytes" % size})

    paper.django = reads_all
    paper.press.pages["/long/"] = lambda variant: b"x" * 12_000_000
    with served(paper, request.param) as port:
        yield port
    paper.shelf.close()


def seconds_until_sent_away(port: int, first: bytes, then: bytes = b"", *, reads: bool = True) -> float:
    """How long a reader may stay who sends something, and then the same letter over and over."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(first)
        begun = time.monotonic()
        while time.monotonic() < begun + 4:
            try:
                if then:
                    wire.sendall(then)
                wire.settimeout(0.05)
                if reads and not wire.recv(1 << 20):
                    break
                if not reads:
                    time.sleep(0.05)
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - begun


def test_who_never_finishes_a_head_is_sent_away(port: int) -> None:
    assert 0.3 < seconds_until_sent_away(port, ASK, b"a") < 2
    assert 0.3 < seconds_until_sent_away(port, b"") < 2
    assert 0.3 < seconds_until_sent_away(port, ASK + b"\r\n" + b"\r\n") < 2  # an answer, and then half a line


def test_who_has_gone_quiet_is_sent_away(port: int) -> None:
    assert 0.7 < seconds_until_sent_away(port, ASK + b"\r\n") < 2.5


def test_who_announces_a_body_and_sends_none_is_sent_away(port: int) -> None:
    assert 0.3 < seconds_until_sent_away(port, b"POST / HTTP/1.1\r\nHost: " + HOST + b"\r\nContent-Length: 9\r\n\r\n") < 2


def test_who_never_reads_is_sent_away(port: int) -> None:
    assert 0.3 < seconds_until_sent_away(port, b"GET /long/ HTTP/1.1\r\nHost: " + HOST + b"\r\n\r\n", b"\n", reads=False) < 3.5


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_head_that_is_too_long_is_refused(port: int, pieces: int) -> None:
    long = ASK + b"".join(b"x-%d: %b\r\n" % (number, b"y" * 60_000) for number in range(4)) + b"\r\n"
    sent = [long[at : at + len(long) // pieces + 1] for at in range(0, len(long), len(long) // pieces + 1)]
    assert said(port, *sent).startswith(b"HTTP/1.1 431 ")
    assert said(port, ASK + b"x: " + b"y" * 100_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("trailers", [b"x-trailer: y\r\n" * 30_000, b"x: " + b"y" * 400_000])
def test_trailers_have_an_end_too(port: int, trailers: bytes) -> None:
    pieces = [
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"3\r\nabc\r\n0\r\n",
        *(trailers[at : at + 60_000] for at in range(0, len(trailers), 60_000)),
    ]
    with contextlib.suppress(ConnectionError):  # what it has not read any more breaks the wire
        heard = said(port, ASK, *pieces)
        assert heard.startswith(b"HTTP/1.1 200 ")
        assert b"HTTP/1.1 431 " in heard
    with pytest.raises(ConnectionError):  # nothing may be said in the midst of an answer
        said(port, b"POST /newsroom/ HTTP/1.1\r\nHost: " + HOST + b"\r\n", *pieces, *[b"z"] * 20)


def test_trailers_are_not_read(port: int) -> None:
    sent = b"POST / HTTP/1.1\r\nHost: " + HOST + b"\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-trailer: y\r\n\r\n"
    assert said(port, sent + ASK + b"\r\n").count(b"HTTP/1.1 200 ") == 2


def test_an_upload_is_no_head(port: int) -> None:
    body = b"z" * 3_000_000
    sent = b"POST /newsroom/ HTTP/1.1\r\nHost: " + HOST + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    assert b"3000000 bytes" in said(port, sent + ASK + b"\r\n")


def test_who_sends_a_thousand_requests_ahead_is_dropped(port: int) -> None:
    assert said(port, (ASK + b"\r\n") * 60).count(b"HTTP/1.1 200 ") == 60
    with contextlib.suppress(ConnectionError):
        assert said(port, (ASK + b"\r\n") * 1_000).count(b"HTTP/1.1 200 ") < 200
