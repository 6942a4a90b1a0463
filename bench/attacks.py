"""The attacks of docs/reference/attacks.md at their full size: `python -m bench.attacks --requests 100000 --seed N`."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.delivery.attacks_run import WRONGS, in_a_process
from tests.stage.served import demo_paper

REQUESTS = 100_000


def main() -> int:
    """Prints a table of what was counted. Ends with 1 when anything was answered otherwise than it should be."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--requests", type=int, default=REQUESTS, help=f"connections, each with up to three requests (default {REQUESTS:,})")
    words.add_argument("--seed", type=int, help="of the mutations; drawn and printed where it is not given")
    asked = words.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    with tempfile.TemporaryDirectory(prefix="broadsheet-attacks-") as folder:
        lines = list(_wire(Path(folder), asked.requests, seed))
    print("| attacks | counted |", "| --- | --- |", *(f"| {what} | {figure} |" for what, figure, _ in lines), sep="\n")
    return 0 if all(is_well for *_, is_well in lines) else 1


def _wire(folder: Path, requests: int, seed: int) -> Iterator[tuple[str, str, bool]]:
    print(f"python -m bench.attacks --requests {requests} --seed {seed}", flush=True)
    began = time.monotonic()
    counted: dict[str, Any] = in_a_process(demo_paper(folder / "gazette", "gazette"), requests, seed)
    yield from ((what, f"{figure:,}", what not in WRONGS or not figure) for what, figure in counted.items() if what != "seed")
    yield "minutes", f"{(time.monotonic() - began) / 60:.1f}", True


if __name__ == "__main__":
    sys.exit(main())
