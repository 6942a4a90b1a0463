"""How much may be told to one worker: so that a flood of forged views costs little and counts for little. In memory only. Plain Python."""

import ipaddress
from collections import OrderedDict
from threading import Lock

MOST_EACH = 120  # views and clicks a minute from one address; a whole office may share one
MOST_IN_ALL = 6_000  # a minute
MOST_ADDRESSES = 20_000  # remembered within a minute
_MINUTE_SECONDS = 60


class Bound:
    """One per worker; safe in several threads."""

    def __init__(self, each: int = MOST_EACH, in_all: int = MOST_IN_ALL) -> None:
        self._each, self._in_all = each, in_all
        self._minute, self._all, self._from = -1, 0, OrderedDict[str, int]()
        self._lock = Lock()

    def admits(self, address: str, now: float) -> bool:
        """Whether one more from this address is listened to in this minute. `now` in seconds, of any clock."""
        with self._lock:
            if int(now // _MINUTE_SECONDS) != self._minute:
                self._minute, self._all = int(now // _MINUTE_SECONDS), 0
                self._from.clear()
            told = self._from.get(key := _neighbourhood(address), 0)
            if told >= self._each or self._all >= self._in_all:
                return False
            self._from[key], self._all = told + 1, self._all + 1
            if len(self._from) > MOST_ADDRESSES:
                self._from.popitem(last=False)
            return True


def _neighbourhood(address: str) -> str:
    """The address; of IPv6 its first half, which is one household's."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(told) if told.version == 4 else str(ipaddress.ip_network((told, 64), strict=False))
