"""What was to be printed again when whoever had to do it was killed, or could not: it lies on the shelf, stale."""

from broadsheet.delivery.page_index import unstem
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_file import Snapshot
from broadsheet.delivery.shelf_rows import PAGE, read_copy
from broadsheet.delivery.variant import IDENTITY, Variant

LOOKED_AT_ONCE = 1_000  # copies in one snapshot: while it is held, no old page of the file is used again
Copies = list[tuple[bytes, Variant]]


def left_over(shelf: Shelf) -> Copies:
    """Copies whose own page changed after they were printed. What is stale because the whole stock is waits for its readers, as ever."""
    found: Copies = []
    place: bytes | None = b"\0"
    while place is not None:
        place = _look_from(shelf, place, found)
    return found


def _look_from(shelf: Shelf, place: bytes, found: Copies) -> bytes | None:
    """Looks at some copies from this key on; the key to go on from, None at the end."""
    with shelf.look() as snapshot:
        cursor = snapshot.txn.cursor(shelf.file.databases[b"shown"])
        moved = cursor.set_range(place)
        for _ in range(LOOKED_AT_ONCE):
            if not moved:
                return None
            path, variant = unstem(bytes(cursor.key()))
            if _is_left_over(shelf, snapshot, path, variant):
                found.append((path, variant))
            moved = cursor.next()
        return bytes(cursor.key()) if moved else None


def _is_left_over(shelf: Shelf, snapshot: Snapshot, path: bytes, variant: Variant) -> bool:
    """Most pages never changed since the shelf was made: then their copy is not even looked at."""
    page = snapshot.get(path, shelf.file.databases[b"pages"])
    changed_at = PAGE.unpack(page)[3] if page is not None and len(page) == PAGE.size else 0
    copy = shelf.copy(snapshot, path, variant, IDENTITY) if changed_at else None
    return copy is not None and read_copy(copy).printed_from < changed_at
