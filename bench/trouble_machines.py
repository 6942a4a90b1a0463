"""Two machines on one PostgreSQL, each with a shelf of its own: what one publishes, the other shows within a second."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.trouble_process import Beside
from bench.trouble_readers import read
from tests.stage.served import Served, copy_paper

LONGEST_SECONDS = 1.0  # T4
PATIENCE_SECONDS = 5.0
OBEY = "from bench.trouble_hands import obey; obey()"


def second_machine(first: Served, folder: Path) -> Served:
    """The same paper once more: its settings and secrets and the same database, but a folder and a shelf of its own."""
    copy_paper(first.folder, folder)
    return Served(folder, first.options, first.environment)


class Timed:
    """Seconds from a call's return on one machine until the other shows it."""

    def __init__(self, here: Served, there: Served) -> None:
        self._there, self._hands = there, Beside(here, OBEY).start()
        self.seconds: dict[str, list[float]] = {}
        self.faults: list[str] = []

    def run(self, times: int, first: int = 900_000) -> "Timed":
        """So many articles, each published, corrected and withdrawn; and as many passes taken back."""
        for number in range(first, first + times):
            self._article(number)
            self._pass(number)
        return self

    def _article(self, number: int) -> None:
        path, headline = next(iter(self.do("publish", number)["states"].items()))
        self._until("published, on its own page", lambda: self._headline(path) == headline)
        self._until("published, on the front", lambda: headline in self._there.get("/").text)
        self.do("correct", number)
        self._until("corrected", lambda: self._headline(path) != headline)
        self.do("withdraw", number)
        self._until("withdrawn", lambda: read(self._there, path).status == 410)
        self._until("withdrawn, off the front", lambda: headline.rpartition(".")[0] not in self._there.get("/").text)

    def _pass(self, number: int) -> None:
        told = self.do("pass", number)
        if read(self._there, told["path"], told["cookie"]).variant != "p":
            self.faults.append("a Premium pass opens nothing on the other machine")
        self.do("take back", number)
        self._until("a pass taken back", lambda: read(self._there, told["path"], told["cookie"]).variant == "open")

    def do(self, verb: str, number: int) -> dict[str, Any]:
        """Here; when the call has returned the clock runs."""
        done = self._hands.ask(json.dumps({"verb": verb, "number": number}))
        self._since = done["returned"]
        return done

    def end(self) -> None:
        """The hands rest."""
        self._hands.kill()

    def rows(self) -> list[str]:
        """Lines of a table."""
        return [f"| {what} | {len(times)} | {median(times):.2f} s | {max(times):.2f} s |" for what, times in self.seconds.items()]

    def _headline(self, path: str) -> str | None:
        return read(self._there, path).headline

    def _until(self, what: str, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if time.monotonic() - self._since > PATIENCE_SECONDS:
                self.faults.append(f"{what}: not on the other machine within {PATIENCE_SECONDS} s")
                break
            time.sleep(0.01)
        self.seconds.setdefault(what, []).append(time.monotonic() - self._since)


def seen_elsewhere(here: Served, there: Served, times: int) -> Timed:
    """Publishes here, reads there."""
    timed = Timed(here, there)
    try:
        timed.run(times)
    finally:
        timed.end()
    timed.faults += [
        f"{what}: {max(took):.2f} s" for what, took in timed.seconds.items() if sorted(took)[int(len(took) * 0.95)] > LONGEST_SECONDS
    ]
    return timed
