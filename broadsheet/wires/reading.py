"""Files read into items ahead of whoever writes them: by other processes where there is much to read, else in this one. Same items, same order.

JSON lines are read in pieces, so that a file of them may be of any length; a short file is one piece; a long one of another kind is read as a stream."""

import ctypes
import gc
import io
import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import tzinfo
from functools import partial
from typing import IO, NamedTuple, Self

from broadsheet.wires import recognising
from broadsheet.wires.beside import BROKEN
from broadsheet.wires.item import Item, Refusal
from broadsheet.wires.lines import HEAD_BYTES, holds_lines, lines_of
from broadsheet.wires.opening import Arrived
from broadsheet.wires.setting import text_from

PIECE_BYTES = 256 * 1024  # some seventy articles: a thirtieth of a second's work
WORTH_HELP_BYTES = 1024 * 1024  # that much is read here before other processes are started, which takes a tenth of a second
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
log = logging.getLogger(__name__)
Found = Iterable[Item | Refusal]


class Piece(NamedTuple):
    """What is read at once: a short file, or lines of a long one."""

    name: str
    raw: bytes
    first_line: int  # of its file; 0 where it is a whole file
    format: str | None
    zone: tzinfo


def read(arrived: Iterable[Arrived | Refusal], zone: tzinfo, wanted: str | None = None) -> Iterator[tuple[Arrived | None, Found]]:
    """The items of all files, in order, with the file in which they came (None: it could not be opened). Raises nothing for what a file holds.

    Of an archive with pictures nothing is read ahead, since they can be looked at only until its next file is asked for."""
    waiting: deque[tuple[Arrived | None, Callable[[], Found]]] = deque()
    with _Readers() as readers:
        for file, piece in _pieces(arrived, zone, wanted):
            is_read_ahead = isinstance(piece, Piece) and file is not None and not file.is_fleeting
            while waiting and (not is_read_ahead or len(waiting) > readers.most_ahead):
                before, found = waiting.popleft()
                yield before, found()
            if not isinstance(piece, Piece):
                yield file, piece
            elif is_read_ahead:
                waiting.append((file, readers.read(piece)))
            else:
                yield file, items_of(piece)
        for before, found in waiting:
            yield before, found()


def items_of(piece: Piece) -> list[Item | Refusal]:
    """The items of one piece."""
    if not piece.first_line:
        return list(recognising.items(Arrived(piece.name, lambda: io.BytesIO(piece.raw), lambda _address: None), piece.zone, piece.format))
    numbered = enumerate(piece.raw.split(b"\n"), start=piece.first_line)
    return [
        one for number, line in numbered if line.strip() for one in recognising.line_items(line, f"{piece.name}, line {number}", piece.zone)
    ]


def set_items_of(piece: Piece) -> list[Item | Refusal]:
    """The same, the text of each set, where no picture must be taken in first. Needs nothing but the piece, so that any process can do it."""
    found = items_of(piece)
    for one in found:
        if isinstance(one, Item):
            with suppress(ValueError, TypeError):  # whoever takes it in finds the same, and refuses it by name
                one.write()
                one.text = None if one.pictures else text_from(one, {})
    return found


def _pieces(arrived: Iterable[Arrived | Refusal], zone: tzinfo, wanted: str | None) -> Iterator[tuple[Arrived | None, Piece | Found]]:
    for file in arrived:
        if isinstance(file, Refusal):
            yield None, [file]
            continue
        try:
            with file.open() as opened:
                head = opened.read(HEAD_BYTES)
                opened.seek(0)
                if wanted != "feed" and holds_lines(head):
                    yield from ((file, Piece(file.name, raw, number, wanted, zone)) for number, raw in _runs_of_lines(opened))
                elif len(head) < HEAD_BYTES:
                    yield file, Piece(file.name, head, 0, wanted, zone)
                else:
                    yield file, recognising.items(file, zone, wanted)
        except BROKEN as mistake:
            yield file, [Refusal(file.name, f"It could not be read to its end: {mistake or type(mistake).__name__}.")]


def _runs_of_lines(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines in runs of a piece's length, each with the number of its first line."""
    first, run, length = 1, list[bytes](), 0
    for number, line in enumerate(lines_of(opened), start=1):
        run.append(line)
        length += len(line)
        if length >= PIECE_BYTES:
            yield first, b"".join(run)
            first, run, length = number + 1, [], 0
    if run:
        yield first, b"".join(run)


class _Readers:
    """The processes that read, as many as there are cores, started when there is enough to read. One that is killed loses nothing: what it was
    to read, and the rest, is read here."""

    def __init__(self) -> None:
        self.most_ahead = 3 * (os.cpu_count() or 1)
        self._read_bytes = 0
        self._pool: ProcessPoolExecutor | None = None
        self._can_help = "fork" in multiprocessing.get_all_start_methods()  # else each would need as long to start as most takes last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, piece: Piece) -> Callable[[], Found]:
        """Begins to read a piece; what is returned waits for its items."""
        self._read_bytes += len(piece.raw)
        if not self._can_help or self._read_bytes < WORTH_HELP_BYTES:
            return partial(items_of, piece)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                mp_context=multiprocessing.get_context("fork"), initializer=_become_a_reader, initargs=(os.getpid(),)
            )
        try:
            return partial(self._items_from, self._pool.submit(set_items_of, piece), piece)
        except BrokenProcessPool:
            return partial(items_of, piece)

    def _items_from(self, reading: "Future[list[Item | Refusal]]", piece: Piece) -> Found:
        try:
            return reading.result()
        except BrokenProcessPool:
            if self._can_help:
                log.warning("A process that read %s was killed; the rest is read without help.", piece.name)
            self._can_help = False
            return items_of(piece)


def _become_a_reader(parent: int) -> None:
    """A reader leaves the terminal's signals to its parent, and ends with it, however that ends."""
    gc.freeze()  # what was there before is looked through no more
    gc.set_threshold(100_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
