"""Before Django's threads: a request comes in whole, with one Cookie line, or not at all."""

import asyncio
from typing import Any

import pytest

from broadsheet.delivery import reception
from broadsheet.delivery.reception import LONGEST_FORM_BYTES, PIECE_BYTES, Reception
from tests.delivery.readers import run

Pieces = list[dict[str, Any]]
FORM = [(b"content-length", b"10"), (b"cookie", b"bs_session=x")]


class Django:
    """Notes what it is asked, and says how long the body was."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", scope["method"] == "POST"
        while more:
            message = await receive()
            assert len(message["body"]) <= PIECE_BYTES
            body, more = body + message["body"], message["more_body"]
        self.asked.append((scope["headers"], body))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d" % len(body)})


def piece(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def asked(
    pieces: Pieces, headers: list[tuple[bytes, bytes]] | None = None, *, method: str = "POST", path: str = "/account/sign-in/"
) -> tuple[list[Any], list[int]]:
    """What Django was asked, and the status of what was answered; after the pieces nothing comes."""
    django, sent = Django(), list[dict[str, Any]]()

    async def visit() -> None:
        waiting = iter(pieces)

        async def receive() -> dict[str, Any]:
            told = next(waiting, None)
            return told if told is not None else await asyncio.Event().wait()  # type: ignore[return-value]

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": method, "path": path, "headers": FORM if headers is None else headers}
        await asyncio.wait_for(Reception(django)(scope, receive, send), 5)

    run(visit())
    return django.asked, [message["status"] for message in sent if "status" in message]


def test_a_form_comes_in_whole() -> None:
    told, said = asked([piece(b"login"), piece(b""), piece(b"=a@b", more=False)])
    assert (told, said) == ([(FORM, b"login=a@b")], [200])


def test_a_form_that_never_ends_takes_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "FORM_SECONDS", 0.05)
    assert asked([piece(b"login")]) == ([], [408])


def test_who_leaves_in_the_midst_of_a_form_is_not_answered() -> None:
    assert asked([piece(b"login"), {"type": "http.disconnect"}]) == ([], [])


def test_a_form_has_a_greatest_length_and_a_picture_for_the_newsroom_a_greater_one() -> None:
    large = [piece(b"x" * PIECE_BYTES) for _ in range(LONGEST_FORM_BYTES // PIECE_BYTES)]
    assert asked([*large, piece(b"x", more=False)]) == ([], [413])
    told, said = asked([*large, piece(b"x", more=False)], path="/newsroom/images/add/")
    assert said == [200]
    assert len(told[0][1]) == LONGEST_FORM_BYTES + 1


def test_a_page_is_asked_for_without_waiting_for_a_body() -> None:
    assert asked([], method="GET")[1] == [200]


def test_a_form_without_a_body_is_let_in() -> None:
    assert asked([piece(b"", more=False)], [(b"content-length", b"0")]) == ([([(b"content-length", b"0")], b"")], [200])


def test_two_cookie_lines_are_one() -> None:
    lines = [(b"cookie", b"a=b"), (b"host", b"gazette.example"), (b"cookie", b"bs_session=x")]
    assert asked([], lines, method="GET")[0][0][0] == [(b"host", b"gazette.example"), (b"cookie", b"a=b; bs_session=x")]


@pytest.mark.parametrize(("limit", "method"), [("MOST_WAITING", "GET"), ("MOST_BODIES", "POST"), ("MOST_BODIES_EACH", "POST")])
def test_who_cannot_be_served_soon_is_told_so(monkeypatch: pytest.MonkeyPatch, limit: str, method: str) -> None:
    monkeypatch.setattr(reception, limit, 0)
    assert asked([piece(b"", more=False)], method=method) == ([], [503])


def test_who_does_not_read_an_answer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "MOST_WAITING", 1)
    statuses: list[int] = []

    async def visits() -> None:
        door, never = Reception(Django()), asyncio.Event()

        async def deaf(message: dict[str, Any]) -> None:
            await never.wait()

        async def send(message: dict[str, Any]) -> None:
            statuses.append(message.get("status", 0))

        async def receive() -> dict[str, Any]:
            return piece(b"", more=False)

        scope = {"type": "http", "method": "GET", "path": "/search/", "headers": []}
        unread = asyncio.create_task(door(scope, receive, deaf))
        await asyncio.sleep(0)
        await asyncio.wait_for(door(scope, receive, send), 5)
        unread.cancel()

    run(visits())
    assert statuses[0] == 200
