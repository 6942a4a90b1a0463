"""What was answered, counted by who answered, page, kind of reader and status. Each process has a file of its own; any of them adds all up.

A killed process loses what it counted in its last second. What an ended one counted is added to `ended.json` by the next that starts.
"""

import fcntl
import json
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from broadsheet.delivery.page_kind import KIND_NAMES
from broadsheet.delivery.reader_pass import letters

FAST_LANE, DOOR, PRINTED, DJANGO, FILE = range(5)
BY = ("fast lane", "door", "printed", "django", "file")  # who answered
NO_VARIANT = -1
ENDED = "ended.json"

log = logging.getLogger("broadsheet.counters")
Key = tuple[int, int, int, int]  # who answered, PageKind, benefits of the variant or NO_VARIANT, status
Row = tuple[str, str, str, int]  # the same in words


class Totals(NamedTuple):
    """All processes together, those that ended too.

    rows      by who answered, page, variant and status: how many, and how many bytes of bodies
    children  of each process that runs: its name, when it was born, and what it says of itself
    """

    rows: dict[Row, tuple[int, int]]
    children: list[dict[str, Any]]

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return sum(count for count, _ in self.rows.values())


class Counters:
    """One per process, counted up in its event loop. `gauges` are what this process says of itself just now."""

    def __init__(self, folder: Path, name: str = "door") -> None:
        """Makes the folder, and takes over what ended processes counted."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.gauges = folder, dict[str, float]()
        self._name, self._born, self._born_at = name, _born(os.getpid()), time.time()
        self._kept: dict[str, Any] = {}
        self._keeping = threading.Lock()  # the round's thread and those of /metrics
        self._file = folder / f"{name}-{os.getpid()}-{time.time_ns()}.json"
        self._cells: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])
        try:
            add_the_ended(folder)
        except OSError:  # a full disk must keep no worker from starting; the next one that starts takes them over
            log.exception("What ended processes counted could not be taken over.")

    def count(self, by: int, kind: int, benefits: int, status: int, body_bytes: int) -> None:
        """One answer."""
        cell = self._cells[by, kind, benefits, status]
        cell[0] += 1
        cell[1] += body_bytes

    def say_open_connections(self, number: int) -> None:
        """For the doorkeeper's rounds."""
        self.gauges["open_connections"] = number

    def keep(self) -> None:
        """Writes this process's counts down. To be called once a second, and at the end."""
        with self._keeping:
            rows = [[*_in_words(key), *cell] for key, cell in list(self._cells.items())]
            told = {
                "name": self._name,
                "pid": os.getpid(),
                "born": self._born,
                "born_at": self._born_at,
                "gauges": dict(self.gauges),
                "rows": rows,
            }
            if told != self._kept:
                _write(self._file, told)
                self._kept = told

    def totals(self) -> Totals:
        """Those of every process of this paper on this machine, of this one as of now; on a full disk, as of its last second with room."""
        with suppress(OSError):
            self.keep()
        return totals(self.folder)


def totals(folder: Path) -> Totals:
    """What all processes counted that have run over this folder."""
    with _alone(folder):
        ended = _read(folder / ENDED)
        files = {path.name: _read(path) for path in folder.glob("*-*.json")}
    taken_over = set(ended.get("files", ()))
    summed = _summed([ended, *(told for name, told in files.items() if name not in taken_over)])
    return Totals(summed, [told for told in files.values() if _runs(told)])


def add_the_ended(folder: Path) -> None:
    """Takes over the counts of processes that have ended. Killed midway it counts nothing twice: the names go with the sums."""
    with _alone(folder):
        ended, files = _read(folder / ENDED), {path: _read(path) for path in folder.glob("*-*.json")}
        before = set(ended.get("files", ()))
        gone = {path: told for path, told in files.items() if not _runs(told)}
        summed = _summed([ended, *(told for path, told in gone.items() if path.name not in before)])
        rows = [[*row, count, size] for row, (count, size) in summed.items()]
        _write(folder / ENDED, {"rows": rows, "files": sorted(path.name for path in gone)})
        for path in gone:
            path.unlink(missing_ok=True)


def _in_words(key: Key) -> Row:
    by, kind, benefits, status = key
    return BY[by], KIND_NAMES[kind], "none" if benefits == NO_VARIANT else letters(benefits) or "open", status


def _summed(told: Iterable[dict[str, Any]]) -> dict[Row, tuple[int, int]]:
    sums: dict[Row, tuple[int, int]] = {}
    for by, kind, variant, status, count, size in (row for one in told for row in one.get("rows", ())):
        before = sums.get((by, kind, variant, status), (0, 0))
        sums[by, kind, variant, status] = before[0] + count, before[1] + size
    return sums


def _runs(told: dict[str, Any]) -> bool:
    """Whether the process that wrote this still runs. The next one may have its number, but was not born in the same instant."""
    pid = told.get("pid", 0)
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return _born(pid) == told.get("born")


def _born(pid: int) -> str:
    """When a process began, in the kernel's own count (proc(5), starttime); empty where there is no /proc."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    return ""


def _read(path: Path) -> dict[str, Any]:
    """What stands in a file; nothing where there is none, or half a one."""
    with suppress(OSError, ValueError):
        told = json.loads(path.read_bytes())
        return told if isinstance(told, dict) else {}
    return {}


def _write(path: Path, told: dict[str, Any]) -> None:
    """Whole or not at all."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(told), encoding="utf-8")
    beside.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
