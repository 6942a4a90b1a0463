"""The servers that are measured, each on the first of two cores, and the generator of requests on the second. Plain Python."""

import contextlib
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from broadsheet.works.bench.runs import Load
from broadsheet.works.bench.yardstick import BROTLI_MODULE

START_SECONDS = 90
FINISH_SECONDS, AT_REST_SECONDS = 20, 0.1
ANSWER_SECONDS = 20  # pages that must be printed wait for one another; with wrk's own 2 s it would count them as lost
SCRIPT = Path(__file__).with_name("wrk.lua")
_COUNT = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses: \d+|Socket errors: .*")


class BenchProblem(Exception):
    """The machine can't be measured, or what was measured is not what it should be; the text says why, and what to do."""


class Server(NamedTuple):
    """A running server: the process that answers, and where."""

    name: str
    pid: int
    port: int


def refuse_unfit_machine(room_bytes: int) -> None:
    """Raises BenchProblem where this machine lacks what a measurement needs, so much room for files among it."""
    if not sys.platform.startswith("linux"):
        raise BenchProblem("The bench reads Linux's own clocks of other processes: run it on Linux.")
    packages = {"nginx": shutil.which("nginx"), "libnginx-mod-http-brotli-static": BROTLI_MODULE.exists(), "wrk": shutil.which("wrk")}
    missing = [name for name, is_there in packages.items() if not is_there]
    if missing:
        raise BenchProblem(f"The bench needs Debian's {', '.join(missing)}. As root: apt-get install {' '.join(missing)}")
    free_bytes = shutil.disk_usage(tempfile.gettempdir()).free
    if free_bytes < room_bytes:
        room = f"{room_bytes / 1e9:.1f} GB in {tempfile.gettempdir()}, where {free_bytes / 1e9:.1f} GB are free"
        raise BenchProblem(f"The bench needs {room}. Name another folder in TMPDIR, or fewer pages with --pages.")
    if len(os.sched_getaffinity(0)) < 2:
        raise BenchProblem("The bench needs two cores: one for the server, one for its readers. This process may use one only.")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def paper_served(folder: Path, port: int, environment: Mapping[str, str], options: Sequence[str]) -> Iterator[Server]:
    """The paper as an operator serves it, with one door worker."""
    command = [sys.executable, "-m", "broadsheet.cli", "serve", "--paper", str(folder), "--port", str(port), *options]
    with _running("broadsheet", command, port, environment, folder.with_name("serve.log")) as parent:
        worker = next(pid for pid in _children(parent.pid) if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
        yield parent._replace(pid=worker)


@contextmanager
def nginx_served(configuration: Path, port: int) -> Iterator[Server]:
    """One worker of nginx; it may hold as many files open as this machine lets a process."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with _running("nginx", ["nginx", "-c", str(configuration)], port, os.environ, configuration.with_name("nginx-start.log")) as server:
        yield server


def load(server: Server, requests: Path, seconds: int, connections: int) -> Load:
    """Sends these requests over so many connections for so long. Raises BenchProblem where one was not answered as it should be."""
    _let_finish(server)
    cpu, generator = _cpu_seconds(server.pid), _childrens_cpu_seconds()
    said = _wrk(server, requests, seconds, connections)
    used, generated = _cpu_seconds(server.pid) - cpu, _childrens_cpu_seconds() - generator
    count = int(_found(_COUNT, said)[1])
    bad = _BAD.search(said)
    if bad or not count:
        raise BenchProblem(f"{server.name} did not answer “{requests.stem}” as it should: {bad[0] if bad else 'no answer at all'}.")
    return Load(float(_found(_RATE, said)[1]), used / count * 1e6, generated / seconds)


def _let_finish(server: Server) -> None:
    """What an earlier generator had asked for and did not wait for is none of the next round's work."""
    end = time.monotonic() + FINISH_SECONDS
    while time.monotonic() < end:
        before = _cpu_seconds(server.pid)
        time.sleep(AT_REST_SECONDS)
        if _cpu_seconds(server.pid) - before < AT_REST_SECONDS / 20:
            return


def _wrk(server: Server, requests: Path, seconds: int, connections: int) -> str:
    generator = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        f"--timeout={ANSWER_SECONDS}s",
        "-s",
        str(SCRIPT),
        f"http://127.0.0.1:{server.port}",
        "--",
        str(requests),
    ]
    return subprocess.run(["taskset", "-c", str(_cores()[1]), *generator], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607


@contextmanager
def _running(name: str, command: Sequence[str], port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    with log.open("wb") as told:
        argv = ["taskset", "-c", str(_cores()[0]), *command]
        process = subprocess.Popen(argv, env=dict(environment), stdin=subprocess.DEVNULL, stdout=told, stderr=told)  # noqa: S603 - our own words
    try:
        _wait_for(name, process, port, log)
        yield Server(name, process.pid, port)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _wait_for(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.05)
    raise BenchProblem(f"{name} did not start. It said: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"GET / HTTP/1.0\r\nHost: localhost:%d\r\n\r\n" % port)
            return bool(line.recv(1))
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))[:2]


def _cpu_seconds(pid: int) -> float:
    """User and system of all threads, to the nanosecond: the clock that clock_getcpuclockid(3) names for a process of another."""
    return time.clock_gettime((~pid << 3) | 2)


def _childrens_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _found(pattern: re.Pattern[str], said: str) -> re.Match[str]:
    found = pattern.search(said)
    if found is None:
        raise BenchProblem(f"wrk said what nobody expected: {said}")
    return found
