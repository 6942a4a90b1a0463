"""One run of attacks against a paper: every way in must answer the same, and nothing gated leaves without its pass.

`python -m tests.delivery.attacks_run REQUESTS SEED` in a paper's environment; `in_a_process` does that. Prints what differed, and a JSON object at the end.
"""

import itertools
import json
import logging
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import uvloop

from tests.delivery.attacks import LONGEST_CUT_BYTES, Ground, attacks
from tests.delivery.attacks_mutation import Sending, cut_sendings, named_sendings, random_sendings
from tests.delivery.attacks_wire import Heard, Said, heard, said

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS, MORE_PATIENCE_SECONDS = 0.03, 1.5
MOST_SHOWN = 12
OLD_KEY = "an older key of thirty-two bytes"
CUT_SHARE = 3  # one request in so many is a cut one, until each place was cut
PLAIN_DJANGO_SHARE = 10  # one mutation in so many is sent to Django without a door, too: it takes ten times as long
WRONGS = (
    "fast lane and door differ",
    "door and plain Django differ",
    *(
        f"{what}, {way}"
        for what in ("broken", "answered 500", "gated text seen without its pass")
        for way in ("fast lane", "door", "plain Django")
    ),
)
NOT_OURS = b"not one of this newspaper's"
DOORS_OWN = (b" /static/", b" /media/", b" /healthz", b" /metrics")


def in_a_process(paper: Path, requests: int, seed: int) -> dict[str, Any]:
    """Runs in a process of its own over a paper that nobody serves, which is changed; what was counted. Prints as it goes."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}}
    told = {
        "BROADSHEET_PAPER": str(paper),
        "BROADSHEET_ADDRESS": "http://localhost:8000",
        "BROADSHEET_PASS_KEY_OLD": OLD_KEY,
        "DJANGO_SETTINGS_MODULE": "broadsheet.settings",
        "PYTHONUNBUFFERED": "1",
    }
    words = [sys.executable, "-m", "tests.delivery.attacks_run", str(requests), str(seed)]
    last = ""
    with subprocess.Popen(words, cwd=REPOSITORY, env=kept | told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                print(line, end="", flush=True)
            last = line
    assert process.returncode == 0, f"The attacks ended with {process.returncode}."
    return json.loads(last)  # type: ignore[no-any-return]


class Assault:
    """One run. `counted` holds the figures, `shown` the first of what went wrong."""

    def __init__(self, ground: Ground, mark: str, ways: Any) -> None:
        self.ground, self.mark = ground, mark.encode()
        self.fast, self.door, self.plain, _ = ways
        self.counted: Counter[str] = Counter()
        self.shown: list[str] = []

    async def send(self, sending: Sending, *, to_plain_django: bool) -> None:
        """One connection with the same bytes, each way."""
        whole = b"".join(sending.pieces)
        fast, door = await self._both(sending)
        answers = heard(fast.out)
        self.counted["requests"] += 1
        self.counted["answered by the fast lane"] += sum(b"x-broadsheet-variant" in one.head for one in answers) and max(
            0, sum(one.status != 400 for one in answers) - fast.asked
        )
        if not _agree(sending, fast, door):
            self._wrong("fast lane and door differ", sending, fast, door)
        self._look(sending, whole, "fast lane", fast, answers)
        self._look(sending, whole, "door", door, answers if fast.out == door.out else heard(door.out))
        if to_plain_django:
            plain = await said(self.plain.config, self.plain.protocol, sending, PATIENCE_SECONDS)
            self.counted["compared with plain Django"] += 1
            self._look(sending, whole, "plain Django", plain, heard(plain.out))
            if not are_alike(whole, answers, heard(plain.out)):
                plain = await said(self.plain.config, self.plain.protocol, sending, MORE_PATIENCE_SECONDS)
                if not are_alike(whole, answers, heard(plain.out)):
                    self._wrong("door and plain Django differ", sending, fast, plain)

    async def _both(self, sending: Sending) -> tuple[Said, Said]:
        fast, door = Said(b"", False, "", 0), Said(b"x", False, "", 0)
        for patience in (PATIENCE_SECONDS, MORE_PATIENCE_SECONDS):  # on a busy machine an answer may take longer than the first
            fast = await said(self.fast.config, self.fast.protocol, sending, patience)
            door = await said(self.door.config, self.door.protocol, sending, patience)
            if _agree(sending, fast, door) and not fast.broken and not door.broken:
                break
            self.counted["asked a second time"] += 1
        return fast, door

    def _look(self, sending: Sending, whole: bytes, way: str, told: Said, answers: list[Heard]) -> None:
        if told.broken:
            self._wrong(f"broken, {way}", sending, told)
        if any(one.status == 500 for one in answers):
            self._wrong(f"answered 500, {way}", sending, told)
        if self.mark in told.out or any(self.mark in one.body for one in answers):
            if self.ground.opens_the_gate(whole):
                self.counted[f"gated text seen with its pass, {way}"] += 1
            else:
                self._wrong(f"gated text seen without its pass, {way}", sending, told)

    def _wrong(self, what: str, sending: Sending, *told: Said) -> None:
        self.counted[what] += 1
        if len(self.shown) < MOST_SHOWN or self.counted[what] <= 3:
            pieces = [piece[:500] for piece in sending.pieces[:4]]
            self.shown.append(what)
            print(f"{what}: {sending.name}{' (hasty)' * sending.hasty}{' (clogged)' * sending.clogged}\n  sent {pieces}", flush=True)
            for one in told:
                print(f"  came {one.out[:700]!r} {len(one.out)} bytes, closed {one.closed} {one.broken}", flush=True)


def _agree(sending: Sending, fast: Said, door: Said) -> bool:
    return fast.is_as_far_on_as(door) if sending.hasty else fast.is_same(door)


def are_alike(sent: bytes, ours: list[Heard], djangos: list[Heard]) -> bool:
    """What “alike” means between the door and Django without it: as many answers, and of each pair

    - both refuse (400 and above: which number is each one's own), or
    - the status and the unpacked body are the same; headers are not compared, for the door adds its own, or
    - the door says 304 where Django, which knows no ETags, sends the page; a HEAD's and a 304's empty body is like any, or
    - the address is one that the door alone answers (files, health): Django may then refuse, or
    - the door says that the host is not this paper's: Django knows names without ports, and takes a missing one from the socket.
    """
    doors_own = any(prefix in sent for prefix in DOORS_OWN)
    return len(ours) == len(djangos) and all(
        (one.refuses and other.refuses)
        or (one.status == other.status and (one.body == other.body or not one.body or not other.body))
        or (one.status == 304 and other.status == 200)
        or (doors_own and (other.refuses or one.refuses))
        or (one.status == 400 and NOT_OURS in one.body)
        for one, other in zip(ours, djangos, strict=True)
    )


def sendings(ground: Ground, requests: int, seed: int) -> Iterator[tuple[Sending, bool]]:
    """So many, and whether each goes to plain Django too: the named attacks, then cut ones (all of them, where there is room for as many), then mutations."""
    source, named = random.Random(seed), attacks(ground)
    told = list(named_sendings(named, ground.ask()))
    cut = list(cut_sendings(named, LONGEST_CUT_BYTES))
    room = max(0, requests - len(told)) // CUT_SHARE if requests < 2 * len(cut) else len(cut)
    yield from ((sending, not sending.hasty) for sending in told)
    yield from ((sending, False) for sending in source.sample(cut, min(room, len(cut))))
    for at, sending in enumerate(itertools.islice(random_sendings(source, ground), max(0, requests - len(told) - room))):
        yield sending, at % PLAIN_DJANGO_SHARE == 0 and not sending.hasty


async def assault(ground: Ground, mark: str, requests: int, seed: int) -> Assault:
    """All of them, one connection after the other."""
    from tests.delivery.attacks_ways import ways  # Django is set up by now

    ours = ways()
    run, began = Assault(ground, mark, ours), time.monotonic()
    for sending, to_plain_django in sendings(ground, requests, seed):
        await run.send(sending, to_plain_django=to_plain_django)
        if run.counted["requests"] % 10_000 == 0:
            print(f"{run.counted['requests']:,} of {requests:,} after {time.monotonic() - began:.0f} s", flush=True)
    await ours[-1].origin.reprinted()
    return run


def main() -> None:
    """In the environment of a paper."""
    requests, seed = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from tests.delivery.attacks_ground import MARK, lay_ground  # models: Django must be set up first

    logging.disable(logging.CRITICAL)
    ground, began = lay_ground(), time.process_time()
    run = uvloop.run(assault(ground, MARK, requests, seed))
    told = {"attacks": len(attacks(ground)), "seed": seed, "cpu seconds": round(time.process_time() - began)}
    print(json.dumps(told | dict.fromkeys(WRONGS, 0) | run.counted), flush=True)
    os._exit(0)  # threads that wait for a reader's body would keep the process


if __name__ == "__main__":
    main()
