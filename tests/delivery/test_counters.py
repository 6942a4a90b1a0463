"""What was answered, counted in every process and added up, those that ended too."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.delivery.counters import DJANGO, FAST_LANE, NO_VARIANT, Counters, add_the_ended, totals
from broadsheet.delivery.page_kind import PageKind, kind_of_view
from broadsheet.delivery.report import metrics

COUNT = """
import sys
from pathlib import Path
from broadsheet.delivery.counters import FAST_LANE, Counters
counters = Counters(Path(sys.argv[1]))
for _ in range(3):
    counters.count(FAST_LANE, 2, 0, 200, 100)
counters.keep()
"""


def a_process_that_ended(folder: Path) -> None:
    subprocess.run([sys.executable, "-c", COUNT, str(folder)], check=True)


def test_the_counts_of_all_processes_are_added_up_those_that_ended_too(tmp_path: Path) -> None:
    ours = Counters(tmp_path)
    ours.count(FAST_LANE, PageKind.ARTICLE, 0, 200, 50)
    ours.count(DJANGO, PageKind.SEARCH, NO_VARIANT, 200, 7)
    for _ in range(2):
        a_process_that_ended(tmp_path)
    told = ours.totals()
    assert told.rows == {("fast lane", "article", "open", 200): (7, 650), ("django", "search", "none", 200): (1, 7)}
    assert [child["pid"] for child in told.children] == [os.getpid()]
    assert told.answered == 8


def test_a_full_disk_keeps_no_worker_from_starting_and_nobody_from_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_process_that_ended(tmp_path)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("broadsheet.delivery.counters._write", no_room)
    assert Counters(tmp_path).totals().answered == 3
    assert "could not be taken over" in caplog.text


def test_what_an_ended_process_counted_is_taken_over_once(tmp_path: Path) -> None:
    Counters(tmp_path)
    a_process_that_ended(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("door-*.json")}
    add_the_ended(tmp_path)
    assert list(tmp_path.glob("door-*.json")) == []
    for name, told in before.items():  # killed after the sum was written and before the file was deleted
        (tmp_path / name).write_bytes(told)
    for _ in range(2):
        assert totals(tmp_path).answered == 3
        add_the_ended(tmp_path)


def test_half_a_file_counts_as_none(tmp_path: Path) -> None:
    ours = Counters(tmp_path)
    (tmp_path / "door-1-2.json").write_text('{"rows": [["fast')
    assert ours.totals().answered == 0


@pytest.mark.parametrize(
    ("view", "kind"),
    [("article", "ARTICLE"), ("topic-feed", "FEED"), ("feed-json", "FEED"), ("sitemap-file", "SITEMAP"), ("news-sitemap", "SITEMAP"),
     ("standing-page", "PAGE"), ("front", "FRONT"), ("robots", "OTHER"), (None, "OTHER"), ("byline", "BYLINE")],
)  # fmt: skip
def test_a_page_is_counted_by_its_kind(view: str | None, kind: str) -> None:
    assert kind_of_view(view) is PageKind[kind]


def test_the_counts_are_told_as_prometheus_reads_them(tmp_path: Path) -> None:
    ours = Counters(tmp_path)
    ours.count(FAST_LANE, PageKind.ARTICLE, 3, 304, 0)
    ours.say_open_connections(5)
    text = metrics(ours.totals(), {"shelf_file_bytes": 4_096}).decode()
    assert 'broadsheet_requests_total{by="fast lane",page="article",variant="ap",status="304"} 1\n' in text
    assert f'broadsheet_open_connections{{process="door",pid="{os.getpid()}"}} 5\n' in text
    assert "# TYPE broadsheet_shelf_file_bytes gauge\nbroadsheet_shelf_file_bytes 4096\n" in text
    names = {line.partition("{")[0].partition(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    assert names <= {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}


def test_the_file_of_a_process_holds_plain_words(tmp_path: Path) -> None:
    ours = Counters(tmp_path)
    ours.count(FAST_LANE, PageKind.FEED, 0, 200, 9)
    ours.keep()
    assert json.loads(next(tmp_path.glob("door-*.json")).read_bytes())["rows"] == [["fast lane", "feed", "open", 200, 1, 9]]
