"""A PostgreSQL cluster of the tests' own: made in a temporary folder, gone with the run."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

MISSING = "PostgreSQL is not installed: apt-get install postgresql"


@dataclass(frozen=True)
class Cluster:
    """A running server that trusts whoever asks from this machine."""

    port: int
    folder: Path
    programs: Path
    as_owner: list[str]

    def address(self, name: str) -> str:
        return f"postgresql://broadsheet@127.0.0.1:{self.port}/{name}"

    def new_database(self, name: str) -> str:
        """Make an empty database, in place of one of that name; its DATABASE_URL."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def start(self) -> None:
        """Returns once it takes questions."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off -c full_page_writes=off"
        )
        self._control("-l", self.folder / "log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Returns once it is gone. `how`: as pg_ctl's mode."""
        self._control("-m", how, "stop")

    def freeze(self) -> None:
        """It holds its connections and answers nothing any more, as a server does that hangs."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: int) -> None:
        parent = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        for pid in [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split())]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _control(self, *words: str | Path) -> None:
        command = [*self.as_owner, self.programs / "pg_ctl", "-D", self.folder / "data", "-w", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The cluster, started at the first asking. Skips by name where PostgreSQL is not installed."""
    with running_cluster() as cluster:
        yield cluster


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster of its own."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-postgresql-"))
    as_owner = _as_someone_unprivileged(folder)
    cluster = Cluster(free_port(), folder, programs, as_owner)
    subprocess.run(
        [*as_owner, programs / "initdb", "-D", folder / "data", "-U", "broadsheet", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    cluster.start()
    try:
        yield cluster
    finally:
        with suppress(subprocess.CalledProcessError):
            cluster.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _programs() -> Path:
    """Where initdb lies: on the PATH, else Debian's newest server."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        pytest.skip(MISSING)
    return versions[-1].parent


def _as_someone_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as Debian's postgres, else as nobody."""
    if os.geteuid() != 0:
        return []
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines()}
    user = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]
