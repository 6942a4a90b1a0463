"""Whatever comes over the wire, every way into the paper answers it alike, and what must be paid for stays inside. `make bench` sends twenty times as much."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.attacks import Ground, attacks
from tests.delivery.attacks_run import WRONGS, are_alike, in_a_process
from tests.delivery.attacks_wire import Heard, Said, heard
from tests.stage.served import copy_paper

REQUESTS = 5_000
SEED = int(os.environ.get("ATTACKS_SEED", "") or random.SystemRandom().randrange(1_000_000))  # printed; hand it back to see the same again


@pytest.fixture(scope="module")
def counted(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run of attacks counted."""
    folder = tmp_path_factory.mktemp("attacked") / "gazette"
    copy_paper(seeded("gazette"), folder)
    print(f"ATTACKS_SEED={SEED}")
    return in_a_process(folder, REQUESTS, SEED)


def test_the_fast_lane_and_the_door_answer_the_same_byte_for_byte(counted: dict[str, Any]) -> None:
    assert counted["requests"] == REQUESTS
    assert counted["answered by the fast lane"] > REQUESTS // 10
    assert counted["fast lane and door differ"] == 0


def test_the_door_and_plain_django_answer_alike_or_refuse_alike(counted: dict[str, Any]) -> None:
    assert counted["compared with plain Django"] > REQUESTS // 10
    assert counted["door and plain Django differ"] == 0


def test_no_way_hands_out_what_requires_a_benefit_without_its_pass(counted: dict[str, Any]) -> None:
    for way in ("fast lane", "door", "plain Django"):
        assert counted[f"gated text seen without its pass, {way}"] == 0
        assert counted[f"gated text seen with its pass, {way}"] > 20


def test_nothing_that_strangers_send_breaks_anything(counted: dict[str, Any]) -> None:
    assert {what: counted[what] for what in WRONGS if counted[what]} == {}


def test_the_list_of_attacks_is_as_long_as_it_was() -> None:
    notes = {letters: letters.encode() + b"-note" for letters in ("", "a", "p", "ap", "apme", "ap of the older key")}
    ground = Ground(
        b"gazette.example:8000", b"/open/", b"/gated/", b"/%D7%A0/", b"/gone/", b"/static/x.css", notes, {"altered": b"x"}, b"s", b'"e"'
    )
    assert len(attacks(ground)) >= 300


def test_a_difference_of_one_byte_would_be_seen() -> None:
    told = Said(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", closed=False, broken="", asked=0)
    assert told.is_same(told._replace(asked=1))
    assert not told.is_same(told._replace(out=told.out.replace(b"hi", b"ho")))
    assert not told.is_as_far_on_as(told._replace(out=told.out.replace(b"hi", b"ho"), closed=True))
    assert [(one.status, one.body) for one in heard(told.out * 2)] == [(200, b"hi"), (200, b"hi")]


def test_alike_is_no_word_for_anything() -> None:
    page, other, refused = Heard(200, b"", b"page"), Heard(200, b"", b"another"), Heard(404, b"", b"")
    assert are_alike(b"GET /", [page, refused], [page, Heard(400, b"", b"no")])
    assert not are_alike(b"GET /", [page], [other])
    assert not are_alike(b"GET /", [page], [refused])
    assert not are_alike(b"GET /", [page, page], [page])
