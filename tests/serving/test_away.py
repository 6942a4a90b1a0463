"""Two machines on one PostgreSQL; and what readers and editors see while it is away."""

from collections.abc import Iterator

import pytest

from bench.trouble_database import away, paper_on
from bench.trouble_machines import second_machine, seen_elsewhere
from tests.stage.postgresql import Cluster
from tests.stage.served import Served

AWAY_SECONDS = 3  # 30 in `make bench`
TIMES = 2
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def here(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample paper on PostgreSQL."""
    with paper_on(postgres, tmp_path_factory.mktemp("machines") / "here", "machines") as paper:
        yield paper


def test_what_one_machine_publishes_withdraws_or_takes_back_is_so_on_the_other(here: Served) -> None:
    with second_machine(here, here.folder.with_name("there")) as there:
        timed = seen_elsewhere(here, there, TIMES)
    assert [fault for fault in timed.faults if "not on the other machine" in fault] == []
    assert set(map(len, timed.seconds.values())) == {TIMES}


def test_while_the_database_is_away_shelved_pages_are_read_and_the_rest_says_so_and_all_comes_back_by_itself(
    here: Served, postgres: Cluster
) -> None:
    _lines, faults = away(here, postgres.stop, postgres.start, AWAY_SECONDS)
    assert faults == []
