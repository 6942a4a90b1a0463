"""JSON lines: an object a line, told from how a file begins, and read one after another, so that a file of them may be of any length."""

import json
from collections.abc import Iterator
from typing import IO

HEAD_BYTES = 1024 * 1024  # in which the first line must end
LONGEST_LINE_BYTES = 64 * 1024 * 1024
LARGEST_BYTES = 64 * 1024 * 1024 * 1024  # of all lines, unpacked: twenty million articles


def holds_lines(head: bytes) -> bool:
    """Whether a file that begins so holds an object a line: its first line is one by itself, and more follows."""
    first, _end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not (first.startswith(b"{") and rest.strip()):
        return False
    try:
        return isinstance(json.loads(first, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def lines_of(opened: IO[bytes]) -> Iterator[bytes]:
    """The lines of an open file, each with its end. Raises ValueError where one line, or all together, are longer than anything that can be read."""
    read = 0
    while line := opened.readline(LONGEST_LINE_BYTES + 1):
        read += len(line)
        if len(line) > LONGEST_LINE_BYTES:
            raise ValueError(f"one of its lines is longer than {LONGEST_LINE_BYTES // 1024**2} MB")
        if read > LARGEST_BYTES:
            raise ValueError(f"unpacked it is larger than {LARGEST_BYTES // 1024**3} GB")
        yield line
