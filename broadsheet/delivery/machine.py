"""This machine's shelf, opened once a process, after any fork."""

import os
from functools import cache

from django.conf import settings

from broadsheet.delivery import fingerprint as fingerprints
from broadsheet.delivery.shelf import Shelf

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
    """What this paper's printed pages depend on beside the database; see `fingerprint.fingerprint`."""
    return fingerprints.fingerprint(repr(settings.PAPER), settings.PAPER.theme_folder)
