"""The two cookies of ours that the door reads, out of whatever else a browser sends along."""

import re
from http.cookies import _unquote  # what Django reads values with; tests/delivery/test_cookies.py compares
from typing import NamedTuple


class Cookies(NamedTuple):
    """`bs_pass`, unread, and whether a `bs_session` came along."""

    note: bytes | None
    signed_in: bool


_plain_pass = re.compile(rb"bs_pass=([\w.-]*)(?:;|\Z)").search
_plain_session = re.compile(rb"bs_session=([\w.-]*)(?:;|\Z)").search
_new = tuple.__new__
NONE = Cookies(None, signed_in=False)


def read_cookies(line: bytes) -> Cookies:
    """Reads a Cookie header as Django does: parted at semicolons, of two with one name the last counts, quotes around a value go."""
    count = line.count(b"bs_")
    if not count:
        return NONE
    note = _plain_pass(line)
    session = _plain_session(line) if count > 1 or note is None else None
    found = (note is not None) + (session is not None)
    if found == count and _stands_alone(line, note) and _stands_alone(line, session):
        return _new(Cookies, (note[1] if note else None, bool(session and session[1])))
    return _read_each(line)  # written as no browser does it, or hidden in another cookie


def _stands_alone(line: bytes, found: re.Match[bytes] | None) -> bool:
    if found is None:
        return True
    start = found.start()
    return not start or line[start - 2 : start] == b"; "


def _read_each(line: bytes) -> Cookies:
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
    if len(value) < 2 or not value[:1] == value[-1:] == b'"':
        return value
    return value[1:-1] if b"\\" not in value else _unquote(value.decode("latin-1")).encode("latin-1", "replace")
