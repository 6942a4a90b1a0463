"""A small disk that can be full: a file system in memory, for whoever may mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CANNOT = "Only root may mount a small disk"
PIECE_BYTES = 4096


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Eight megabytes. Skips by name where it can't be mounted."""
    with mounted(tmp_path / "disk", 8) as folder:
        yield folder


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size at this folder, gone afterwards with all that lies on it."""
    folder.mkdir()
    told = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(told, check=False, capture_output=True).returncode:
        pytest.skip(CANNOT)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(file: Path) -> None:
    """To the last piece; whoever deletes the file makes room again."""
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    try:
        while True:
            os.write(descriptor, bytes(PIECE_BYTES))
    except OSError:
        return
    finally:
        os.close(descriptor)
