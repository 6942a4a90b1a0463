"""What is cleared from the shelf once a minute."""

from itertools import islice

from broadsheet.delivery.reader_pass import CLOCK_SKEW_SECONDS, PASS_LIFE_SECONDS
from broadsheet.delivery.shelf_rows import Rows, copy_key

LONGEST_PRINT_SECONDS = 600  # a print that takes longer may be refused
LAST_RESORT_SECONDS = 86_400  # how long after its end a copy is kept for the hour in which nothing can be printed
TIDIED_AT_ONCE = 2_000  # copies looked at in one transaction


def forget_standings(rows: Rows, now: float) -> None:
    """Those posted more than a pass's life ago: the passes they ended are over by themselves."""
    rows.forget_standings(int(now) - PASS_LIFE_SECONDS - CLOCK_SKEW_SECONDS)


def forget_changes(rows: Rows, now: float) -> None:
    """The moment of some ten minutes ago becomes the floor: no print is expected to be older."""
    noted = rows.notice(b"then")
    noted_at, moment = (int(part) for part in noted.split()) if noted is not None else (int(now), rows.moment(b"moment"))
    is_long_ago = now - noted_at >= LONGEST_PRINT_SECONDS
    if noted is None or is_long_ago:
        rows.set_notice(b"then", b"%d %d" % (now, rows.moment(b"moment")))
    if is_long_ago:
        rows.forget_changes(moment)


def drop_copies(rows: Rows, now: float, too_many_bytes: int) -> int:
    """Drops copies that ended a day ago and, where there is too much, every one it meets; goes on from where it last stopped.

    Returns how many bytes are left to drop.
    """
    place = rows.notice(b"hand") or b"\0"
    met = list(islice(rows.index.from_place(place), TIDIED_AT_ONCE))
    for path, variant, keep_until in met:
        if too_many_bytes > 0 or keep_until + LAST_RESORT_SECONDS < now:
            too_many_bytes -= rows.copy_bytes(path, variant)
            rows.take_off(path, [variant])
    is_at_the_end = len(met) < TIDIED_AT_ONCE
    rows.set_notice(b"hand", b"\0" if is_at_the_end else copy_key(met[-1][0], met[-1][1], 0))
    return 0 if is_at_the_end and place == b"\0" else too_many_bytes
