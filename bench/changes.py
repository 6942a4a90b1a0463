"""How long a change takes until readers have it: T4, on the running tree."""

import json
from dataclasses import dataclass

from tests.stage.served import Served

TIMES = 40


@dataclass(frozen=True)
class Change:
    """One article published and withdrawn; in seconds."""

    publish_call: float  # until the call returned
    published: float  # until the article, the front, its section and the feed have it
    withdrawn: float  # until the call returned
    stale_after_withdrawal: int  # how many of the four still showed it when they were read right after


def changes(paper: Served) -> list[Change]:
    """Forty articles, one after the other."""
    told = paper.python(f"from bench.timing import run; run({paper.url!r}, {TIMES})")
    return [Change(**json.loads(line)) for line in told.splitlines() if line.startswith("{")]
