"""Storage under fire: door, jobs, newsroom and wires write at once. No write may fail for another's lock, and all must be true in the end."""

import json
from dataclasses import dataclass
from statistics import median, quantiles

from bench.trouble_process import Beside
from bench.trouble_readers import Readers, read
from tests.stage.served import Served

LONGEST_SECONDS = 10.0  # an editor's patience; Django gives up after 20 s on SQLite
EDITORS = 2
LOCKED = ("database is locked", "deadlock detected", "could not serialize")


@dataclass(frozen=True)
class Fire:
    """What came of it."""

    database: str
    changes: list[float]  # seconds each
    small_writes: list[float]
    reads: int
    faults: list[str]

    def row(self) -> str:
        """The table's line."""
        told = (
            f"{len(took):,} | {median(took) * 1000:.0f} / {quantiles(took, n=100)[-1] * 1000:.0f} / {max(took) * 1000:.0f} ms"
            for took in (self.changes, self.small_writes)
        )
        return f"| {self.database} | {' | '.join(told)} | {self.reads:,} | {len(self.faults)} |"


def under_fire(paper: Served, database: str, seconds: float, seed: int = 1) -> Fire:
    """Two editors who also take in, one who signs in and out, readers of shelved and unshelved pages; beside them the jobs child at its own work."""
    readers = Readers(
        paper, ["/", "/feed.xml", "/search/?q=bell", "/account/sign-in/", *(f"/2026/11/24/never-{number}/" for number in range(4))]
    )
    editors = [
        Beside(paper, f"from bench.trouble_hands import hurry; hurry({seed + one}, {one * 30_000}, {seconds})") for one in range(EDITORS)
    ]
    signing = Beside(paper, f"from bench.trouble_hands import sign_in_and_out; sign_in_and_out({seconds})")
    witness = Beside(paper, f"from bench.trouble_witness import main; main({seed})").start()
    with readers.reading():
        told = _all_said([signing, *editors], seconds)
        with readers.resting():
            paths = sorted({path for one in editors for line in one.told for path in line.get("states", {})})
            seen = witness.ask(json.dumps({"paths": paths[:2_000]}))
    witness.kill()
    faults = [*seen["faults"], *(error for one in told for error in one["errors"])]
    faults += [f"the log says: {line}" for line in paper.log.splitlines() if any(word in line for word in LOCKED)]
    reads = readers.taken()
    faults += [f"a reader of {one.path} got {one.status}" for one in reads if one.status in (0, 500)]
    changes = [seconds for one in told[1:] for seconds in one["took"]]
    faults += [f"{took:.1f} s for one write" for took in (*changes, *told[0]["took"]) if took > LONGEST_SECONDS]
    if read(paper, "/").status != 200:
        faults.append("the front is not there afterwards")
    return Fire(database, changes, told[0]["took"], len(reads), list(dict.fromkeys(faults)))


def _all_said(ones: list[Beside], seconds: float) -> list[dict[str, list]]:
    for one in ones:
        one.start()
    return [one.wait_for(lambda one=one: next((line for line in one.told if "took" in line), None), seconds + 60) for one in ones]
