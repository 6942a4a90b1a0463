"""The machine's clock jumps hours ahead and back: what becomes of copies, passes, sessions, and of what is to go out later. Needs Debian's faketime."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from bench.trouble_database import SIGN_IN
from bench.trouble_machines import OBEY
from bench.trouble_process import Beside
from bench.trouble_readers import Readers, read
from tests.stage.served import Served, copy_paper

MISSING = "faketime is not installed: apt-get install faketime"
WITHIN_SECONDS = 10
FIRST = 600_000


def library() -> Path | None:
    """What makes a process see another time."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


class Jumped:
    """A paper whose clock is ours."""

    def __init__(self, seed: Path, folder: Path, library: Path) -> None:
        copy_paper(seed, folder)
        self._file = folder.with_suffix(".clock")
        self._file.write_text("+0")
        environment = {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        self.paper, self.lines, self.faults = Served(folder, environment=environment), list[str](), list[str]()

    def jump(self, told: str) -> None:
        """To so far from the true time; returns when every process has noticed."""
        self._file.write_text(told)
        time.sleep(2.5)

    def note(self, when: str, what: str, is_so: Callable[[], bool], *, wanted: bool = True) -> None:
        """Waits until it is so, and writes down after how long; or that it is not so, as it should be."""
        began = time.monotonic()
        while not (so := is_so()) and wanted and time.monotonic() - began < WITHIN_SECONDS:
            time.sleep(0.05)
        if so is not wanted:
            self.faults.append(f"clock {when}: {what}: {'not so' if wanted else 'and it should not'}")
        self.lines.append(f"| {when} | {what} | {'yes' if so else 'no'} | {time.monotonic() - began:.2f} s |")


def jumped(seed: Path, folder: Path, library: Path) -> tuple[list[str], list[str]]:
    """Five hours ahead, then eight back, then right again. Lines of a table, and faults."""
    one = Jumped(seed, folder, library)
    with one.paper as paper:
        cookie = f"bs_session={paper.python(SIGN_IN).strip()}"
        hands = Beside(paper, OBEY).start()
        do = lambda verb, number: hands.ask(json.dumps({"verb": verb, "number": number}))  # noqa: E731 - a word, not a function
        do("schedule", FIRST)
        told = do("pass", 0)
        readers = Readers(paper, ["/", "/feed.xml", "/sitemap.xml"])
        for path in readers.paths:
            read(paper, path)
        with readers.reading():
            for number, (when, jump) in enumerate((("right", "+0"), ("5 h ahead", "+5h"), ("3 h behind", "-3h"), ("right again", "+0")), 1):
                one.jump(jump)
                one.note(when, "the newsroom answers", lambda: read(paper, "/newsroom/", cookie).status == 200)
                is_behind = when == "3 h behind"  # a pass that lives longer than any that we sign is a forged one
                one.note(
                    when,
                    "a pass signed at first opens Premium",
                    lambda: read(paper, told["path"], told["cookie"]).variant == "p",
                    wanted=not is_behind,
                )
                one.note(when, "what was to go out in an hour is out", lambda: bool(do("find", FIRST)["path"]), wanted=when != "right")
                path = next(iter(do("publish", FIRST + number)["states"]))
                one.note(when, "an article published now is read", lambda path=path: read(paper, path).status == 200)
                do("correct", FIRST + number)
                one.note(when, "corrected, it is read so", lambda path=path: (read(paper, path).headline or "").endswith(".2"))
                do("withdraw", FIRST + number)
                one.note(when, "withdrawn, it answers 410", lambda path=path: read(paper, path).status == 410)
        hands.kill()
        witness = Beside(paper, "from bench.trouble_witness import main; main(1)").start()
        one.faults += witness.ask(json.dumps({"paths": []}))["faults"]
        witness.kill()
    reads = readers.taken()
    one.faults += [f"a reader of {one.path} got {one.status}" for one in reads if one.status != 200 or one.fault]
    return [
        *one.lines,
        f"| all the while | pages on the shelf are read | {len(reads):,} of {sum(read.status == 200 for read in reads):,} | {max(read.seconds for read in reads):.2f} s |",
    ], one.faults
