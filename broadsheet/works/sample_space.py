"""The advertisements of a sample paper: who took space, from when to when, where, and what readers see."""

from typing import Any

from broadsheet.advertising.campaign import Advertiser, Campaign, Kind
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.slot import Shape, Slot
from broadsheet.news.section import Section
from broadsheet.works.sample import Sample

SHAPES = {"300x250": Shape.TEXT, "728x90": Shape.BOARD, "300x600": Shape.TALL}


def sell_space(sample: Sample) -> None:
    """Books what the sample's advertisements.yaml says. Writes."""
    sections = {section.name: section.thing for section in Section.objects.all()}
    slots = {slot.name: slot for slot in Slot.objects.all()}
    for row in sample.rows("advertisements"):
        advertiser, _is_new = Advertiser.objects.get_or_create(name=row["advertiser"])
        flight = Flight.objects.create(
            campaign=Campaign.objects.create(advertiser=advertiser, name=row["name"], kind=Kind(row["kind"])),
            starts_at=sample.calendar.moment(row["from"], "00:00"),
            ends_at=sample.calendar.moment(row["until"], "00:00") if "until" in row else None,
            weight=row["weight"],
            only_on=[sections[name] for name in row.get("sections", ())],
            never_on=[sections[name] for name in row.get("not_in", ())],
        )
        flight.slots.set([slots[name] for name in row.get("slots", slots)])
        flight.save()
        Creative.objects.bulk_create(_creatives(flight, row))


def _creatives(flight: Flight, row: dict[str, Any]) -> list[Creative]:
    return [Creative(flight=flight, shape=shape, link=row["link"], tone=row["tone"], **row[size]) for size, shape in SHAPES.items()]
