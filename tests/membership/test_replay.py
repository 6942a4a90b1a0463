"""A thousand notices, some twice, some never, in any order, to a process that is killed twice: the ledger is the provider's state all the same."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[2]
CONFIG = (
    'name = "The Harbour Gazette"\nlanguage = "en"\ntimezone = "UTC"\ncurrency = "USD"\naddress = "http://localhost:8000"\ndemo = true\n'
)
READERS = 54
WORKERS = 2
KILLED_AFTER = (150, 400)  # of each worker's notices: with kill -9, wherever it is


@pytest.fixture
def paper(tmp_path: Path) -> dict[str, str]:
    """The environment of a paper beside this one: on SQLite over a copy of the tests' own database, on PostgreSQL over the same."""
    (tmp_path / "data").mkdir()
    (tmp_path / "broadsheet.toml").write_text(CONFIG, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    told = connection.settings_dict
    if connection.vendor == "postgresql":
        address = f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
        return {**kept, "BROADSHEET_PAPER": str(tmp_path), "DATABASE_URL": address}
    connection.ensure_connection()
    with sqlite3.connect(tmp_path / "data" / "db.sqlite3") as copy:
        connection.connection.backup(copy)
    return {**kept, "BROADSHEET_PAPER": str(tmp_path)}


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_thousand_notices_end_in_the_providers_own_state(transactional_db: None, paper: dict[str, str], tmp_path: Path) -> None:
    assert _said(paper, "prepare", str(READERS))["notices"] >= 1_000
    for notices in KILLED_AFTER:
        for worker in (replaying := [_replaying(paper, tmp_path, number) for number in range(WORKERS)]):
            worker.until(notices)
        for worker in replaying:
            worker.process.kill()
            worker.process.wait()
    told = [json.loads(worker.process.communicate()[0]) for worker in [_replaying(paper, tmp_path, number) for number in range(WORKERS)]]
    assert told[0]["once"] < told[0]["told"]
    verdict = _said(paper, "verdict")
    states = verdict.pop("states")
    assert verdict.pop("lines") > READERS
    assert verdict == {
        "differ": [],
        "troubles": [],
        "unknown": [],
        "undone": 0,
        "states_differ": [],
        "charged_twice": [],
        "unpaid": [],
        "refused": [],
    }
    assert len(states) >= 6, states


def test_eight_that_ask_at_once_leave_one_row(transactional_db: None, paper: dict[str, str]) -> None:
    assert _said(paper, "at_once") == {"troubles": [], "Membership": 1, "Payment": 1, "state": "active", "generation": 1}


@dataclass
class _Worker:
    process: subprocess.Popen[str]
    done: Path

    def until(self, notices: int) -> None:
        """It has told so many."""
        while not (self.done.exists() and int(self.done.read_text() or 0) >= notices):
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.01)


def _replaying(paper: dict[str, str], folder: Path, worker: int) -> _Worker:
    done = folder / f"done-{worker}"
    return _Worker(_begun(paper, "replay", "3", str(worker), str(WORKERS), str(done)), done)


def _begun(paper: dict[str, str], *words: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.membership.replay", *words]
    return subprocess.Popen(program, cwd=REPOSITORY, env=paper, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _said(paper: dict[str, str], *words: str) -> dict[str, Any]:
    told, trouble = (running := _begun(paper, *words)).communicate()
    assert running.returncode == 0, trouble[-3_000:]
    return json.loads(told.splitlines()[-1])
