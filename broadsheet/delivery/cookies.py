"""The two cookies of ours that the door reads, out of whatever else a browser sends along."""

from typing import NamedTuple


class Cookies(NamedTuple):
    """`bs_pass`, unread, and whether a `bs_session` came along."""

    note: bytes | None
    signed_in: bool


NONE = Cookies(None, signed_in=False)


def read_cookies(line: bytes) -> Cookies:
    """Reads a Cookie header as Django does: parted at semicolons, of two with one name the last counts, quotes around a value go."""
    if b"bs_" not in line:
        return NONE
    note, signed_in = None, False
    for crumb in line.split(b";"):
        name, equals, value = crumb.partition(b"=")
        name = name.strip() if equals else b""
        if name == b"bs_pass":
            note = _unquoted(value.strip())
        elif name == b"bs_session":
            signed_in = bool(_unquoted(value.strip()))
    return Cookies(note, signed_in)


def _unquoted(value: bytes) -> bytes:
    return value[1:-1] if len(value) > 1 and value[:1] == value[-1:] == b'"' else value
