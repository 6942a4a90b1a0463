"""The bench: measures a small paper for real, beside nginx, on the same bytes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.cli import main
from broadsheet.works.bench.readers import Call, Crowd, browsers
from broadsheet.works.bench.runs import READERS, Load, Run, table
from broadsheet.works.bench.yardstick import BROTLI_MODULE

HERE = all((shutil.which("nginx"), shutil.which("wrk"), BROTLI_MODULE.exists(), len(os.sched_getaffinity(0)) > 1))
TINY = ("--rounds", "1", "--seconds", "1", "--pages", "100", "--reader", "partner", "--json")


@pytest.mark.slow
@pytest.mark.skipif(not HERE, reason="needs two cores, and Debian's nginx, libnginx-mod-http-brotli-static and wrk")
def test_a_small_paper_is_measured_beside_nginx() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "broadsheet.cli", "bench", *TINY], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    runs = json.loads(done.stdout.splitlines()[-1])["runs"]
    assert [run["reader"] for run in runs] == ["partner"]
    assert all(run["broadsheet"]["rps"] > 100 and run["broadsheet"]["cpu_us"] > 1 and run["nginx"]["cpu_us"] > 1 for run in runs)


def test_whoever_lacks_nginx_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = CliRunner().invoke(main, ["bench"])
    assert told.exit_code == 1
    assert "apt-get install nginx" in told.output
    assert "wrk" in told.output


def test_whoever_names_a_reader_that_is_not_sent_is_told_which_are() -> None:
    told = CliRunner().invoke(main, ["bench", "--reader", "bishop"])
    assert told.exit_code == 2
    assert "anonymous, partner" in told.output


def test_no_two_readers_send_the_same_and_hundreds_of_browsers_are_among_them() -> None:
    assert len(browsers()) >= 200
    crowd = Crowd(1, "localhost:8000", [b"/a/", b"/b/"], 1_764_000_000)
    sent = [crowd.request(Call(b"/a/", crowd.block())) for _ in range(2_000)]
    assert len(set(sent)) == len(sent)
    assert all(request.startswith(b"GET /a/ HTTP/1.1\r\nHost: localhost:8000\r\n") and request.endswith(b"\r\n\r\n") for request in sent)


def test_a_ratio_is_what_nginx_needs_by_what_we_need_and_a_missed_target_stands_out() -> None:
    run = Run(READERS[0], ours=[Load(100, 20, 0.5)] * 3, nginx=[Load(120, 15, 0.5)] * 3)
    assert run.ratio == 0.75
    assert not run.is_reached
    assert "**0.75** (0.75 to 0.75)" in table([run])[2]
