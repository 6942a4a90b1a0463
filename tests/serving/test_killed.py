"""kill -9 at any moment: nothing that was said to be done is lost, nothing half done, and no copy is torn or stale afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.trouble_kills import kills, served_for_kills
from tests.stage.served import Served, copy_paper

TIMES = 5  # a hundred in `make bench`
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def paper(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Served:
    folder = tmp_path_factory.mktemp("killed") / "gazette"
    copy_paper(seeded("gazette"), folder)
    with served_for_kills(folder) as served:
        yield served


@pytest.mark.parametrize("kind", ["worker", "jobs", "tree"])
def test_whatever_is_killed_while_editors_publish_and_agencies_send_loses_nothing_and_leaves_no_torn_or_stale_copy(
    paper: Served, kind: str
) -> None:
    told = kills(paper, kind, TIMES, seed=4)
    assert told.faults == []
    assert told.kills == TIMES
    assert told.changes
    assert told.copies
