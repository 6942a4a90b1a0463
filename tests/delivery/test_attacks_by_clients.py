"""Clients that idle, never read, dawdle or run ahead cost little, and other readers are served beside them. `make bench` sends 5,000 of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.delivery.attacks_clients import Outcome, Siege, an_article, besiege, most_bytes_of
from tests.stage.served import Served, copy_paper

SIEGE = Siege(idle=300, never_reading=20, slow_heads=20, unfinished_forms=20, ahead=14_000, seconds=13)
MOST_TIMES_AS_SLOW = 10  # of a reader beside them; a page is handed out in a millisecond or two


@pytest.fixture(scope="module")
def outcome(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("besieged") / "gazette"
    copy_paper(seeded("gazette"), folder)
    with Served(folder, ("--workers", "1")) as paper:
        yield besiege(paper, SIEGE, an_article(paper))


def test_another_reader_is_served_beside_them(outcome: Outcome) -> None:
    assert outcome.page_beside_ms < MOST_TIMES_AS_SLOW * max(outcome.page_alone_ms, 2), outcome


def test_forms_that_are_never_finished_keep_nobody_from_searching(outcome: Outcome) -> None:
    assert outcome.search_beside_ms < MOST_TIMES_AS_SLOW * outcome.search_alone_ms, outcome


def test_memory_stays_within_bounds(outcome: Outcome) -> None:
    assert outcome.most_bytes - outcome.bytes_before < most_bytes_of(SIEGE), outcome


def test_who_sends_a_byte_a_second_is_sent_away(outcome: Outcome) -> None:
    assert outcome.slow_heads_left == 0, outcome


def test_nobody_can_fill_the_log_with_errors(outcome: Outcome) -> None:
    assert outcome.errors_logged == 0, outcome
    assert outcome.longest_line_logged < 3_000, outcome
