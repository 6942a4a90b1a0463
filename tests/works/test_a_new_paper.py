"""A paper that was just made, and was never served: every verb works on it, or says in a sentence what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ITEM = {
    "uri": "urn:newsml:gazette.example:20261124:1",
    "type": "text",
    "pubstatus": "usable",
    "versioncreated": "2026-11-24T06:00:00Z",
    "headline": "Two buckets at Gallows Point",
    "body_text": "There were two buckets, and one of them leaked.",
}


def broadsheet(paper: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "DJANGO_", "DATABASE_"))}
    command = [str(Path(sys.executable).with_name("broadsheet")), *words]
    return subprocess.run(command, cwd=paper, env=kept, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_an_archive_is_taken_into_a_paper_that_was_never_served(tmp_path: Path) -> None:
    made = broadsheet(
        tmp_path, "new", "paper", "--name", "The Tide", "--language", "en", "--timezone", "UTC", "--currency", "USD", "--json"
    )
    assert json.loads(made.stdout.splitlines()[-1]) == {"paper": "paper"}
    paper = tmp_path / "paper"
    checked = broadsheet(paper, "check", "--json")
    assert "no tables yet" in checked.stderr
    assert "Traceback" not in checked.stderr
    (tmp_path / "item.json").write_text(json.dumps(ITEM), encoding="utf-8")
    first, second = (broadsheet(paper, "take", "--json", "../item.json") for _ in range(2))
    assert (first.returncode, "Traceback" in first.stderr) == (0, False), first.stderr
    assert json.loads(first.stdout.splitlines()[-1]) == {"taken": 1, "updated": 0, "unchanged": 0, "refused": []}
    assert json.loads(second.stdout.splitlines()[-1]) == {"taken": 0, "updated": 0, "unchanged": 1, "refused": []}
    again = broadsheet(paper, "check", "--json")
    assert "tables" not in again.stderr
