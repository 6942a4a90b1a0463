"""The two commands of the README, and the list of the others: run as a newcomer runs them, in a clone of their own."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.house.reading_the_house import REPOSITORY
from tests.stage.postgresql import free_port

FIRST_START_SECONDS = 90  # T5 says 20 on a quiet machine; `make bench` measures that


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git keeps of this house, with the packages that are installed already: installing them is what CI's own clone shows."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--shared", str(REPOSITORY), str(folder)], check=True)
    installed = REPOSITORY / ".venv"
    if not list(installed.glob("ready-*")):
        pytest.skip("This run was not started by `make test`, which installs into .venv what `make run` needs")
    (folder / ".venv").symlink_to(installed)
    return folder


@pytest.mark.slow
def test_make_run_serves_a_whole_paper_and_keeps_what_was_changed(clone: Path) -> None:
    with _make_run(clone) as address:
        assert "The Harbour Gazette" in _page(address)
    notes = clone / "var" / "gazette" / "theme" / "templates" / "masthead"
    notes.mkdir(parents=True, exist_ok=True)
    (notes / "404.html").write_text("Nothing is moored here.", encoding="utf-8")
    with _make_run(clone) as address:
        assert _page(f"{address}/no-such-page/") == "Nothing is moored here."


def test_make_help_names_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    assert [target for target in targets if f"make {target} " not in told] == []


@contextmanager
def _make_run(clone: Path) -> Iterator[str]:
    """`make run` on a free port until it answers; then Ctrl-C, which must end it."""
    port = free_port()
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in {"BROADSHEET_PAPER", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "DATABASE_URL"}
    }
    log = clone / f"make-run-{port}.log"
    with log.open("wb") as out:
        run = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=clone, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait_for(f"http://localhost:{port}/healthz", run, log)
        yield f"http://localhost:{port}"
        os.killpg(run.pid, signal.SIGINT)
        run.wait(30)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)


def _wait_for(address: str, run: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + FIRST_START_SECONDS
    while time.monotonic() < end and run.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8")[-4000:])


def _page(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=15) as answer:
            return answer.read().decode("utf-8")
    except urllib.error.HTTPError as refused:
        return refused.read().decode("utf-8")
