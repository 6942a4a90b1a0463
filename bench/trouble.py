"""What readers and editors see when processes are killed, the database is away, the disk is full or the clock jumps: `python -m bench.trouble`.

python -m bench.trouble [kills database disk clock writes machines] [--times 100] [--seed 1] [--seconds 30]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.trouble_kills import KINDS, Told, kills, served_for_kills
from tests.stage.served import copy_paper, demo_paper

SAMPLE = "gazette"


def main() -> int:
    """Each part that was named, else all; 1 when there was a fault."""
    told = argparse.ArgumentParser(prog="bench.trouble")
    told.add_argument("parts", nargs="*", choices=[*PARTS, []], help="none: all of them")
    told.add_argument("--times", type=int, default=100, help="kills of each kind")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--seconds", type=int, default=30, help="how long the database is away")
    words = told.parse_args()
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="broadsheet-trouble-") as folder:
        seed = demo_paper(Path(folder) / SAMPLE, SAMPLE)
        for part in words.parts or PARTS:
            began = time.monotonic()
            faults += PARTS[part](seed, words)
            say(f"({part}: {time.monotonic() - began:.0f} s)\n")
    for fault in faults:
        print("FAULT", fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


def say(line: str) -> None:
    """Progress, and whole tables, as they come."""
    print(line, flush=True)


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
    say(
        "| kill -9 of | kills | changes meanwhile | copies looked at | read | broken off | 503 | back after, median / worst | all printed again after, median / worst | longest wait of a reader | faults |"
    )
    say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for line in lines:
        say(line)


def _row(told: Told) -> str:
    back, rested = (f"{median(seconds):.2f} / {max(seconds):.2f} s" for seconds in (told.back, told.rested))
    return (
        f"| {told.kind} | {told.kills} | {told.changes:,} | {told.copies:,} | {told.reads:,} | {told.broken} | {told.asked_again} | {back} | {rested} | "
        f"{told.longest_read:.2f} s | {len(told.faults)} |"
    )


PARTS = {"kills": kill_all_kinds}

if __name__ == "__main__":
    sys.exit(main())
