"""kill -9 of a door worker, of the jobs child, of the whole tree, at random moments of publishing, withdrawing, taking in and shelving."""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.trouble_process import Beside
from bench.trouble_readers import Read, Readers, read
from tests.stage.served import Served

KINDS = ("worker", "jobs", "tree")
STARTS_AT_ONCE = (  # each kill is to be met by itself: the parent's patience with what falls again and again is not what is asked here
    "from broadsheet.serving import supervisor; supervisor.FORGIVEN_AFTER_SECONDS = 0.3; from broadsheet.cli import main; main(prog_name='broadsheet')"
)
LONGEST_RUN_SECONDS = 0.7
NEW_PATHS_READ = 60  # readers ask for what changed lately, and for the fronts
LISTS = ["/", "/feed.xml", "/wire/", "/wire/feed.xml"]


@dataclass
class Truth:
    """What the hands said: the states of every path they touched, as far as their calls began and returned."""

    returned: dict[str, str | None] = field(default_factory=dict)
    unsure: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    batches: list[list[str]] = field(default_factory=list)  # what was being taken in at a kill
    gone: dict[str, list[list[float]]] = field(default_factory=dict)  # path -> [withdrawn since, until]
    touched: list[str] = field(default_factory=list)
    changes: int = 0

    def hear(self, lines: list[dict[str, Any]]) -> None:
        """Lines of one process, from its first to its last."""
        begun: dict[str, Any] | None = None
        for line in lines:
            if "began" in line:
                begun = line
                self._will(line)
            elif "returned" in line:
                begun = None
                self._is(line)
        if begun is not None:
            self.unsure |= {path: (self.returned.get(path), state) for path, state in begun["states"].items()}
            if begun["verb"].startswith("take"):
                self.batches.append(list(begun["states"]))

    def disagrees(self, standing: dict[str, str | None]) -> Iterator[str]:
        """What stands in the database and is not what was said."""
        for path in self.touched:
            may_be = self.unsure.get(path, (self.returned.get(path),))
            if standing.get(path) not in may_be:
                yield f"{path}: {standing.get(path)!r} stands, {may_be} was said"
        for batch in self.batches:
            if len({_version(standing[path]) if path in standing else "nothing" for path in batch}) > 1:
                yield f"half a batch: {[standing.get(path) for path in batch]}"

    def settle(self, standing: dict[str, str | None]) -> None:
        """After a look: what was unsure is known, and the next round begins."""
        self.returned |= {path: standing.get(path) for path in self.unsure if path in standing}
        for path in self.unsure:
            if standing.get(path) is None and path in standing:
                self.gone.setdefault(path, []).append([time.monotonic(), float("inf")])
        self.unsure, self.batches, self.touched = {}, [], []

    def was_gone(self, one: Read) -> bool:
        """Whether this was asked after a withdrawal had returned and answered before it was published again."""
        return any(since < one.asked and one.answered < until for since, until in self.gone.get(one.path, ()))

    def _will(self, line: dict[str, Any]) -> None:
        for path in line["states"]:
            for span in self.gone.get(path, ()):
                span[1] = min(span[1], line["began"])

    def _is(self, line: dict[str, Any]) -> None:
        self.changes += 1
        for path, state in line["states"].items():
            self.returned[path] = state
            self.touched.append(path)
            if state is None:
                self.gone.setdefault(path, []).append([line["returned"], float("inf")])


def _version(headline: str | None) -> str:
    return "withdrawn" if headline is None else headline.rpartition(" ")[2]


@dataclass
class Told:
    """What came of one kind of kill."""

    kind: str
    kills: int = 0
    changes: int = 0
    reads: int = 0
    broken: int = 0
    asked_again: int = 0  # 503: the page changed faster than it could be printed
    copies: int = 0
    back: list[float] = field(default_factory=list)  # seconds from the kill to the next answer of the paper
    rested: list[float] = field(default_factory=list)  # seconds from the last change until all was printed again
    longest_read: float = 0.0
    faults: list[str] = field(default_factory=list)


def served_for_kills(folder: Path, workers: int = 1, environment: dict[str, str] | None = None) -> Served:
    """A paper whose parent starts again at once what falls."""
    return Served(folder, ("--workers", str(workers)), environment or {}, command=(sys.executable, "-c", STARTS_AT_ONCE))


def kills(paper: Served, kind: str, times: int, seed: int, progress: Callable[[str], None] = lambda _line: None) -> Told:
    """So many kills of one kind on a running paper; it runs on afterwards."""
    told, truth, chance = Told(kind), Truth(), random.Random(f"{kind} {seed}")
    first = seed * 100_000 + KINDS.index(kind) * 20_000
    hands, witness = _hands(paper, seed, first), Beside(paper, f"from bench.trouble_witness import main; main({seed})").start()
    readers = Readers(paper, list(LISTS))
    try:
        with readers.reading():
            for number in range(1, times + 1):
                known = len(told.faults)
                hands = _once(paper, kind, chance, hands, witness, readers, truth, told, first + number * 100)
                for fault in told.faults[known:]:
                    progress(fault)
                progress(f"{kind} {number} of {times}: {len(told.faults)} faults")
    finally:
        hands.kill()
        witness.kill()
    told.changes = truth.changes
    return told


def _once(
    paper: Served, kind: str, chance: random.Random, hands: Beside, witness: Beside, readers: Readers, truth: Truth, told: Told, first: int
) -> Beside:
    """One kill and what follows: work goes on through it; then everybody rests, and all is compared."""
    hands.say("go")
    time.sleep(0.1 + chance.random() * LONGEST_RUN_SECONDS)
    killed = time.monotonic()
    _kill(paper, kind, chance, hands)
    told.kills += 1
    fresh = hands
    if kind == "tree":
        fresh = Beside(paper, _hands_code(first, first)).start()
        paper.start()
        fresh.wait_for(lambda: next(iter(fresh.told), None))
    else:
        time.sleep(0.1 + chance.random() * LONGEST_RUN_SECONDS)
        hands.rest()
    truth.hear(hands.told)
    hands.told.clear()
    told.back.append(_seconds_until_answered(paper, killed))
    paths = list(dict.fromkeys([*truth.touched, *truth.unsure]))
    with readers.resting():
        seen = witness.ask(json.dumps({"paths": paths}))
    told.rested.append(seen["rested"])
    told.copies += seen["copies"]
    faults = [*seen["faults"], *truth.disagrees(seen["standing"]), *_read_wrongly(paper, seen["standing"], chance)]
    faults += _orphans(paper, 2 + ("--workers" in paper.options and int(paper.options[-1]) - 1))
    truth.settle(seen["standing"])
    readers.paths = [*LISTS * 4, *(readers.paths[len(LISTS) * 4 :] + paths)[-NEW_PATHS_READ:]]
    faults += _judged(readers.taken(), truth, told)
    told.faults += [f"{kind} {told.kills}: {fault}" for fault in faults]
    return fresh


def _kill(paper: Served, kind: str, chance: random.Random, hands: Beside) -> None:
    """-9. The tree: parent, children and whoever publishes beside it, in one instant, in any order."""
    if kind == "tree":
        assert paper.process is not None
        doomed = [paper.pid, *paper.children()]
        chance.shuffle(doomed)
        for pid in doomed:
            os.kill(pid, signal.SIGKILL)
        hands.kill()
        paper.process.wait()
        paper.wait_until(lambda: not any(map(is_alive, doomed)))
        return
    os.kill(chance.choice([pid for pid in paper.children() if (b"jobs" in _argv(pid)) == (kind == "jobs")]), signal.SIGKILL)


def _seconds_until_answered(paper: Served, since: float) -> float:
    paper.wait_until(lambda: read(paper, "/", patience=2).status == 200, 30)
    return time.monotonic() - since


def _read_wrongly(paper: Served, standing: dict[str, str | None], chance: random.Random) -> Iterator[str]:
    """What a reader is told now that does not stand so."""
    for path in chance.sample(list(standing), min(len(standing), 30)):
        got, headline = read(paper, path), standing[path]
        if (got.status, got.headline if got.status == 200 else None) != ((410, None) if headline is None else (200, headline)):
            yield f"{path}: readers get {got.status} {got.headline!r}, {headline!r} stands"


def _judged(reads: list[Read], truth: Truth, told: Told) -> Iterator[str]:
    for one in reads:
        told.reads += 1
        told.broken += one.status == 0
        told.longest_read = max(told.longest_read, one.seconds)
        if one.fault:
            yield one.fault
        told.asked_again += one.status == 503
        if one.status == 500:
            yield f"{one.path}: a reader got {one.status}"
        if one.status == 200 and truth.was_gone(one):
            yield f"{one.path}: a reader got it after its withdrawal had returned"


def _orphans(paper: Served, wanted: int) -> list[str]:
    """More processes of this paper than the tree has."""
    paper.wait_until(lambda: len(paper.children()) == wanted)
    ours = {paper.pid, *paper.children()}
    left = [
        pid for pid in _pids() if b"broadsheet.serving" in _argv(pid) and str(paper.folder).encode() in _environ(pid) and pid not in ours
    ]
    return [f"left over: {left}"] if left else []


def _hands(paper: Served, seed: int, first: int) -> Beside:
    hands = Beside(paper, _hands_code(seed, first)).start()
    hands.wait_for(lambda: next(iter(hands.told), None))
    return hands


def _hands_code(seed: int, first: int) -> str:
    return f"from bench.trouble_hands import main; main({seed}, {first})"


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _pids() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _argv(pid: int) -> bytes:
    return _of_process(pid, "cmdline")


def _environ(pid: int) -> bytes:
    return _of_process(pid, "environ")


def _of_process(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""
