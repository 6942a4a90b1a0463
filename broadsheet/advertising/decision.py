"""Which creative stands in a slot of a page, and why. Plain Python: it sees the page and what is booked, never who reads.

The choice is made by weight over pages, not over readers: each page draws its own lot, the same whenever it is printed, so that a
page changes only when what is booked changes; and what a page drew stays, as far as it is still booked, when something is added."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from typing import NamedTuple


class Why(Enum):
    """Why a slot shows what it shows."""

    QUIET = "An editor keeps this page quiet."
    NOTHING_BOOKED = "Nothing is booked for this slot."
    NOT_NOW = "Nothing that is booked for this slot runs now."
    NOT_HERE = "Nothing that runs in this slot now may stand on this page."
    SOLD = "Sold space, drawn by weight."
    OUR_OWN = "No sold space may stand here, so one of our own was drawn by weight."


@dataclass(frozen=True, slots=True)
class Offer:
    """One creative as far as the choice needs it.

    weight            how often it comes up beside the others of its rank; more than 0
    ends_at           None: until somebody ends it
    only_on, never_on names of things (“section-3”, “front”); an empty `only_on` is everywhere
    """

    creative: int
    advertiser: int
    is_ours: bool
    weight: float
    starts_at: datetime
    ends_at: datetime | None = None
    only_on: frozenset[str] = frozenset()
    never_on: frozenset[str] = frozenset()

    def runs_at(self, moment: datetime) -> bool:
        """Whether the moment lies within its flight."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    def may_stand_on(self, things: frozenset[str]) -> bool:
        """Whether its flight may stand on a page that belongs to these things."""
        return not self.never_on & things and (not self.only_on or bool(self.only_on & things))


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of one page: what draws the lot (`page`, `slot`), what the page belongs to, who stands on it already."""

    page: str
    slot: str
    things: frozenset[str]
    is_quiet: bool = False
    advertisers_there: frozenset[int] = frozenset()


class Choice(NamedTuple):
    """What stands there and why; what may take its place there; and until when the choice is sure to hold (None: until something is changed)."""

    creative: int | None
    why: Why
    may_stand: tuple[int, ...] = ()
    until: datetime | None = None


def choose(spot: Spot, offers: Sequence[Offer], now: datetime) -> Choice:
    """The creative for this spot at this moment, out of those that are booked for its slot."""
    until = min((moment for offer in offers for moment in (offer.starts_at, offer.ends_at) if moment and moment > now), default=None)
    if spot.is_quiet:
        return Choice(None, Why.QUIET, (), until)
    left = list(offers)
    for why_none, keeps in _rules(spot, now):
        if not left:
            return Choice(None, why_none, (), until)
        left = [offer for offer in left if keeps(offer)]
    if not left:
        return Choice(None, Why.NOT_HERE, (), until)
    drawn_from = _first_rank(left, spot.advertisers_there)
    drawn = max(drawn_from, key=lambda offer: (_lot(spot, offer), -offer.creative))
    why = Why.OUR_OWN if drawn.is_ours else Why.SOLD
    return Choice(drawn.creative, why, tuple(sorted(offer.creative for offer in drawn_from)), until)


def _rules(spot: Spot, now: datetime) -> tuple[tuple[Why, Callable[[Offer], bool]], ...]:
    """Each with why nothing stands there when nothing was left for it."""
    return (
        (Why.NOTHING_BOOKED, lambda offer: offer.runs_at(now)),
        (Why.NOT_NOW, lambda offer: offer.may_stand_on(spot.things)),
    )


def _first_rank(offers: Sequence[Offer], there: frozenset[int]) -> Sequence[Offer]:
    """Sold before our own; no advertiser twice on a page, as long as anybody else may stand there."""
    sold, ours = [offer for offer in offers if not offer.is_ours], [offer for offer in offers if offer.is_ours]
    others = [[offer for offer in rank if offer.advertiser not in there] for rank in (sold, ours)]
    return next(rank for rank in (*others, sold, ours) if rank)


def _lot(spot: Spot, offer: Offer) -> float:
    """The highest lot wins, and wins as often as its weight says (rendezvous hashing with weights: Schindelhauer and Schomaker, 2005)."""
    drawn = blake2b(f"{spot.page} {spot.slot} {offer.creative}".encode(), digest_size=8).digest()
    share = (int.from_bytes(drawn) + 1) / (2**64 + 1)
    return offer.weight / -math.log(share)
