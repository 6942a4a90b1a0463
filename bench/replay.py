"""Ten minutes of a real day's bursts over a served paper while its newsroom publishes and withdraws; every answer is looked at.

    python -m bench.replay [--minutes 10] [--rate 300] [--seed 1]

Needs BROADSHEET_TEST_INPUTS, the folder of real inputs: a log for what is popular, a trace for how it comes in bursts."""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, TextIO

import httptools

from bench.replay_day import bursts, paths
from bench.replay_judge import Answer, Judge
from broadsheet.works.bench.readers import Call, Crowd, passes
from tests.stage.served import REPOSITORY, Served

STAY, BELLS = 300, 40
CONNECTIONS = 96
WITH_PASS = 0.25
PATIENCE_SECONDS = 30


class Line(asyncio.Protocol):
    """One connection that is kept; one request at a time."""

    def __init__(self) -> None:
        self._answered: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport | None = None

    async def ask(self, request: bytes) -> None:
        """Sends it and waits for the whole answer, which then stands in `status`, `headers` and `body`. Raises OSError when the line breaks."""
        self.headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._answered = asyncio.get_running_loop().create_future()
        if self.transport is None or self.transport.is_closing():
            raise ConnectionError("The line is closed.")
        self.transport.write(request)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._answered
        self.status, self.body = self._parser.get_status_code(), b"".join(self._chunks)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(ConnectionError(f"The line broke: {error}."))

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode().lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)


@dataclass
class Replay:
    """All readers together."""

    port: int
    crowd: Crowd
    judge: Judge
    passes: Sequence[str]
    seed: int = 1
    waited: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    behind: float = 0.0  # seconds that the generator itself was late at most

    async def run(self, asked: Sequence[str], counts: Sequence[int]) -> None:
        """Second after second as many as the trace says, each at a moment of its own; whoever finds no free line waits for one."""
        dice, queue = random.Random(self.seed), asyncio.Queue[tuple[float, str]]()
        readers = [asyncio.create_task(self._read(queue, random.Random(number))) for number in range(CONNECTIONS)]
        began, place = time.monotonic(), 0
        for second, count in enumerate(counts):
            for moment in sorted(began + second + dice.random() for _ in range(count)):
                await asyncio.sleep(max(0.0, moment - time.monotonic()))
                self.behind = max(self.behind, time.monotonic() - moment)
                queue.put_nowait((moment, asked[place % len(asked)]))
                place += 1
        await queue.join()
        for reader in readers:
            reader.cancel()

    async def _read(self, queue: "asyncio.Queue[tuple[float, str]]", dice: random.Random) -> None:
        line = None
        while True:
            due, path = await queue.get()
            try:
                if line is None:
                    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", self.port)
                await self._ask(line, due, path, has_pass=dice.random() < WITH_PASS)
            except (OSError, TimeoutError, httptools.HttpParserError) as error:
                self.broken.append(f"{path}: {error!r}")
                line = None
            finally:
                queue.task_done()

    async def _ask(self, line: Line, due: float, path: str, *, has_pass: bool) -> None:
        request = self.crowd.request(Call(path.encode(), self.crowd.block(), self.passes if has_pass else ()))
        sent = time.monotonic()
        await line.ask(request)
        came = time.monotonic()
        self.waited.append(came - due)
        self.statuses[line.status] += 1
        variant, encoding = line.headers.get("x-broadsheet-variant", ""), line.headers.get("content-encoding", "")
        self.judge.look_at(Answer(path, has_pass, sent, came, line.status, variant, encoding, line.body))


def replay(folder: Path, inputs: Path, words: argparse.Namespace) -> int:
    """Makes the paper, lets both sides loose on it, and tells what readers saw. 1 when any of it was wrong."""
    with Served(folder, ("--workers", "1")) as paper:
        told = json.loads(paper.python(f"from bench.replay_desk import write; write({STAY}, {BELLS})").splitlines()[-1])
        counts = bursts(inputs, round(words.minutes * 60), words.rate)
        now = int(time.time())
        keys = {key_id.encode(): bytes.fromhex(key) for key_id, key in told["keys"].items()}
        crowd = Crowd(words.seed, f"localhost:{paper.port}", [path.encode() for path in told["articles"]], now)
        readers = Replay(paper.port, crowd, Judge(told), passes(keys, now), words.seed)
        paper.wait_until(lambda: paper.get(told["bells"][-1]).status == 200)
        began = time.monotonic()
        with folder.with_name("changes").open("w+", encoding="utf-8") as told_by_newsroom:
            newsroom = _newsroom(paper, len(counts), words.seed, told_by_newsroom)
            asyncio.run(readers.run(paths(inputs, told), counts))
            newsroom.wait(PATIENCE_SECONDS)
            told_by_newsroom.seek(0)
            changes = [json.loads(line) for line in told_by_newsroom]
        if newsroom.returncode:
            raise AssertionError("The newsroom of the replay failed; what went wrong stands above.")
        readers.judge.judge(changes, began)
        return _tell(readers, changes, counts)


def _newsroom(paper: Served, seconds: int, seed: int, told: TextIO) -> subprocess.Popen[str]:
    code = f"import django; django.setup(); from bench.replay_desk import run; run({seconds}, {BELLS}, {seed})"
    env = {**paper.env, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
    return subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, env=env, stdout=told, text=True)


def _tell(readers: Replay, changes: Sequence[dict[str, Any]], counts: Sequence[int]) -> int:
    cut = quantiles(readers.waited, n=100)
    wrong = sum(readers.judge.faults.values())
    out = sum(change["is_out"] for change in changes)
    rows = {
        "seconds": f"{len(counts)}",
        "requests, in the quietest and the busiest second": f"{len(readers.waited):,}, {min(counts):,} and {max(counts):,}",
        "answers by status": ", ".join(f"{status}: {count:,}" for status, count in sorted(readers.statuses.items())),
        "published, withdrawn meanwhile": f"{out}, {len(changes) - out}",
        "p50, p95, p99, longest, from the moment a reader came": f"{cut[49] * 1e3:.1f}, {cut[94] * 1e3:.1f}, {cut[98] * 1e3:.1f}, {max(readers.waited) * 1e3:.0f} ms",
        "the generator itself was late by at most": f"{readers.behind * 1e3:.0f} ms",
        "bells looked at": f"{len(readers.judge.sights):,}",
        "connections that broke": f"{len(readers.broken)}",
        "wrong pages and errors": f"{wrong}",
    }
    print("| what | measured |", "| --- | --- |", *(f"| {what} | {figure} |" for what, figure in rows.items()), sep="\n")
    for line in [
        *(f"{count} times {fault}" for fault, count in readers.judge.faults.items()),
        *readers.judge.examples[:10],
        *readers.broken[:10],
    ]:
        print(line)
    return 1 if wrong or readers.broken else 0


def main() -> int:
    """Ends with 1 when a reader saw what was wrong."""
    told = argparse.ArgumentParser(
        prog="python -m bench.replay", description="Replay a real day's bursts while articles go out and are withdrawn."
    )
    told.add_argument("--minutes", type=float, default=10)
    told.add_argument("--rate", type=float, default=300, help="requests a second on average; bursts are several times that")
    told.add_argument("--seed", type=int, default=1)
    words, inputs = told.parse_args(), os.environ.get("BROADSHEET_TEST_INPUTS", "")
    if not Path(inputs, "traffic").is_dir():
        print("BROADSHEET_TEST_INPUTS names no folder of real inputs with traffic in it; nothing is replayed.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="broadsheet-replay-") as folder:
        made = Path(folder) / "paper"
        subprocess.run(
            [sys.executable, "-m", "broadsheet.cli", "new", str(made), "--name", "The Replay", "--language", "en", "--timezone", "UTC", "--currency", "USD"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return replay(made, Path(inputs), words)


if __name__ == "__main__":
    sys.exit(main())
