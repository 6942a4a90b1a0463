"""The process tree: what dies is started again, and nothing outlives its parent."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stage.served import Served

pytestmark = pytest.mark.slow


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"


def test_a_killed_parent_leaves_no_orphan_and_the_paper_starts_again(serve: Callable[..., Served]) -> None:
    paper = serve("gazette")
    children = paper.children()
    assert len(children) == 2
    os.kill(paper.pid, signal.SIGKILL)
    paper.wait_until(lambda: not any(map(alive, children)), 30)
    assert paper.process is not None
    paper.process.wait()
    paper.start()
    assert paper.get("/").status == 200


def test_a_port_that_is_taken_is_said_in_a_sentence(serve: Callable[..., Served]) -> None:
    paper = serve("gazette")
    second = subprocess.run(
        [str(Path(sys.executable).with_name("broadsheet")), "serve", "--paper", str(paper.folder), "--port", str(paper.port)],
        env=paper.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "choose another with --port" in second.stderr
    assert "Traceback" not in second.stderr
