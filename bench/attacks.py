"""The attacks of docs/reference/attacks.md at their full size: `python -m bench.attacks --requests 100000 --seed N`."""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure, told
from tests.delivery.attacks_clients import Siege, an_article, besiege, most_bytes_of
from tests.delivery.attacks_run import WRONGS, in_a_process
from tests.stage.served import Served, copy_paper, demo_paper

REQUESTS = 100_000
SIEGE = Siege(idle=5_000, never_reading=200, slow_heads=200, unfinished_forms=100, ahead=14_000, seconds=90)
PLACES_CHECKED = ("fast lane", "door", "plain Django")


def main() -> int:
    """Prints a table of what was counted. Ends with 1 when anything was answered otherwise than it should be."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--requests", type=int, default=REQUESTS, help=f"connections, each with up to three requests (default {REQUESTS:,})")
    words.add_argument("--seed", type=int, help="of the mutations; drawn and printed where it is not given")
    asked = words.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    print(f"`python -m bench.attacks --requests {asked.requests} --seed {seed}`\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="broadsheet-attacks-") as folder:
        return told(measures(Path(folder), asked.requests, seed))


def measures(folder: Path, requests: int = REQUESTS, seed: int = 1) -> Iterator[Measure]:
    """Attacks and mutations in one process, then bad clients against a served paper."""
    paper = demo_paper(folder / "gazette", "gazette")
    copy_paper(paper, folder / "besieged")
    yield from _attacked(paper, requests, seed)
    with Served(folder / "besieged", ("--workers", "1")) as served:
        yield from _besieged(served)


def _attacked(paper: Path, requests: int, seed: int) -> Iterator[Measure]:
    counted = in_a_process(paper, requests, seed)
    yield Measure("attacks by name", counted["attacks"], "", 147, at_least=True)
    yield Measure("connections, each way in", counted["requests"], "", requests, at_least=True)
    yield Measure("answers by the fast lane itself", counted["answered by the fast lane"], "", requests // 10, at_least=True)
    yield Measure("compared with plain Django too", counted["compared with plain Django"], "", requests // 20, at_least=True)
    for way in PLACES_CHECKED:
        yield Measure(f"gated text seen with its pass, {way}", counted[f"gated text seen with its pass, {way}"], "", 20, at_least=True)
    for wrong in WRONGS:
        yield Measure(wrong, counted[wrong], "", 0)


def _besieged(paper: Served) -> Iterator[Measure]:
    siege, outcome = SIEGE, besiege(paper, SIEGE, an_article(paper))
    who = f"{siege.idle:,} idle, {siege.never_reading} never reading, {siege.slow_heads} slow, {siege.unfinished_forms} unfinished forms"
    megabytes = (outcome.most_bytes - outcome.bytes_before) / 1e6
    yield Measure(f"memory more with {who}, {siege.ahead:,} requests in one write (PSS)", megabytes, "MB", most_bytes_of(siege) / 1e6)
    yield Measure("a page beside them, of the same alone", outcome.page_beside_ms / max(outcome.page_alone_ms, 1), "times", 10)
    yield Measure("a search beside them, of the same alone", outcome.search_beside_ms / outcome.search_alone_ms, "times", 10)
    yield Measure(f"slow heads left after {siege.seconds} s", outcome.slow_heads_left, "", 0)
    yield Measure(f"connections left after {siege.seconds} s", outcome.connections_left, "", 5)
    yield Measure("errors in the log", outcome.errors_logged, "", 0)


if __name__ == "__main__":
    sys.exit(main())
