"""A helper process in the paper's own Django, spoken to by lines: the hands and the witness."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.stage.served import REPOSITORY, Served

PATIENCE_SECONDS = 60


@dataclass
class Beside:
    """One process beside the served paper. What it prints is kept as it comes."""

    paper: Served
    code: str
    told: list[dict[str, Any]] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    reading: threading.Thread | None = None

    def start(self) -> "Beside":
        env = {**self.paper.env, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{self.code}"],
            cwd=REPOSITORY, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()
        return self

    def say(self, line: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def ask(self, line: str) -> dict[str, Any]:
        """Says a line and waits for the next that comes back."""
        heard = len(self.told)
        self.say(line)
        return self.wait_for(lambda: self.told[heard] if len(self.told) > heard else None)

    def rest(self) -> None:
        """Waits until what was begun is done and nothing more is."""
        heard = len(self.told)
        self.say("rest")
        self.wait_for(lambda: next((line for line in self.told[heard:] if line.get("resting")), None))

    def wait_for(self, found: Any, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
        end = time.monotonic() + patience
        while (line := found()) is None:
            has_ended = self.reading is not None and not self.reading.is_alive() and found() is None
            if time.monotonic() > end or has_ended:
                raise AssertionError(f"The process beside the paper says nothing more. The paper's log ends:\n{self.paper.log[-3000:]}")
            time.sleep(0.005)
        return line  # type: ignore[no-any-return]

    def kill(self) -> None:
        """Kill -9; returns when it is gone and all it said is read."""
        assert self.process is not None
        assert self.reading is not None
        self.process.kill()
        self.process.wait()
        self.reading.join()

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                self.told.append(json.loads(line))
