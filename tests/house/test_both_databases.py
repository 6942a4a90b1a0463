"""The tests marked `both_databases` pass on PostgreSQL as they do on SQLite: a run within the run, with one closing line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stage.postgresql import Cluster

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="This run is on PostgreSQL already")
def test_what_must_hold_on_both_databases_holds_on_postgresql(postgres: Cluster) -> None:
    words = ["-m", "both_databases", "-p", "no:cacheprovider", "-q", "tests"]
    # Without what tests/conftest.py set here: the inner run lays a paper of its own.
    told = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "BROADSHEET_PAPER"}}
    env = {**told, "DATABASE_URL": postgres.new_database("paper")}
    run = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.fail(f"On PostgreSQL:\n{run.stdout[-12_000:]}{run.stderr[-2_000:]}", pytrace=False)
    print(run.stdout.splitlines()[-1])
