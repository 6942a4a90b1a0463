"""The access log's file."""

from pathlib import Path

import pytest

from broadsheet.delivery.access_log import AccessLog, Kind
from tests.delivery.readers import run


def test_a_file_that_was_moved_is_begun_anew_and_loses_no_line(tmp_path: Path) -> None:
    path, moved = tmp_path / "access.log", tmp_path / "access.log.1"

    async def rotate() -> None:
        log = AccessLog.at(path)
        log.note_kept(0.0, b"GET", b"/a/", 200, 0, 5)
        log.reopen_if_moved()
        path.rename(moved)
        log.note(0.0, "GET", b"/b/", 200, None, Kind.DJANGO, 0.0, 6)
        log.reopen_if_moved()
        log.note_kept(1.5, b"GET", b"/c/", 304, 3, 0)
        log.flush()

    run(rotate())
    assert (
        moved.read_text() == "1970-01-01T00:00:00.000Z GET /a/ 200 open kept 0.0 5\n1970-01-01T00:00:00.000Z GET /b/ 200 - django 0.0 6\n"
    )
    assert path.read_text() == "1970-01-01T00:00:01.500Z GET /c/ 304 ap kept 0.0 0\n"


def test_where_no_new_file_can_be_opened_lines_go_into_the_old_one(tmp_path: Path) -> None:
    folder, moved = tmp_path / "data", tmp_path / "moved"
    folder.mkdir()

    async def rotate() -> None:
        log = AccessLog.at(folder / "access.log")
        folder.rename(moved)
        with pytest.raises(FileNotFoundError):
            log.reopen_if_moved()
        log.note_kept(0.0, b"GET", b"/a/", 200, 0, 5)
        log.flush()
        folder.mkdir()
        log.reopen_if_moved()

    run(rotate())
    assert " /a/ " in (moved / "access.log").read_text()
    assert (folder / "access.log").exists()


def test_each_line_tells_its_own_moment(tmp_path: Path) -> None:
    async def visits() -> None:
        log = AccessLog.at(tmp_path / "access.log")
        for moment in (1.0, 1.0005, 1.001, 2.25, 1.5):  # a clock may be set back
            log.note_kept(moment, b"GET", b"/", 200, 0, 1)
        log.flush()

    run(visits())
    told = [line[17:23] for line in (tmp_path / "access.log").read_text().splitlines()]
    assert told == ["01.000", "01.000", "01.001", "02.250", "01.500"]


def test_a_path_as_long_as_a_book_makes_no_long_line(tmp_path: Path) -> None:
    async def visit() -> None:
        log = AccessLog.at(tmp_path / "access.log")
        log.note(0.0, "GET", b"/" + b"x" * 100_000, 404, None, Kind.DJANGO, 0.0, 6)
        log.flush()

    run(visit())
    assert len((tmp_path / "access.log").read_bytes()) < 600
