"""What is booked: read from the database once for each page that is printed, as the plain values that the decision asks for."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from broadsheet.advertising.campaign import Kind
from broadsheet.advertising.decision import Offer
from broadsheet.advertising.flight import Flight


class Booked(NamedTuple):
    """A slot in use, and what is booked for it: now or later."""

    slot: str
    opening: str
    band: int
    shape: str
    offers: tuple[Offer, ...]


def booked(openings: Iterable[str], now: datetime) -> list[Booked]:
    """The slots in these openings for which anything is booked, in their own order. One question."""
    return _read(Q(slot__opening__in=list(openings)), now)


def booked_for(slot: str, now: datetime) -> Booked | None:
    """What is booked for one slot; None for one that is not in use, or for which nothing is."""
    return next(iter(_read(Q(slot__name=slot), now)), None)


def next_change(offers: Iterable[Offer], now: datetime) -> datetime | None:
    """When the first of them begins or ends; None where none does."""
    return min((moment for offer in offers for moment in (offer.starts_at, offer.ends_at) if moment and moment > now), default=None)


def _read(which: Q, now: datetime) -> list[Booked]:
    rows = (
        Flight.slots.through.objects.filter(which, Q(flight__ends_at=None) | Q(flight__ends_at__gt=now), slot__is_open=True)
        .filter(flight__creatives__shape=F("slot__shape"))
        .order_by("slot__id", "flight__creatives__id")
        .values_list(
            "slot__name", "slot__opening", "slot__band", "slot__shape", "flight_id", "flight__weight", "flight__starts_at", "flight__ends_at", "flight__only_on",
            "flight__never_on", "flight__campaign__kind", "flight__campaign__advertiser_id", "flight__creatives__id",
        )
    )  # fmt: skip
    read = list(rows)
    shared = Counter((row[0], row[4]) for row in read)  # creatives of one flight share its weight
    offers: dict[tuple[str, str, int, str], list[Offer]] = {}
    for slot, opening, band, shape, flight, weight, starts_at, ends_at, only_on, never_on, kind, advertiser, creative in read:
        offers.setdefault((slot, opening, band, shape), []).append(
            Offer(
                creative,
                advertiser,
                kind == Kind.HOUSE,
                weight / shared[slot, flight],
                starts_at,
                ends_at,
                frozenset(only_on),
                frozenset(never_on),
            )
        )
    return [Booked(*slot, tuple(its)) for slot, its in offers.items()]
