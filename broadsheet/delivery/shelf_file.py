"""The LMDB file the shelf lies in: opened, looked into, written, grown, replaced.

Long because every way in which the file may change under a snapshot must be seen together."""

import errno
import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import lmdb

MAP_BYTES = 16 << 30  # address space, not disk
GROWTH_BYTES = 256 << 20
MOST_READERS = 512
LONGEST_WAIT_SECONDS = 10.0
UNWRITTEN_BYTES = 1 << 20  # pages taken and given back within one transaction are counted, but not written
RESERVE_BYTES = 4 << 20  # a withdrawal writes some ten pages, and gives back more
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNREADABLE = (lmdb.InvalidError, lmdb.CorruptedError, lmdb.VersionMismatchError, lmdb.PageNotFoundError)
DATABASES = (b"pages", b"copies", b"shows", b"shown", b"changed", b"standings", b"notices")

log = logging.getLogger("broadsheet.shelf")
Written = TypeVar("Written")
Database = lmdb._Database  # the library gives the type no public name


class ShelfBlocked(Exception):
    """A snapshot was held so long that the map could not be changed."""


class Snapshot:
    """The shelf as it is at one instant. Its views are of the map itself: copy what you need and leave before any await."""

    __slots__ = ("_file", "txn")

    def __init__(self, file: "ShelfFile", txn: "lmdb.Transaction[memoryview]") -> None:
        self._file = file
        self.txn = txn

    def get(self, key: bytes, database: Database) -> memoryview | None:
        """What lies under a key, None when nothing does. An unreadable page of the file counts as nothing, and is logged."""
        try:
            return self.txn.get(key, None, database)
        except lmdb.Error:
            log.exception("The shelf's file cannot be read at %r. The page is printed anew.", key)
            return None

    def leave(self) -> None:
        """Every view taken here is void afterwards."""
        self.txn.abort()
        self._file.gate.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.leave()


class Gate:
    """Lets in whoever uses the map; alone() waits until nobody does: moving the map under a reader would end the process.

    One thread, the event loop's, may go in without the lock: it says `loop_is_inside`, then looks whether the gate `is_shut`; who shuts
    it says so first and then looks for the loop. Each sees what the other said before (one interpreter lock), so both cannot be in.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()  # taken by itself: half a microsecond less a request than through the condition
        self._changed = threading.Condition(self._lock)
        self._inside = 0
        self.is_shut = False
        self.loop_is_inside = False

    def enter(self) -> None:
        """Waits while someone is alone inside."""
        with self._lock:
            while self.is_shut:
                self._changed.wait()
            self._inside += 1

    def leave(self) -> None:
        """Whoever entered leaves, once."""
        with self._lock:
            self._inside -= 1
            if self.is_shut:
                self._changed.notify_all()

    def leave_as_loop(self) -> None:
        """The event loop's thread leaves; whoever waits to be alone hears of it."""
        self.loop_is_inside = False
        if self.is_shut:
            with self._changed:
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever calls must hold no snapshot: it would wait for itself."""
        with self._changed:
            while self.is_shut:
                self._changed.wait()
            self.is_shut = True
            try:
                if not self._changed.wait_for(self._is_empty, LONGEST_WAIT_SECONDS):
                    raise ShelfBlocked(
                        "The shelf's map must grow, but a snapshot was held for 10 seconds. Leave a snapshot before writing."
                    )
                yield
            finally:
                self.is_shut = False
                self._changed.notify_all()

    def _is_empty(self) -> bool:
        return not self._inside and not self.loop_is_inside


class ShelfFile:
    """Open it after the fork, once per process. One write at a time on the whole machine; readers wait for nobody."""

    def __init__(self, folder: Path, map_bytes: int = MAP_BYTES) -> None:
        self.folder = folder
        self.gate = Gate()
        self._map_bytes = map_bytes
        self.databases: dict[bytes, Database] = {}
        self._open()

    def look(self) -> Snapshot:
        """A snapshot of what every process has committed until now."""
        while True:
            self.gate.enter()
            try:
                return Snapshot(self, self.env.begin(buffers=True))
            except lmdb.MapResizedError:  # another process made the map larger
                self.gate.leave()
                self._adopt_size()
            except lmdb.ReadersFullError:
                self.gate.leave()
                if not self.env.reader_check():  # else slots of killed processes were cleared
                    raise
            except BaseException:
                self.gate.leave()
                raise

    def glance(self) -> "lmdb.Transaction[memoryview]":
        """As `look`, for the event loop's thread alone, one at a time, and a microsecond cheaper. Ends with `look_away`."""
        gate = self.gate
        gate.loop_is_inside = True
        if gate.is_shut:
            return self._glance_by_the_lock()
        try:
            return self.env.begin(buffers=True)
        except lmdb.Error:  # the map has grown, or the dead take up all places: `look` knows what to do
            return self._glance_by_the_lock()

    def look_away(self, glance: "lmdb.Transaction[memoryview]") -> None:
        """Every view taken in this glance is void afterwards."""
        glance.abort()
        gate = self.gate
        gate.loop_is_inside = False
        if gate.is_shut:
            gate.leave_as_loop()

    def _glance_by_the_lock(self) -> "lmdb.Transaction[memoryview]":
        self.gate.leave_as_loop()
        snapshot = self.look()
        self.gate.loop_is_inside = True
        self.gate.leave()
        return snapshot.txn

    def write(self, change: Callable[["lmdb.Transaction[bytes]"], Written]) -> Written:
        """Runs `change` in one transaction. It may run again, in a map that has grown, so it must only write to the transaction."""
        self.reopen_if_replaced()  # a withdrawal must reach the file that others read
        while True:
            try:
                with self._inside(), self.env.begin(write=True) as txn:
                    return change(txn)
            except lmdb.MapFullError:  # a withdrawal needs free pages too, and must not fail
                self._grow()
            except lmdb.MapResizedError:
                self._adopt_size()

    def add(self, change: Callable[["lmdb.Transaction[bytes]"], Written]) -> Written:
        """As `write`, for what may as well not be written: it leaves room on the disk for withdrawals, which must. Raises lmdb.DiskError."""

        def changed(txn: "lmdb.Transaction[bytes]") -> Written:
            self._keep_reserve()
            return change(txn)

        return self.write(changed)

    def flush(self) -> None:
        """Down to the disk, the newest commit's own page too: a power cut must not bring a withdrawn page back."""
        with self._inside():
            self.env.sync(True)

    def clear_dead_readers(self) -> int:
        """Slots of killed processes, whose snapshots keep old pages from being used again."""
        with self._inside():
            return self.env.reader_check()

    def used_bytes(self, *names: bytes) -> int:
        """What the named databases take up in the file."""
        with self._inside(), self.env.begin() as txn:
            found = [txn.stat(self.databases[name]) for name in names]
        return sum((one["branch_pages"] + one["leaf_pages"] + one["overflow_pages"]) * one["psize"] for one in found)

    def disk_bytes(self) -> int:
        """What the file takes up on the disk."""
        return self._data.stat().st_blocks * 512

    def reopen_if_replaced(self) -> bool:
        """True when someone had deleted or replaced the file under us: what we mapped was no longer the shelf."""
        if self._is_the_same():
            return False
        with self.gate.alone():
            if self._is_the_same():
                return False  # another thread was quicker
            log.error("The shelf in %s was deleted or replaced; it is opened anew.", self.folder)
            self.env.close()
            self._open()
        return True

    def close(self) -> None:
        """For tests and for the end of a process."""
        with self.gate.alone():
            self.env.close()

    def _is_the_same(self) -> bool:
        try:
            return self._data.stat().st_ino == self._inode
        except FileNotFoundError:
            return False

    @property
    def _data(self) -> Path:
        return self.folder / "data.mdb"

    @contextmanager
    def _inside(self) -> Iterator[None]:
        self.gate.enter()
        try:
            yield
        finally:
            self.gate.leave()

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "opening.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # of two processes that find a broken file, one puts it aside
            if not self._data.exists():
                (self.folder / "lock.mdb").unlink(missing_ok=True)
            try:
                self._open_file()
            except UNREADABLE as error:
                self._put_aside(error)
                self._open_file()
            self._inode = self._data.stat().st_ino

    def _open_file(self) -> None:
        env = lmdb.open(
            str(self.folder),
            map_size=self._map_bytes,
            max_dbs=len(DATABASES),
            max_readers=MOST_READERS,
            max_spare_txns=4,
            metasync=False,
            readahead=False,
            meminit=False,
        )
        try:
            self._check_length(env)
            self.databases = {name: env.open_db(name, dupsort=name == b"shows") for name in DATABASES}
        except BaseException:
            env.close()
            raise
        env.reader_check()
        self.env = env

    def _check_length(self, env: lmdb.Environment) -> None:
        if self._data.stat().st_size + UNWRITTEN_BYTES < (env.info()["last_pgno"] + 1) * env.stat()["psize"]:
            raise lmdb.CorruptedError("The shelf's file is shorter than it says")  # reading on would end the process

    def _keep_reserve(self) -> None:
        """Room behind the file's last page that is its own, whatever else fills the disk. Inside a write, so that no other process writes there."""
        end = (self.env.info()["last_pgno"] + 1) * self.env.stat()["psize"]
        file = os.open(self._data, os.O_RDWR)
        try:
            os.posix_fallocate(file, end, RESERVE_BYTES)
        except OSError as full:
            if full.errno in NO_ROOM:
                raise lmdb.DiskError("There is no room on the disk for more copies") from full
        finally:
            os.close(file)

    def _put_aside(self, error: lmdb.Error) -> None:
        aside = self.folder / f"broken-{time.time_ns()}.mdb"
        log.error("The shelf's file in %s cannot be read (%s). It is kept as %s; pages are printed anew.", self.folder, error, aside.name)
        self._data.replace(aside)
        (self.folder / "lock.mdb").unlink(missing_ok=True)

    def _grow(self) -> None:
        with self.gate.alone():
            size = self.env.info()["map_size"] + GROWTH_BYTES
            log.warning("The shelf's map is full; it grows to %d MB.", size >> 20)
            self.env.set_mapsize(size)

    def _adopt_size(self) -> None:
        with self.gate.alone():
            self.env.set_mapsize(0)
