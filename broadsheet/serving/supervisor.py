"""The process tree of one paper: a small parent that opens the socket, starts door workers and the jobs child, and starts again what dies.

It never imports Django: it must not break with what it looks after."""

import contextlib
import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BACKOFF_SECONDS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)  # after the first, second, … fall in a row
FORGIVEN_AFTER_SECONDS = 30
STOP_WITHIN_SECONDS = 20
LISTEN_BACKLOG = 4096
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SMALL_MEMORY = {"MALLOC_ARENA_MAX": "2"}  # glibc gives each of eight threads an arena of its own, which keeps what pictures once took
Say = Callable[[str], None]


class AlreadyServed(Exception):
    """The port, or the paper, is in use; the text says which and what to do."""


@dataclass(slots=True)
class Child:
    """One process of the tree. `falls` counts how often it died in a row, soon after its start."""

    name: str
    argv: Sequence[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    falls: int = 0
    due_at: float = 0.0
    born_at: float = field(default=0.0)

    def start(self) -> None:
        # Its own session: Ctrl-C reaches the parent alone, which passes it on as SIGTERM.
        self.process = subprocess.Popen(  # noqa: S603 - our own argv
            self.argv,
            env=os.environ | SMALL_MEMORY,
            pass_fds=self.fds,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - prctl before exec is what leaves no orphan
        )
        self.born_at = time.monotonic()

    def fell(self, say: Say) -> None:
        """Reckons when it is to be started again."""
        lived = time.monotonic() - self.born_at
        self.falls = 0 if lived > FORGIVEN_AFTER_SECONDS else self.falls + 1
        wait = BACKOFF_SECONDS[min(max(0, self.falls - 1), len(BACKOFF_SECONDS) - 1)]
        self.due_at = time.monotonic() + wait
        if self.process is not None:
            say(
                f"The {self.name} (process {self.process.pid}) ended with {self.process.returncode} after {lived:.1f} s; it is started again in {wait} s."
            )
        self.process = None


def open_socket(host: str, port: int) -> socket.socket:
    """The socket all workers share. Raises AlreadyServed when the port is taken."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise AlreadyServed(
            f"Nothing can be served at {host}:{port}: {error.strerror}. Stop what runs there, or choose another with --port."
        ) from error
    listening.listen(LISTEN_BACKLOG)
    listening.set_inheritable(True)
    return listening


def serve(folder: Path, listening: socket.socket, workers: int, *, options: Sequence[str] = (), say: Say) -> None:
    """Runs the tree until SIGTERM or Ctrl-C; ends it cleanly, or by force after 20 s. Blocks. `options` are the door workers'."""
    command = [sys.executable, "-m", "broadsheet.serving"]
    door = ["worker", str(listening.fileno()), *options]
    children = [Child(f"door worker {number + 1}", [*command, *door], (listening.fileno(),)) for number in range(workers)]
    children.append(Child("jobs child", [*command, "jobs"]))
    (folder / "data" / "serve.pid").write_text(str(os.getpid()), encoding="ascii")
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, lambda got, _frame: asked.append(got))
    if not (sys.stdin and sys.stdin.isatty()):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # from whoever rotates logs: the workers look at their log's file each second
    wake_reader, wake_writer = os.pipe()
    os.set_blocking(wake_writer, False)
    signal.set_wakeup_fd(wake_writer)
    try:
        while not {signal.SIGTERM, signal.SIGINT} & set(asked):
            _look_after(children, say)
            if select.select([wake_reader], [], [], 0.5)[0]:
                os.read(wake_reader, 4096)
    finally:
        _end(children)
        (folder / "data" / "serve.pid").unlink(missing_ok=True)
    say("The paper is closed; everything that was begun is finished.")


def _look_after(children: list[Child], say: Say) -> None:
    for child in children:
        if child.process is not None and child.process.poll() is not None:
            child.fell(say)
        if child.process is None and child.due_at <= time.monotonic():
            child.start()


def _end(children: list[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    ends_at = time.monotonic() + STOP_WITHIN_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    """In the child, before it becomes itself: a kill -9 of the parent leaves no orphan (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
