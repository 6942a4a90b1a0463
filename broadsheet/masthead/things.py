"""What things are called: rooms tell it here, so that a screen can name “section-3” without knowing the room that it is from."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Named(NamedTuple):
    """One thing as a screen shows it: its name (“section-3”), what people call it, where it stands ("" where it has no page)."""

    thing: str
    title: str
    path: str = ""


Find = Callable[[list[int]], Iterable[Named]]
Offer = Callable[[], Iterable[Named]]

_found_by: dict[str, Find] = {}
_offered_by: dict[str, Offer] = {}


def register(kind: str, find: Find, offer: Offer | None = None) -> None:
    """From now on `find` is asked for things of this kind (“article”, “section”) by their numbers, and `offer` for all of them,
    where they are few enough to choose from a list. Called from `apps.ready()`."""
    _found_by[kind] = find
    if offer is not None:
        _offered_by[kind] = offer


def called(things: Iterable[str]) -> dict[str, Named]:
    """Those of these things that are still there, by name. One question for each kind."""
    by_kind: dict[str, list[int]] = {}
    for thing in things:
        kind, _, number = thing.rpartition("-")
        if kind in _found_by and number.isdecimal():
            by_kind.setdefault(kind, []).append(int(number))
    return {named.thing: named for kind, numbers in by_kind.items() for named in _found_by[kind](numbers)}


def offered(kind: str) -> list[Named]:
    """All things of a kind, in their own order; none where no room offers them."""
    return list(_offered_by[kind]()) if kind in _offered_by else []
