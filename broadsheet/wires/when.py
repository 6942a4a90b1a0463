"""Times as the formats write them, read to the second and with a zone; what is no time is None."""

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from dateutil.parser import isoparse

EARLIEST_YEAR, LATEST_YEAR = 1600, 2200  # before the first newspaper, and after any plan: not a time but a mistake, "0000-00-00" among them


def moment(told: object, zone: tzinfo = UTC) -> datetime | None:
    """The moment that an ISO 8601 text, "2024-06-05 16:04:48" or seconds or milliseconds since 1970 name. A time without a zone is one of `zone`."""
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _sensible(_since_1970(told), zone)
    if not isinstance(told, str) or not told.strip():
        return None
    written = told.strip()
    try:
        return _sensible(datetime.fromisoformat(written), zone)
    except ValueError:  # some of ISO 8601 it does not know
        pass
    try:
        return _sensible(isoparse(written.replace(" ", "T", 1)), zone)
    except (ValueError, OverflowError):
        return mail_moment(told)


def mail_moment(told: object) -> datetime | None:
    """The moment that a date written as in mail names ("Wed, 05 Jun 2024 16:04:48 +0000"): RSS writes so."""
    if not isinstance(told, str):
        return None
    try:
        return _sensible(parsedate_to_datetime(told.strip()), UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _since_1970(number: float) -> datetime | None:
    seconds = number / 1000 if abs(number) > 100_000_000_000 else number  # later than the year 5138, if it were seconds
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _sensible(found: datetime | None, zone: tzinfo) -> datetime | None:
    if found is None or not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
