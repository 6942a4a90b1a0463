"""How fast a paper starts and how much memory it takes, how soon a change is seen: T4 and T5, on the tree that serves it. `python -m bench.changes`."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench.measure import Measure, told
from tests.stage.served import Served, copy_paper, demo_paper

SAMPLE = "gazette"
STARTS, TIMES = 5, 40
MILLISECONDS = 1_000


@dataclass(frozen=True)
class Change:
    """One article published and withdrawn; in seconds."""

    publish_call: float  # until the call returned
    published: float  # until the article, the front, its section and the feed have it
    withdrawn: float  # until the call returned
    stale_after_withdrawal: int  # how many of the four still showed it when they were read right after


def measures(folder: Path) -> Iterator[Measure]:
    """T5, then T4. A start is timed from the command to the first whole page; visible means: the reader's next request has it."""
    began = time.monotonic()
    seed = demo_paper(folder / SAMPLE, SAMPLE)
    yield Measure("the demo's first start, after install", time.monotonic() - began, "s", 20)
    yield Measure(
        f"start of an existing paper to its first page, median of {STARTS}", median(_start_seconds(seed) for _ in range(STARTS)), "s", 3
    )
    with _served_copy(seed, "memory") as paper:
        yield Measure("memory of the tree at rest (PSS), one door worker", _tree_pss_megabytes(paper), "MB", 300)
    with _served_copy(seed, "changes") as paper:
        timed = changes(paper)
    yield Measure("publish to visible on the article and the front, p95", _p95(timed, "published"), "ms", 300)
    yield Measure("the verb itself, publishing, p95", _p95(timed, "publish_call"), "ms", 300)
    yield Measure("withdraw, until the call has returned, p95", _p95(timed, "withdrawn"), "ms", 300)
    yield Measure(
        "copies of withdrawn articles handed out after the call", float(sum(change.stale_after_withdrawal for change in timed)), "", 0
    )


def changes(paper: Served) -> list[Change]:
    """Forty articles, one after the other."""
    lines = paper.python(f"from bench.timing import run; run({paper.url!r}, {TIMES})").splitlines()
    return [Change(**json.loads(line)) for line in lines if line.startswith("{")]


def _start_seconds(folder: Path) -> float:
    began = time.monotonic()
    with Served(folder) as paper:
        paper.wait_until(lambda: paper.get("/").status == 200)
        return time.monotonic() - began


@contextmanager
def _served_copy(seed: Path, name: str) -> Iterator[Served]:
    folder = seed.with_name(name)
    copy_paper(seed, folder)
    with Served(folder, ("--workers", "1")) as paper:
        paper.wait_until(lambda: paper.get("/").status == 200)
        yield paper


def _tree_pss_megabytes(paper: Served) -> float:
    """What the kernel counts for every process of the tree, shared pages divided among those who share them."""
    time.sleep(3)  # seconds; at rest
    return sum(_pss_kilobytes(pid) for pid in [paper.pid, *paper.children()]) / 1024


def _pss_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _p95(timed: list[Change], what: str) -> float:
    return quantiles([MILLISECONDS * getattr(change, what) for change in timed], n=20)[-1]


def main() -> int:
    """Ends with 1 when a target is missed."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as folder:
        return told(measures(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
