"""A thousand notices, some twice, some never, in any order, to a process that is killed twice: the ledger is the provider's state all the same."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[2]
CONFIG = (
    'name = "The Harbour Gazette"\nlanguage = "en"\ntimezone = "UTC"\ncurrency = "USD"\naddress = "http://localhost:8000"\ndemo = true\n'
)
READERS = 90
KILLED_AFTER = (250, 700)


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
    done = tmp_path / "done"
    for notices in KILLED_AFTER:
        replaying = _begun(paper, "replay", "3", str(done))
        while not (done.exists() and int(done.read_text() or 0) >= notices):
            assert replaying.poll() is None, replaying.communicate()
            time.sleep(0.01)
        replaying.send_signal(signal.SIGKILL)
        replaying.wait()
    told = _said(paper, "replay", "3", str(done))
    assert told["once"] < told["told"]
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
    assert len(states) >= 5, states


def test_eight_that_ask_at_once_leave_one_row(transactional_db: None, paper: dict[str, str]) -> None:
    assert _said(paper, "at_once") == {"troubles": [], "Membership": 1, "Payment": 1, "state": "active", "generation": 1}


def _begun(paper: dict[str, str], *words: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.membership.replay", *words]
    return subprocess.Popen(program, cwd=REPOSITORY, env=paper, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _said(paper: dict[str, str], *words: str) -> dict[str, Any]:
    told, trouble = (running := _begun(paper, *words)).communicate()
    assert running.returncode == 0, trouble[-3_000:]
    return json.loads(told.splitlines()[-1])
