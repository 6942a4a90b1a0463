"""The shelf's file in real processes: killed writers, full maps, lost and broken files."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import ENCODINGS, read_copy
from broadsheet.delivery.variant import IDENTITY
from tests.delivery.printing import OPEN, PATH, found, shelve
from tests.stage.disk import fill

NEEDED = "import os, random, sys, time\nfrom broadsheet.delivery.shelf import Shelf\nfrom tests.delivery.printing import found, shelve\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def shelf(folder: Path) -> Iterator[Shelf]:
    shelf = Shelf(folder)
    yield shelf
    shelf.close()


def begin(script: str, *words: object) -> subprocess.Popen[bytes]:
    """Another process with a shelf of its own."""
    command = [sys.executable, "-c", NEEDED + textwrap.dedent(script), *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(process: subprocess.Popen[bytes], line: str) -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()
    return process.stdout.readline().decode().strip()


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


LOOKS_WHEN_ASKED = """
    shelf = Shelf(sys.argv[1], map_bytes=int(sys.argv[2]))
    for line in sys.stdin:
        copy = found(shelf, line.strip().encode())
        print("nothing" if copy is None else len(copy), flush=True)
"""

WRITES_FOR_EVER = """
    shelf = Shelf(sys.argv[1])
    print("begun", flush=True)
    while True:
        paths = [b"/%d/" % random.randrange(60) for _ in range(5)]
        shelf.mark_stale(["article-%d" % random.randrange(5)])
        for path in paths:
            shelve(shelf, path, os.urandom(9_000), shows=("article-%d" % random.randrange(5), "front"))
        shelf.withdraw(["article-%d" % random.randrange(5)])
"""


def is_whole(copy: bytes, encoding: int) -> bool:
    row = read_copy(copy)
    digest = hashlib.blake2b(copy[row.head_end :], digest_size=9, person=ENCODINGS[encoding]).hexdigest()
    return copy[: row.etag_end].endswith(b'"%b"' % digest.encode())


def test_a_writer_killed_at_any_moment_leaves_no_torn_copy_and_locks_nobody_out(folder: Path) -> None:
    checked = 0
    for _ in range(6):
        writer = begin(WRITES_FOR_EVER, folder)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(0.1 + random.random() * 0.2)
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        shelf = Shelf(folder)
        with shelf.look() as snapshot:
            for key, copy in snapshot.txn.cursor(shelf.file.databases[b"copies"]):
                checked += 1
                assert is_whole(bytes(copy), bytes(key)[-1])
        shelf.mark_stale(["article-1"])
        assert shelve(shelf, b"/1/", b"printed anew")
        assert (found(shelf, b"/1/") or b"").endswith(b"printed anew")
        index_agrees(shelf)
        shelf.close()
    assert checked


def index_agrees(shelf: Shelf) -> None:
    """Every copy is found under what it shows, and nothing else is."""
    with shelf.look() as snapshot:
        databases = shelf.file.databases
        stems = {bytes(key)[:-1] for key, _ in snapshot.txn.cursor(databases[b"copies"])}
        shown = {(bytes(key)[:-3], thing) for key, value in snapshot.txn.cursor(databases[b"shown"]) for thing in bytes(value)[4:].split()}
        shows = {(bytes(path), bytes(thing)) for thing, path in snapshot.txn.cursor(databases[b"shows"])}
        assert {bytes(key) for key, _ in snapshot.txn.cursor(databases[b"shown"])} == stems
        assert shown == shows


def test_a_withdrawal_in_one_process_is_seen_by_the_next_look_in_another(shelf: Shelf, folder: Path) -> None:
    other = begin(LOOKS_WHEN_ASKED, folder, 16 << 30)
    for _ in range(20):
        shelve(shelf, PATH, shows=("article-1",))
        assert ask(other, PATH.decode()) != "nothing"
        shelf.withdraw(["article-1"])
        assert ask(other, PATH.decode()) == "nothing"
    end(other)


def test_a_print_begun_in_another_process_before_a_withdrawal_is_refused_after_it(shelf: Shelf, folder: Path) -> None:
    press = begin(
        """
        shelf = Shelf(sys.argv[1])
        moment = shelf.moment()
        for line in sys.stdin:
            print(shelve(shelf, b"/late/", shows=("front", "article-1"), printed_from=moment), flush=True)
            moment = shelf.moment()
        """,
        folder,
    )
    assert ask(press, "print") == "True"
    shelf.withdraw(["article-1"])
    assert ask(press, "print") == "False"
    assert found(shelf, b"/late/") is None
    assert ask(press, "print") == "True"
    end(press)


def test_an_old_process_shelves_no_old_page_after_an_upgrade(shelf: Shelf, folder: Path) -> None:
    old = begin(
        """
        shelf = Shelf(sys.argv[1])
        shelf.open_for("code 1")
        for line in sys.stdin:
            print(shelve(shelf, b"/old/"), flush=True)
        """,
        folder,
    )
    assert ask(old, "print") == "True"
    assert shelf.open_for("code 2")
    assert ask(old, "print") == "False"
    assert found(shelf, b"/old/") is None
    end(old)


def test_a_full_map_grows_and_other_processes_follow(folder: Path) -> None:
    small = Shelf(folder, map_bytes=1 << 20)
    other = begin(LOOKS_WHEN_ASKED, folder, 1 << 20)
    assert ask(other, "/0/") == "nothing"
    for number in range(40):
        assert shelve(small, b"/%d/" % number, os.urandom(30_000))
    assert int(ask(other, "/39/")) > 30_000
    small.withdraw(["article-1"])
    assert ask(other, "/39/") == "nothing"
    end(other)
    small.close()


def test_the_map_does_not_grow_under_a_snapshot_of_the_same_process(folder: Path) -> None:
    """The map may lie elsewhere afterwards: a view into the old one would end the process."""
    small = Shelf(folder, map_bytes=1 << 20)
    shelve(small, PATH, b"y" * 5_000)
    snapshot = small.look()
    view = small.copy(snapshot, PATH, OPEN, IDENTITY)
    writer = threading.Thread(target=shelve, args=(small, b"/large/", os.urandom(900_000)))
    writer.start()
    time.sleep(0.3)
    assert writer.is_alive()
    assert view is not None
    assert bytes(view).endswith(b"y" * 5_000)
    snapshot.leave()
    writer.join()
    assert found(small, b"/large/") is not None
    small.close()


def test_a_withdrawal_reaches_the_file_that_others_read(shelf: Shelf, folder: Path) -> None:
    (folder / "data.mdb").unlink()
    other = begin(
        """
        shelf = Shelf(sys.argv[1])
        shelve(shelf, b"/x/")
        for line in sys.stdin:
            print("nothing" if found(shelf, b"/x/") is None else "there", flush=True)
        """,
        folder,
    )
    assert ask(other, "/x/") == "there"
    shelf.withdraw(["article-1"])
    assert ask(other, "/x/") == "nothing"
    end(other)


def test_the_map_grows_under_readers_of_the_same_process(folder: Path) -> None:
    small, stop, read = Shelf(folder, map_bytes=1 << 20), threading.Event(), [0]
    shelve(small, PATH, b"y" * 5_000)

    def read_for_ever() -> None:
        while not stop.is_set():
            copy = found(small)
            assert copy is not None
            assert copy.endswith(b"y" * 5_000)
            read[0] += 1
            time.sleep(0.0002)  # else three readers leave the writer no turn

    readers = [threading.Thread(target=read_for_ever) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(30):
        assert shelve(small, b"/%d/" % number, os.urandom(60_000), shows=("front",))
    stop.set()
    for reader in readers:
        reader.join()
    assert read[0]
    small.close()


def test_a_reader_killed_with_a_snapshot_does_not_keep_old_pages_for_ever(shelf: Shelf, folder: Path) -> None:
    holder = begin(
        """
        shelf = Shelf(sys.argv[1])
        snapshot = shelf.look()
        print("held", flush=True)
        time.sleep(60)
        """,
        folder,
    )
    assert holder.stdout
    holder.stdout.readline()
    end(holder)
    assert shelf.file.clear_dead_readers() == 1


def test_a_file_deleted_under_a_worker_is_opened_anew(shelf: Shelf, folder: Path) -> None:
    shelve(shelf)
    assert not shelf.reopen_if_replaced()
    (folder / "data.mdb").unlink()
    moment = shelf.moment()
    assert shelf.reopen_if_replaced()
    assert found(shelf) is None
    assert not shelve(shelf, printed_from=moment)
    assert shelve(shelf)


@pytest.mark.parametrize("harm", ["no shelf at all", "cut short"])
def test_a_broken_file_is_put_aside_and_the_shelf_begins_anew(folder: Path, harm: str, caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(folder)
    for number in range(60):
        shelve(shelf, b"/%d/" % number, os.urandom(30_000))
    shelf.close()
    file = folder / "data.mdb"
    if harm == "cut short":
        os.truncate(file, 40_000)
    else:
        file.write_bytes(b"This is no shelf. " * 10_000)
    shelf = Shelf(folder)
    assert "cannot be read" in caplog.text
    assert found(shelf, b"/1/") is None
    assert shelve(shelf)
    assert len(list(folder.glob("broken-*.mdb"))) == 1
    shelf.close()


def test_on_a_full_disk_a_page_is_not_shelved_and_what_lies_there_stays(folder: Path) -> None:
    press = begin(
        """
        import resource, signal
        shelf = Shelf(sys.argv[1])
        shelve(shelf, b"/before/")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = os.stat(sys.argv[1] + "/data.mdb").st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        print(shelve(shelf, b"/large/", os.urandom(500_000)), flush=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(shelve(shelf, b"/after/"), found(shelf, b"/before/") is not None, found(shelf, b"/large/") is None, flush=True)
        """,
        folder,
    )
    assert press.stdout
    assert press.communicate()[0].decode().split() == ["False", "True", "True", "True"]


def test_on_a_full_disk_pages_are_withdrawn_and_marked_stale_all_the_same(small_disk: Path) -> None:
    shelf = Shelf(small_disk / "shelf")
    paths = [b"/%d/" % number for number in range(40)]
    for number, path in enumerate(paths):
        assert shelve(shelf, path, os.urandom(9_000), shows=(f"article-{number}", "front"))
    fill(small_disk / "filler")
    assert not shelve(shelf, b"/new/", os.urandom(9_000))
    for number, path in enumerate(paths[:-1]):
        shelf.withdraw([f"article-{number}"])
        shelf.withdraw_paths([path])
    assert [path for path in paths if found(shelf, path)] == [paths[-1]]
    shelf.mark_stale(["front"])
    assert not shelve(shelf, paths[-1], b"changed")
    assert found(shelf, paths[-1]) is None  # nobody may go on reading what can't be replaced
    (small_disk / "filler").unlink()
    assert shelve(shelf, paths[-1], b"changed")
    index_agrees(shelf)
    shelf.close()
