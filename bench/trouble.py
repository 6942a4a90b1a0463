"""What readers and editors see when processes are killed, the database is away, the disk is full or the clock jumps.

python -m bench.trouble [kills database disk clock writes machines] [--times 100] [--seed 1] [--seconds 30]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from bench.trouble_clock import MISSING, jumped, library
from bench.trouble_database import away, paper_on
from bench.trouble_disk import full
from bench.trouble_kills import KINDS, Told, kills, served_for_kills
from bench.trouble_machines import second_machine, seen_elsewhere
from bench.trouble_writes import under_fire
from tests.stage.postgresql import running_cluster
from tests.stage.served import Served, copy_paper, demo_paper

SAMPLE = "gazette"
MACHINES_TIMES = 20
Part = Callable[[Path, argparse.Namespace], Iterator[str]]


def main() -> int:
    """Each part that was named, else all; 1 when there was a fault."""
    told = argparse.ArgumentParser(prog="python -m bench.trouble")
    told.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; none: all of them")
    told.add_argument("--times", type=int, default=100, help="kills of each kind")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--seconds", type=int, default=30, help="how long the database is away, and all write at once")
    words = told.parse_args()
    if unknown := set(words.parts) - set(PARTS):
        told.error(f"no part is called {', '.join(sorted(unknown))}")
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="broadsheet-trouble-") as folder:
        seed = demo_paper(Path(folder) / SAMPLE, SAMPLE)
        for name in words.parts or PARTS:
            began = time.monotonic()
            faults += [f"{name}: {fault}" for fault in _measured(PARTS[name], seed, words)]
            say(f"({name}: {time.monotonic() - began:.0f} s, {len(faults)} faults so far)\n")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


def say(line: str) -> None:
    """A line as it comes."""
    print(line, flush=True)


def table(head: str, lines: list[str]) -> None:
    """A whole table, at once."""
    say(f"| {head} |\n|{' --- |' * (head.count('|') + 1)}")
    for line in lines:
        say(line)


def kill_all_kinds(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """Kill -9 of each kind so many times."""
    lines = []
    for kind in KINDS:
        folder = seed.with_name(f"killed-{kind}")
        copy_paper(seed, folder)
        with served_for_kills(folder) as paper:
            told = kills(paper, kind, words.times, words.seed, lambda line: print(line, file=sys.stderr, flush=True))
        lines.append(_row(told))
        yield from told.faults
    table(
        "kill -9 of | kills | changes meanwhile | copies looked at | read | broken off | 503 | back after, median / worst | "
        "all printed again after, median / worst | longest wait of a reader | faults",
        lines,
    )


def database_away(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """PostgreSQL stopped and started again; then one that hangs."""
    with running_cluster() as cluster, paper_on(cluster, seed.with_name("database"), "away") as paper:
        lines, faults = away(paper, cluster.stop, cluster.start, words.seconds)
        table(f"PostgreSQL stopped for {words.seconds} s | before | meanwhile | longest answer | as before, once it is back, after", lines)
        yield from dict.fromkeys(faults)
        lines, faults = away(paper, cluster.freeze, cluster.thaw, 1, hangs=True)
        table("PostgreSQL hanging | before | meanwhile | longest answer | as before, once it is back, after", lines)
        yield from dict.fromkeys(faults)


def disk_full(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """Not a byte left where the paper lies."""
    lines, faults = full(seed, seed.with_name("full"), words.seconds / 3)
    table("full disk | before | meanwhile | longest answer | as before, once there is room, after", lines)
    yield from dict.fromkeys(faults)


def clock_jumps(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """Hours ahead and back."""
    if (found := library()) is None:
        say(f"Skipped: {MISSING}.")
        return
    lines, faults = jumped(seed, seed.with_name("clock"), found)
    table("the clock is | what | so | after", lines)
    yield from dict.fromkeys(faults)


def storage_under_fire(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """Everybody writes at once, on both databases."""
    copy_paper(seed, seed.with_name("fire"))
    with Served(seed.with_name("fire")) as paper:
        fires = [under_fire(paper, "SQLite", words.seconds)]
    with running_cluster() as cluster, paper_on(cluster, seed.with_name("fire-postgresql"), "fire") as paper:
        fires.append(under_fire(paper, "PostgreSQL", words.seconds))
    table(
        "database | changes | median / p99 / longest | smallest writes | median / p99 / longest | read meanwhile | faults",
        [fire.row() for fire in fires],
    )
    for fire in fires:
        yield from fire.faults


def two_machines(seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """T4: a second `serve` with a shelf of its own on the same PostgreSQL."""
    with running_cluster() as cluster:
        here = paper_on(cluster, seed.with_name("here"), "machines")
        with here, second_machine(here, seed.with_name("there")) as there:
            timed = seen_elsewhere(here, there, MACHINES_TIMES)
    table("on the other machine | times | median | longest", timed.rows())
    yield from timed.faults


def _measured(part: Part, seed: Path, words: argparse.Namespace) -> Iterator[str]:
    """A part that can't be measured here is skipped by name; one that breaks off is a fault, and the others are measured all the same."""
    try:
        yield from part(seed, words)
    except pytest.skip.Exception as missing:
        say(f"Skipped: {missing}.")
    except (AssertionError, OSError, KeyError, IndexError, ValueError) as broken:
        yield f"broke off: {type(broken).__name__}: {broken}"


def _row(told: Told) -> str:
    back, rested = (f"{median(seconds):.2f} / {max(seconds):.2f} s" for seconds in (told.back, told.rested))
    return (
        f"| {told.kind} | {told.kills} | {told.changes:,} | {told.copies:,} | {told.reads:,} | {told.broken} | {told.asked_again} | {back} | {rested} | "
        f"{told.longest_read:.2f} s | {len(told.faults)} |"
    )


PARTS: dict[str, Part] = {
    "kills": kill_all_kinds, "database": database_away, "disk": disk_full, "clock": clock_jumps, "writes": storage_under_fire, "machines": two_machines,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
