"""A PostgreSQL that keeps what it has from one run to the next, its settings those that any newspaper would set."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.stage.postgresql import _as_someone_unprivileged, _programs, free_port

SETTINGS = ("shared_buffers=512MB", "max_wal_size=4GB", "work_mem=16MB")  # all else as PostgreSQL comes; fsync is on


@contextmanager
def kept_cluster(folder: Path) -> Iterator[str]:
    """Runs the cluster of a folder, made where there is none. Yields the address of its one database."""
    folder.mkdir(parents=True, exist_ok=True)
    as_owner, programs, data, port = _as_someone_unprivileged(folder), _programs(), folder / "data", free_port()
    if not data.exists():
        made = [programs / "initdb", "-D", data, "-U", "broadsheet", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*as_owner, *made], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    options = " ".join(
        f"-c {setting}" for setting in (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *SETTINGS)
    )
    control = [*as_owner, programs / "pg_ctl", "-D", data, "-w", "-t", "300"]
    subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        address = f"postgresql://broadsheet@127.0.0.1:{port}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'paper'").fetchone() is None:
                connection.execute("CREATE DATABASE paper")
        yield f"{address}/paper"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
