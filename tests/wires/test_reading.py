"""Much is read ahead by other processes: the same items, in the same order, whatever becomes of whoever reads."""

import gzip
import json
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from broadsheet.wires import lines, reading
from broadsheet.wires.item import Item, Refusal
from broadsheet.wires.opening import arrived
from tests.wires.test_intake import item

MANY = 1_500


def told(items: Iterator[dict]) -> str:
    """Items as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in items)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Fifteen hundred items, an item a line, one of them broken and one no article."""
    text = "<p>" + "The ferry sailed at dawn. " * 60 + "</p>"
    items = [item(number, body_html=text) for number in range(MANY)]
    items[700] |= {"type": "picture"}
    file = tmp_path / "archive.jsonl"
    file.write_text(told(iter(items)).replace('"urn:harbour:900"', '"urn:harbour:900', 1), encoding="utf-8")
    return file


def read(*paths: Path) -> list[Item | Refusal]:
    return [one for _file, found in reading.read(arrived(list(paths)), settings.PAPER.timezone) for one in found]


def as_told(found: list[Item | Refusal]) -> list[object]:
    """What an item says, without what differs from one making to the next."""
    return [one if isinstance(one, Refusal) else (one.external_id, one.headline, one.text and one.text.kept_words) for one in found]


def without_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WORTH_HELP_BYTES", 10**12)


def test_what_other_processes_read_is_what_one_alone_reads(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helped = read(archive)
    without_help(monkeypatch)
    alone = read(archive)
    assert [one[0] for one in as_told(helped)] == [one[0] for one in as_told(alone)]
    assert [one for one in helped if isinstance(one, Refusal)] == [one for one in alone if isinstance(one, Refusal)]
    assert [one.item for one in helped if isinstance(one, Refusal)] == [
        "archive.jsonl, line 701 (urn:harbour:700)",
        "archive.jsonl, line 901",
    ]
    assert sum(isinstance(one, Item) and one.text is not None for one in helped) > MANY / 3, "others set the texts too"
    assert len(helped) == MANY


def test_a_reader_that_is_killed_loses_nothing(archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = []
    for _file, items in reading.read(arrived([archive]), settings.PAPER.timezone):
        found += items
        for pid in _children():
            os.kill(pid, signal.SIGKILL)
    assert len(found) == MANY
    assert sum(isinstance(one, Refusal) for one in found) == 2
    assert "the rest is read without help" in caplog.text


def test_lines_are_read_as_they_come_however_long_the_file_is(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is unpacked to a whole: an archive's lines may be more than any other file's bytes."""
    monkeypatch.setattr("broadsheet.wires.opening.LARGEST_FILE_BYTES", 1_000)
    monkeypatch.setattr("broadsheet.wires.opening._IN_MEMORY_BYTES", 1_000)
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(archive.read_bytes()))
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.write(archive, "archive.jsonl")
    for file in (archive, packed, tmp_path / "packed.zip"):
        found = read(file)
        assert (len(found), sum(isinstance(one, Refusal) for one in found)) == (MANY, 2), file


def test_a_line_without_end_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE_BYTES", 10_000)
    file = tmp_path / "endless.jsonl"
    file.write_text(told(iter([item(1), item(2), item(3, body_html="x" * 20_000)])), encoding="utf-8")
    found = read(file)
    assert isinstance(found[-1], Refusal)
    assert found[-1].item == "endless.jsonl"
    assert "longer than" in found[-1].why


def test_what_only_begins_like_lines_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(item(1), indent=1), encoding="utf-8")
    (tmp_path / "list.json").write_text(json.dumps([item(2), item(3)]), encoding="utf-8")
    (tmp_path / "line.json").write_text(json.dumps(item(4)), encoding="utf-8")
    (tmp_path / "marked.jsonl").write_bytes(b"\xef\xbb\xbf" + told(iter([item(5), item(6)])).encode())
    assert [one.external_id for one in read(tmp_path)] == [f"urn:harbour:{number}" for number in (4, 2, 3, 5, 6, 1)]


def _children() -> list[int]:
    return [int(pid) for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text(encoding="ascii").split()]
