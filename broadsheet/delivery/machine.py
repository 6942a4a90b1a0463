"""This machine's shelf, opened once a process, after any fork."""

import hashlib
import os
from functools import cache
from pathlib import Path

from django.conf import settings

from broadsheet.delivery.shelf import Shelf

PACKAGE = Path(__file__).resolve().parent.parent
_opened: dict[int, Shelf] = {}


def shelf() -> Shelf:
    """The shelf of this paper on this machine. A process that was forked opens its own."""
    here = os.getpid()
    if here not in _opened:
        _opened.clear()
        _opened[here] = Shelf(settings.PAPER.shelf_folder)
    return _opened[here]


@cache
def fingerprint() -> str:
    """What printed pages depend on beside the database: our code and templates, the theme, the paper's settings.
    An upgrade or a changed theme has another one, and then no old copy is handed out."""
    seal = hashlib.sha256(repr(settings.PAPER).encode())
    for folder in (PACKAGE, settings.PAPER.theme_folder):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                told = file.stat()
                seal.update(f"{file.relative_to(folder)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return seal.hexdigest()
