"""`make bench`: every measurement the project holds itself to, one after the other, and a table of what was kept.

    python -m bench.measure [door passes changes …]

Each part is a module of its own that prints its tables and ends with 1 when something is missed; what it printed is left in var/bench/.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PARTS = {
    "door": "a page beside nginx, by every kind of reader",
    "costs": "where the microseconds of a page go",
    "passes": "verifying a pass",
    "changes": "starts, memory, publishing, withdrawing",
    "growth": "taking in, and what grows with the archive",
    "attacks": "attacks and fuzz: every way in answers alike",
    "trouble": "processes killed, storage under fire",
}
ASKED_FOR = {"replay": "ten minutes of a real day's bursts, while articles go out and are withdrawn"}  # by name only: it is long
TOLD = Path("var") / "bench"


@dataclass(frozen=True)
class Measure:
    """One line of a part's table. `at_least`: more is better."""

    what: str
    figure: float
    unit: str
    target: float
    at_least: bool = False

    @property
    def is_kept(self) -> bool:
        return self.figure >= self.target if self.at_least else self.figure <= self.target

    def __str__(self) -> str:
        places = 2 if self.at_least else 1
        unit = f" {self.unit}" if self.unit else ""
        return f"| {self.what} | {self.figure:,.{places}f}{unit} | {self.target:,g}{unit} | {'yes' if self.is_kept else '**no**'} |"


def told(measures: Iterator[Measure]) -> int:
    """Prints a part's table as it comes. 1 when something in it is missed, else 0."""
    print("| what | measured | target | kept |", "| --- | --- | --- | --- |", sep="\n")
    missed = 0
    for measure in measures:
        print(measure, flush=True)
        missed |= not measure.is_kept
    return int(missed)


def main(names: list[str]) -> int:
    """The named parts, else all but the long ones. Ends with 1 when one of them did, with 2 for a part that there is not."""
    if unknown := [name for name in names if name not in PARTS | ASKED_FOR]:
        print(f"There is no part “{unknown[0]}”. The parts are {', '.join(PARTS | ASKED_FOR)}.", file=sys.stderr)
        return 2
    there = [name for name in names or PARTS if find_spec(f"bench.{name}")]
    TOLD.mkdir(parents=True, exist_ok=True)
    rows = [_row(name) for name in there]
    print("\n| part | what | kept | seconds |", "| --- | --- | --- | --- |", *(line for line, _ in rows), sep="\n")
    return 0 if all(is_kept for _, is_kept in rows) else 1


def _row(name: str) -> tuple[str, bool]:
    what = (PARTS | ASKED_FOR)[name]
    print(f"\n## {name}: {what}\n", flush=True)
    began = time.monotonic()
    is_kept = _run(name)
    return f"| {name} | {what} | {'yes' if is_kept else '**no**'} | {time.monotonic() - began:.0f} |", is_kept


def _run(name: str) -> bool:
    """In a process of its own; what it prints goes on at once, and into a file."""
    command = [sys.executable, "-u", "-m", f"bench.{name}"]
    with (TOLD / f"{name}.md").open("wb") as told, subprocess.Popen(command, stdout=subprocess.PIPE) as part:
        assert part.stdout is not None
        for line in part.stdout:
            told.write(line)
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
    return part.returncode == 0


if __name__ == "__main__":
    sys.exit(main([name for word in sys.argv[1:] for name in word.split(",") if name]))
