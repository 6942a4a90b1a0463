"""The disk is full: what readers and editors get, that nothing is half done, and how soon all is as before once there is room."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from bench.trouble_database import LONGEST_WAIT_SECONDS, SIGN_IN, Place
from bench.trouble_kills import is_alive
from bench.trouble_machines import OBEY
from bench.trouble_process import Beside
from bench.trouble_readers import Readers, read
from tests.stage.disk import fill, mounted
from tests.stage.served import Served, copy_paper

DISK_MEGABYTES = 128
REFUSED = "OperationalError"
ARTICLES = range(700_000, 700_003)


def full(seed: Path, folder: Path, seconds: float) -> tuple[list[str], list[str]]:
    """A paper on a disk of its own, which fills up. Lines of a table, and faults."""
    with mounted(folder, DISK_MEGABYTES) as disk:
        copy_paper(seed, disk / "paper")
        with Served(disk / "paper") as paper:
            return _full(paper, disk / "filler", seconds)


def _full(paper: Served, filler: Path, seconds: float) -> tuple[list[str], list[str]]:
    cookie = f"bs_session={paper.python(SIGN_IN).strip()}"
    hands, witness = Beside(paper, OBEY).start(), Beside(paper, "from bench.trouble_witness import main; main(1)").start()
    paths = [next(iter(hands.ask(json.dumps({"verb": "publish", "number": number}))["states"])) for number in ARTICLES]
    shelved = ["/", "/feed.xml", paths[0]]
    places = [
        Place("pages on the shelf", lambda number: shelved[number % len(shelved)], 200, 200),
        Place("a page that nobody has asked for yet", lambda number: f"/2026/11/24/never-{number}/", 404, 404),
        Place("search", lambda _n: "/search/?q=harbour", 200, 200),
        Place("the newsroom, signed in, reading", lambda _n: "/newsroom/", 200, 200, cookie),
    ]
    witness.ask(json.dumps({"paths": paths}))
    for place in [*places, *places[:1] * len(shelved)]:  # as an editor at work has been there before
        place.ask(paper)
    readers, lines = Readers(paper, shelved), []
    with readers.reading():
        fill(filler)
        faults = list(_ask(paper, places, seconds))
        faults += _refused(hands, "withdraw", ARTICLES[0], paper, paths[0])
        faults += _refused(hands, "correct", ARTICLES[1], paper, paths[1])
        if len([pid for pid in paper.children() if is_alive(pid)]) != 2:
            faults.append("a process of the tree fell")
        filler.unlink()
        made_room = time.monotonic()
        hands.ask(json.dumps({"verb": "withdraw", "number": ARTICLES[0]}))
        lines.append(
            f"| an article withdrawn, once there is room: it answers {read(paper, paths[0]).status} | | | | {time.monotonic() - made_room:.2f} s |"
        )
        faults += [] if read(paper, paths[0]).status == 410 else ["a withdrawn article is still handed out"]
        hands.ask(json.dumps({"verb": "correct", "number": ARTICLES[1]}))
        paper.wait_until(lambda: (read(paper, paths[1]).headline or "").endswith(".2"))
        lines.append(f"| an article corrected, once there is room: readers have it | | | | {time.monotonic() - made_room:.2f} s |")
    with_pages = witness.ask(json.dumps({"paths": paths}))
    faults += with_pages["faults"]
    faults += [f"a reader of {one.path} got {one.status}" for one in readers.taken() if one.status not in (200, 410) or one.fault]
    hands.kill()
    witness.kill()
    return [
        *(place.row() for place in places),
        "| the newsroom, publishing or withdrawing | done | refused: “database or disk is full”, nothing half done | | |",
        *lines,
    ], faults


def _ask(paper: Served, places: list[Place], seconds: float) -> Iterator[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for place in places:
            place.patience, place.back_after = LONGEST_WAIT_SECONDS, 0.0
            place.seen.append(got := place.ask(paper))
            if got.status != place.meanwhile:
                yield f"on a full disk {place.what} answers {got.status}, not {place.meanwhile}"
        time.sleep(0.1)


def _refused(hands: Beside, verb: str, number: int, paper: Served, path: str) -> Iterator[str]:
    """The change fails as a whole, and readers go on reading what stands."""
    before = read(paper, path)
    told = hands.ask(json.dumps({"verb": verb, "number": number}))
    if REFUSED not in told.get("refused", ""):
        yield f"on a full disk {verb} was not refused: {told}"
    after = read(paper, path)
    if (after.status, after.headline) != (before.status, before.headline):
        yield f"{verb} was refused on a full disk and yet readers see another page"
