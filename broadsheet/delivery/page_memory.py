"""What the door remembers of pages: their records, until anything at all is committed to the shelf."""

from typing import TypeAlias

import lmdb

from broadsheet.delivery.addresses import may_lie_on_the_shelf
from broadsheet.delivery.shelf import PageRecord, Shelf
from broadsheet.delivery.shelf_file import Database, Snapshot

MOST_PAGES = 50_000  # some 15 MB
Glance: TypeAlias = "lmdb.Transaction[memoryview]"


class PageMemory:
    """One per event loop. A snapshot's own number says whether what is remembered still holds: it changes with the commit itself."""

    __slots__ = ("_databases", "_number", "_records", "_shelf", "copies", "standings")

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._databases: dict[bytes, Database] = {}
        self._number = -1
        self._records: dict[bytes, PageRecord] = {}
        self.copies: Database | None = None
        self.standings: Database | None = None

    def page(self, glance: Glance, path: bytes) -> PageRecord | None:
        """The page's record as of this snapshot; None as in `Shelf.page_record`."""
        if glance.id() != self._number or self._databases is not self._shelf.file.databases:
            self._catch_up(glance)
        return self._records.get(path) or self._learn(glance, path)

    def _catch_up(self, glance: Glance) -> None:
        """Also with a file that was opened anew: its numbers may be those of the old one, its databases are not."""
        self._records = {}
        self._number = glance.id()
        self._databases = self._shelf.file.databases
        self.copies, self.standings = self._databases[b"copies"], self._databases[b"standings"]

    def _learn(self, glance: Glance, path: bytes) -> PageRecord | None:
        if not may_lie_on_the_shelf(path):
            return None
        record = self._shelf.page_record(Snapshot(self._shelf.file, glance), path)
        if record is not None and len(self._records) < MOST_PAGES:
            self._records[path] = record
        return record
