"""What follows when something is booked, changed or ended: which pages are printed again. Called in the change's own transaction.

A change of words or of a picture concerns the pages that show the creative; a change of what may stand in a slot concerns every page
that has an opening with such a slot, for each draws its lot anew. What begins and ends by the clock needs no call: pages know it."""

import time
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from broadsheet.advertising import seller
from broadsheet.advertising.creative import PICTURES, Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.slot import Slot
from broadsheet.delivery import outbox

SETTLED_SECONDS = 600  # a younger picture may belong to a creative that somebody is saving


@transaction.atomic
def flight_changed(flight: Flight, now: datetime, slots_before: Iterable[Slot] = ()) -> None:
    """A flight is new, or its dates, weight, places or creatives were changed; with the slots that it stood in before.

    One that was ended is off every page when this is committed."""
    creatives = [creative.thing for creative in flight.creatives.all()]
    if not flight.runs_at(now):
        outbox.withdrawn(*creatives)
    outbox.changed(*_slots([*slots_before, *flight.slots.all()]), *creatives)
    transaction.on_commit(remove_unused_pictures)


@transaction.atomic
def flight_ended(flight: Flight) -> None:
    """A flight is about to be deleted: its creatives are off every page when that is committed."""
    outbox.withdrawn(*(creative.thing for creative in flight.creatives.all()))
    outbox.changed(*_slots(flight.slots.all()))
    transaction.on_commit(remove_unused_pictures)


@transaction.atomic
def slot_changed(slot: Slot, opening_before: str = "") -> None:
    """A slot is new, was moved, opened or closed, or is about to be deleted."""
    outbox.changed(slot.thing, *([f"slots-{opening_before}"] if opening_before else []))


@transaction.atomic
def orders_changed(advertiser: object) -> None:
    """An advertiser's campaigns were changed: what is the paper's own may be sold space now, or the other way."""
    flights = Flight.objects.filter(campaign__advertiser=advertiser).prefetch_related("slots")
    creatives = Creative.objects.filter(flight__campaign__advertiser=advertiser)
    outbox.changed(*_slots(slot for flight in flights for slot in flight.slots.all()), *(creative.thing for creative in creatives))


def sellers_changed() -> None:
    """Who else may sell the paper's space was changed."""
    outbox.changed(seller.THING)


def remove_unused_pictures() -> None:
    """Deletes the pictures that no creative shows any more."""
    used = set(Creative.objects.exclude(picture="").values_list("picture", flat=True))
    folder = settings.PAPER.media_folder / PICTURES
    for file in folder.glob("*.webp"):
        is_settled = time.time() - file.stat().st_mtime > SETTLED_SECONDS
        if is_settled and f"{PICTURES}/{file.name}" not in used:
            file.unlink(missing_ok=True)


def _slots(slots: Iterable[Slot]) -> list[str]:
    return sorted({slot.thing for slot in slots})
