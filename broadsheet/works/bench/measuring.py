"""The whole measurement: the bench's paper is made and filled, served beside nginx, and asked by turns. Plain Python."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from broadsheet.delivery.shelf import Shelf
from broadsheet.works.bench.readers import read_requests
from broadsheet.works.bench.runs import READERS, Reader, Run
from broadsheet.works.bench.servers import BenchProblem, Server, free_port, load, nginx_served, paper_served, refuse_unfit_machine
from broadsheet.works.new import new

ROUNDS, SECONDS, PAGES = 7, 2, 20_000
BYTES_A_PAGE = 90_000  # on the shelf in three encodings, and for nginx
COMPARED = 40  # requests of each kind of reader whose answers are compared byte for byte before anything is measured
AGAIN = "If Broadsheet's own files were changed meanwhile, run it again."
LOCAL = ("BROADSHEET_", "DATABASE_", "STRIPE_", "DJANGO_")  # settings of another paper


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured. `options`: further words for `broadsheet serve`."""

    rounds: int = ROUNDS
    seconds: int = SECONDS
    pages: int = PAGES
    readers: tuple[Reader, ...] = READERS
    options: tuple[str, ...] = ()


def measure(plan: Plan, say: Callable[[str], None]) -> list[Run]:
    """Measures this machine; some five minutes as it is usually planned. Leaves nothing behind. Raises BenchProblem."""
    refuse_unfit_machine(BYTES_A_PAGE * plan.pages)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends the bench must end its servers too
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as named:
        folder, port, nginx_port = Path(named), free_port(), free_port()
        environment = _environment(folder, port)
        _make_paper(folder, port, nginx_port, environment, plan.pages)
        with (
            nginx_served(folder / "nginx.conf", nginx_port) as nginx,
            paper_served(folder / "paper", port, environment, ["--workers", "1", *plan.options]) as ours,
        ):
            bench = _Bench(folder, ours, nginx)
            for reader in plan.readers:
                bench.compare(reader)
            return bench.rounds(plan, say)


@dataclass(frozen=True, slots=True)
class _Bench:
    folder: Path
    ours: Server
    nginx: Server

    def rounds(self, plan: Plan, say: Callable[[str], None]) -> list[Run]:
        """Every kind of reader in every round, our door and nginx by turns. Where there are several, one before them warms and is not counted."""
        runs = [Run(reader) for reader in plan.readers]
        for turn in range(0 if plan.rounds > 1 else 1, plan.rounds + 1):
            say(f"Round {turn} of {plan.rounds} …" if turn else "Warming up …")
            for run in runs:
                self._ask(run if turn else Run(run.reader), plan.seconds)
        return runs

    def compare(self, reader: Reader) -> None:
        """Raises BenchProblem unless both servers answer this reader with the same status and the same bytes."""
        theirs = [answer(self.nginx.port, request) for request in read_requests(self._requests(reader, self.nginx), COMPARED)]
        for at, request in enumerate(read_requests(self._requests(reader, self.ours), COMPARED)):
            status, body = answer(self.ours.port, request)
            wanted = (status, body) if not reader.beside_nginx else theirs[at]
            if (status, body) != wanted or status not in (200, 304):
                line = request.split(b"\r\n")[0].decode()
                raise BenchProblem(
                    f"“{line}” is answered with {status} and {len(body)} bytes; nginx: {wanted[0]} and {len(wanted[1])}. {AGAIN}"
                )

    def _ask(self, run: Run, seconds: int) -> None:
        if run.reader.name == "miss":
            self._take_off_the_shelf()
        if run.reader.beside_nginx:
            run.nginx.append(load(self.nginx, self._requests(run.reader, self.nginx), seconds, run.reader.connections))
        run.ours.append(load(self.ours, self._requests(run.reader, self.ours), seconds, run.reader.connections))

    def _requests(self, reader: Reader, server: Server) -> Path:
        own = self.folder / "requests" / f"{reader.name}-{server.name}.bin"
        return own if own.exists() else own.with_name(f"{reader.name}.bin")

    def _take_off_the_shelf(self) -> None:
        paths = (self.folder / "miss.txt").read_bytes().split(b"\n")
        shelf = Shelf(self.folder / "paper" / "data" / "shelf")
        shelf.withdraw_paths(paths)
        shelf.reinstate(paths)
        shelf.close()


def answer(port: int, request: bytes) -> tuple[int, bytes]:
    """The status and body of the answer to a whole request."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
        told = b"".join(iter(lambda: line.recv(1 << 16), b""))
    head, _, body = told.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


def _environment(folder: Path, port: int) -> dict[str, str]:
    """This process's, without another paper's settings; with two keys for passes, as after a change of keys."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LOCAL)}
    return kept | {
        "BROADSHEET_PAPER": str(folder / "paper"),
        "BROADSHEET_ADDRESS": f"http://localhost:{port}",
        "BROADSHEET_PASS_KEY": secrets.token_hex(32),
        "BROADSHEET_PASS_KEY_OLD": secrets.token_hex(32),
    }


def _make_paper(folder: Path, port: int, nginx_port: int, environment: dict[str, str], pages: int) -> None:
    new(folder / "paper", name="The Bench", language="en", timezone="UTC", currency="USD")
    filling = ["broadsheet.works.bench", str(folder), f"localhost:{port}", str(nginx_port), str(pages)]
    for words in (["broadsheet.works"], filling):
        if subprocess.run([sys.executable, "-m", *words], env=environment, check=False).returncode:  # noqa: S603 - our own modules
            raise BenchProblem("The bench's paper could not be made; what went wrong stands above.")
