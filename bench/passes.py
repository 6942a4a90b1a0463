"""What a pass costs the door: T3. `python -m bench.passes`. CPU time of this process, medians."""

import gc
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from bench.measure import Measure, told
from broadsheet.delivery.reader_pass import PassReader
from broadsheet.works.bench import readers

KEYS = {b"first": secrets.token_bytes(32), b"second": secrets.token_bytes(32)}
TIMES = 21
TARGET_US = 5.0
STRANGE = b"1.other."  # a key that is none of ours


def measures() -> Iterator[Measure]:
    """5,000 passes under two keys: read for the first time, read again, and forged ones. What the shelf knows of the account is not in it."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # as in a door worker (serving/__main__.py)
    now = time.time()
    notes = [note.encode() for note in readers.passes(KEYS, int(now))]
    forged = [note[:-1] + (b"A" if note[-1:] != b"A" else b"Q") for note in notes]
    foreign = [STRANGE + note.split(b".", 2)[2] for note in notes]
    known = _reader_of(notes, now)
    yield Measure("a pass seen for the first time", _microseconds(lambda: PassReader(KEYS), notes, now), "µs", TARGET_US)
    yield Measure("a pass seen before", _microseconds(lambda: known, notes, now), "µs", TARGET_US)
    yield Measure("a pass whose seal does not hold", _microseconds(lambda: known, forged, now), "µs", TARGET_US)
    yield Measure("a pass of a key that is not ours", _microseconds(lambda: known, foreign, now), "µs", TARGET_US)


def _microseconds(reader: Callable[[], PassReader], notes: list[bytes], now: float) -> float:
    """CPU of one reading, the loop around it left out."""
    return max(0.0, median(_once(reader(), notes, now) for _ in range(TIMES)) - median(_nothing(notes) for _ in range(TIMES)))


def _once(reader: PassReader, notes: list[bytes], now: float) -> float:
    began = time.process_time()
    for note in notes:
        reader.read(note, now, _unchanged)
    return (time.process_time() - began) / len(notes) * 1e6


def _nothing(notes: list[bytes]) -> float:
    began = time.process_time()
    for _ in notes:
        pass
    return (time.process_time() - began) / len(notes) * 1e6


def _reader_of(notes: list[bytes], now: float) -> PassReader:
    reader = PassReader(KEYS)
    if not all(reader.read(note, now, _unchanged) for note in notes):
        raise AssertionError("A pass that was just signed does not hold.")
    return reader


def _unchanged(account: int) -> None:
    """No standing was changed within a pass's life."""


if __name__ == "__main__":
    sys.exit(told(measures()))
