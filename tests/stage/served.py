"""Papers that are really served: the process tree an operator runs, over a folder of its own, on a free port."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Self

import pytest

from tests.stage.postgresql import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # far above T5: a start on a busy machine must not fail a test that measures something else
STOP_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What the paper answered: never a redirect followed, never an error raised."""

    status: int
    headers: Message = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Served:
    """A running `broadsheet serve` over one folder; a context manager that leaves no process behind."""

    folder: Path
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    command: tuple[str, ...] = field(default_factory=lambda: BROADSHEET)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> str:
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def start(self) -> Self:
        """Serve, and return once `/healthz` answers 200."""
        self.launch("serve", "--paper", str(self.folder))
        self.wait_until(self.is_well, START_SECONDS)
        return self

    def launch(self, *words: str) -> None:
        """Start a `broadsheet` command that keeps running, on this paper's port and into its log."""
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, *words, "--port", str(self.port), *self.options],
                cwd=REPOSITORY,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """End the tree as an operator does; the parent's exit code. What does not end in time is killed and fails."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()
            raise

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def env(self) -> dict[str, str]:
        """The environment of this paper's processes: this test run's, without the paper that the tests themselves read."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "DATABASE_URL"}
        }
        return {**kept, "BROADSHEET_PAPER": str(self.folder), "BROADSHEET_ADDRESS": self.url, "PYTHONUNBUFFERED": "1", **self.environment}

    def get(self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", body: bytes | None = None) -> Answer:
        """Ask for a path as it stands."""
        asked = urllib.request.Request(self.url + path, data=body, headers=dict(headers or {}), method=method)
        try:
            with _STRAIGHT.open(asked, timeout=15) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read())

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A `broadsheet` command on this paper, such as `run("pass", "--benefits", "ap")`."""
        return subprocess.run(
            [*BROADSHEET, *words], cwd=self.folder, env=self.env, check=check, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    def python(self, code: str) -> str:
        """What a piece of Python prints in this paper's Django: in a process of its own, as the newsroom's or a job's would be."""
        ready = f"import django; django.setup()\n{code}"
        env = {**self.env, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
        done = subprocess.run(
            [sys.executable, "-c", ready], cwd=REPOSITORY, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pass_cookie(self, benefits: str) -> str:
        """The Cookie header of a reader whose pass holds these benefits."""
        told = json.loads(self.run("pass", "--benefits", benefits, "--json").stdout.splitlines()[-1])
        return told["cookie"] if told["cookie"].startswith("bs_pass=") else f"bs_pass={told['cookie']}"

    def is_well(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"The paper stopped by itself with {self.process.returncode}:\n{self.log[-4000:]}")
        try:
            return (
                self.get("/robots.txt" if "--no-door" in self.options else "/healthz").status == 200
            )  # it is the door that says how it is
        except OSError:
            return False

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 10.0) -> None:
        """Return as soon as it is so; fail with the log's end when the time is over."""
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError(f"Not so within {seconds} s. The paper's log ends:\n{self.log[-4000:]}")
            time.sleep(0.02)

    def children(self) -> list[int]:
        """The processes of the tree, the parent left out."""
        return _descendants(self.pid)

    @property
    def _log_path(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-{self.port}.log")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sample paper by name ("gazette", "shaliach"), made once a run by `broadsheet demo`. Copy it; never serve it itself."""
    made: dict[str, Path] = {}

    def seed(sample: str) -> Path:
        if sample not in made:
            made[sample] = demo_paper(tmp_path_factory.mktemp("seeds") / sample, sample)
        return made[sample]

    return seed


@pytest.fixture
def serve(seeded: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a fresh copy of a sample paper: `serve("shaliach", "--no-door")`. All of them end with the test."""
    running: list[Served] = []

    def start(sample: str = "gazette", *options: str, environment: Mapping[str, str] | None = None) -> Served:
        folder = tmp_path / f"{sample}-{len(running)}"
        copy_paper(seeded(sample), folder)
        running.append(Served(folder, options, environment or {}))
        return running[-1].start()

    yield start
    for paper in running:
        paper.stop()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """The Harbour Gazette, served for this test alone."""
    return serve("gazette")


@pytest.fixture(scope="session")
def reading_room(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The Harbour Gazette, served once for all tests that only read it."""
    yield from _read_only("gazette", seeded, tmp_path_factory)


@pytest.fixture(scope="session")
def hebrew_reading_room(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The Hebrew sister paper, served once for all tests that only read it."""
    yield from _read_only("shaliach", seeded, tmp_path_factory)


def _read_only(sample: str, seeded: Callable[[str], Path], factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = factory.mktemp("reading") / sample
    copy_paper(seeded(sample), folder)
    with Served(folder) as paper:
        yield paper


def copy_paper(paper: Path, folder: Path) -> None:
    """A paper that is not being served, once more elsewhere: without what a running one leaves, and without its shelf, which is of that address."""
    shutil.copytree(paper, folder, ignore=shutil.ignore_patterns("kick.sock", "serve.pid", "shelf", "access.log"))


def demo_paper(folder: Path, sample: str) -> Path:
    """Make a sample paper with the very command of `make run`, and end it once it answers."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    demo = Served(folder)
    demo.launch("demo", str(folder), "--sample", sample)
    demo.wait_until(demo.is_well, 3 * START_SECONDS)
    demo.stop()
    return folder


def _descendants(pid: int) -> list[int]:
    """Children and their children, as the kernel tells them (Linux)."""
    told: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            told += [int(child), *_descendants(int(child))]
    return told


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


BROADSHEET = (str(Path(sys.executable).with_name("broadsheet")),)
_STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
