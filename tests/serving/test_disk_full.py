"""Not a byte left where the paper lies."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.trouble_disk import full

pytestmark = pytest.mark.slow


def test_on_a_full_disk_readers_read_editors_are_refused_and_nothing_is_half_done(seeded: Callable[[str], Path], tmp_path: Path) -> None:
    _lines, faults = full(seeded("gazette"), tmp_path / "disk", 1)
    assert faults == []
