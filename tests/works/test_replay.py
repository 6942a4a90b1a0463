"""The judge of a day replayed: what a reader saw is wrong, or it is not."""

import gzip
from typing import Any

import pytest

from bench.replay_judge import Answer, Judge

PAPER = {"articles": {"/a/open/": False, "/a/closed/": True}, "bells": ["/a/bell-0/"], "lists": ["/", "/feed.xml"]}
GONE = {"bell": 0, "edition": 0, "is_out": False, "began": 10.0, "returned": 10.1}
BACK = {"bell": 0, "edition": 1, "is_out": True, "began": 20.0, "returned": 20.1}


def judged(changes: list[dict[str, Any]], path: str, text: str, *, sent: float, status: int = 200, has_pass: bool = False) -> list[str]:
    judge = Judge(PAPER)
    variant = "p" if has_pass and path == "/a/closed/" else "open"
    judge.look_at(Answer(path, has_pass, sent, sent + 0.01, status, variant, "gzip", gzip.compress(text.encode())))
    judge.judge(changes, began=0.0)
    return list(judge.faults)


@pytest.mark.parametrize(
    ("path", "text", "sent", "status"),
    [
        ("/", "Bell 0 rings, edition 0", 5.0, 200),
        ("/", "Bell 0 rings, edition 0", 10.05, 200),  # the call had not returned when it was asked for
        ("/", "Bell 0 rings, edition 1", 20.05, 200),
        ("/a/bell-0/", "Bell 0 rings, edition 0. Whole text of bell-0.", 5.0, 200),
        ("/a/bell-0/", "", 15.0, 410),
        ("/a/bell-0/", "", 20.5, 410),  # it went out less than a second ago
        ("/a/open/?utm_source=mail", "Whole text of open.", 5.0, 200),
        ("/a/closed/", "An invitation.", 5.0, 200),
    ],
)
def test_what_is_right_is_left_alone(path: str, text: str, sent: float, status: int) -> None:
    assert judged([GONE, BACK], path, text, sent=sent, status=status) == []


@pytest.mark.parametrize(
    ("path", "text", "sent", "status", "fault"),
    [
        ("/feed.xml", "Bell 0 rings, edition 0", 10.2, 200, "a withdrawn article, after the call had returned"),
        ("/", "Bell 0 rings, edition 0", 25.0, 200, "a withdrawn article, after the call had returned"),
        ("/", "Bell 0 rings, edition 1", 15.0, 200, "an article before it went out"),
        ("/a/bell-0/", "", 5.0, 410, "an article that was out for a second was not found"),
        ("/a/bell-0/", "", 22.0, 404, "an article that was out for a second was not found"),
        ("/a/bell-0/", "Another page.", 5.0, 200, "another page than the one asked for"),
        ("/a/open/", "Whole text of closed.", 5.0, 200, "the text of another page"),
        ("/a/open/", "", 5.0, 404, "a page that is there was not found"),
        ("/a/closed/", "Whole text of closed.", 5.0, 200, "a text that requires a benefit, without it"),
        ("/", "", 5.0, 503, "503"),
    ],
)
def test_what_is_wrong_is_named(path: str, text: str, sent: float, status: int, fault: str) -> None:
    assert judged([GONE, BACK], path, text, sent=sent, status=status) == [fault]


def test_a_partner_must_have_the_text() -> None:
    assert judged([], "/a/closed/", "Whole text of closed.", sent=5.0, has_pass=True) == []
    assert judged([], "/a/closed/", "An invitation.", sent=5.0, has_pass=True) == ["a page without its text"]
