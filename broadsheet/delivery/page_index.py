"""Which pages show which things, so that the cost of a change depends on the pages that change and never on the archive.

shows   thing -> every path with a copy that shows it (several values under one key)
shown   path, variant -> until when the copy is kept, and the things it shows: what must go from `shows` when the copy goes
"""

import struct
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from broadsheet.delivery.variant import Variant

if TYPE_CHECKING:
    import lmdb

    from broadsheet.delivery.shelf_file import Database

_KEPT = struct.Struct(">I")  # keep until, seconds since 1970


def stem(path: bytes, variant: Variant) -> bytes:
    """The key of one page in one variant; a copy's key is this and one byte for the encoding."""
    return b"%b\0%c%c" % (path, *variant)


def unstem(key: bytes) -> tuple[bytes, Variant]:
    """The page and the variant that `stem` was made of."""
    return key[:-3], Variant(key[-2], key[-1])


class ThingMisnamed(ValueError):
    """A thing's name cannot be kept in the index."""


def as_names(things: Iterable[str]) -> list[bytes]:
    """Things as the index writes them down. Raises ThingMisnamed."""
    names = [thing.encode() for thing in things]
    for name in names:
        if not 0 < len(name) <= 100 or name.split() != [name]:
            raise ThingMisnamed(f"The thing {name!r} needs a name of 1 to 100 bytes without spaces, such as article-12.")
    return names


class PageIndex:
    """The index as one write transaction sees it."""

    def __init__(self, txn: "lmdb.Transaction[bytes]", databases: "dict[bytes, Database]") -> None:
        self._txn = txn
        self._shows, self._shown = databases[b"shows"], databases[b"shown"]

    def note(self, path: bytes, variant: Variant, things: Iterable[bytes], keep_until: int) -> None:
        """A copy was shelved: from now on the page is found under what it shows, and no longer under what only its last printing showed."""
        key, things = stem(path, variant), sorted(set(things))
        dropped = self._things(key) - set(things)
        self._txn.put(key, _KEPT.pack(keep_until) + b" ".join(things), db=self._shown)
        for thing in things:
            self._txn.put(thing, path, db=self._shows)
        self._unlink(path, dropped)

    def forget(self, path: bytes, variant: Variant) -> None:
        """A copy went."""
        key = stem(path, variant)
        dropped = self._things(key)
        self._txn.delete(key, db=self._shown)
        self._unlink(path, dropped)

    def pages_that_show(self, things: Iterable[bytes]) -> set[bytes]:
        """Paths of every page with a copy that shows one of the things."""
        cursor, found = self._txn.cursor(self._shows), set[bytes]()
        for thing in things:
            if cursor.set_key(thing):
                found.update(cursor.iternext_dup())
        return found

    def variants(self, path: bytes) -> list[Variant]:
        """The variants in which a page is on the shelf."""
        return [unstem(key)[1] for key in self._stems(path)]

    def from_place(self, place: bytes) -> Iterator[tuple[bytes, Variant, int]]:
        """Path, variant and keep_until of every copy from this key on, in the shelf's order."""
        cursor = self._txn.cursor(self._shown)
        if cursor.set_range(place):
            for key, stored in cursor:
                yield *unstem(key), _KEPT.unpack_from(stored)[0]

    def clear(self) -> None:
        """No copy is left."""
        self._txn.drop(self._shows, delete=False)
        self._txn.drop(self._shown, delete=False)

    def _unlink(self, path: bytes, dropped: set[bytes]) -> None:
        if dropped:
            still_shown = set[bytes]().union(*(self._things(key) for key in self._stems(path)))
            for thing in dropped - still_shown:
                self._txn.delete(thing, path, db=self._shows)

    def _stems(self, path: bytes) -> list[bytes]:
        cursor, prefix, found = self._txn.cursor(self._shown), path + b"\0", list[bytes]()
        moved = cursor.set_range(prefix)
        while moved and cursor.key().startswith(prefix):
            found.append(cursor.key())
            moved = cursor.next()
        return found

    def _things(self, key: bytes) -> set[bytes]:
        stored = self._txn.get(key, db=self._shown)
        return set(stored[_KEPT.size :].split()) if stored is not None else set()
