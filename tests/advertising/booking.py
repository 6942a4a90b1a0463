"""Space as the tests book it, by advertisers of the Gazette; and a page as the press would print it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from broadsheet.advertising.campaign import Advertiser, Campaign, Kind
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.slot import Shape, Slot
from broadsheet.delivery.press import VARIANT_KEY
from broadsheet.delivery.variant import Variant
from broadsheet.news.article import Article
from tests.news.making import an_article

OPEN, FREE_OF_IT = Variant(), Variant(1)
SIX_PARAGRAPHS = [("paragraph", "".join(f"<p>Paragraph {number}.</p>" for number in range(1, 10)))]


def a_flight(
    who: str = "Petrie Lamps", *, kind: Kind = Kind.DIRECT, slots: tuple[str, ...] = (), starts_at: datetime | None = None, **told: Any
) -> Flight:
    """A flight with a creative of each shape, in all slots or in these; it runs since an hour ago."""
    advertiser = Advertiser.objects.get_or_create(name=who)[0]
    campaign = Campaign.objects.create(advertiser=advertiser, name=f"{who}, all on", kind=kind)
    flight = Flight.objects.create(campaign=campaign, starts_at=starts_at or timezone.now() - timedelta(hours=1), **told)
    flight.slots.set(Slot.objects.filter(name__in=slots) if slots else Slot.objects.all())
    flight.save()
    for shape in Shape:
        Creative.objects.create(flight=flight, shape=shape, link="https://petrie-lamps.example/", headline=who, line="We're still here.")
    return flight


def a_long_article(headline: str = "The tide turns", **told: Any) -> Article:
    """An article with nine paragraphs: long enough for a slot in its text and one beside it."""
    return an_article(headline, body=SIX_PARAGRAPHS, **told)


def printed(path: str, variant: Variant = OPEN) -> HttpResponse:
    """A page as it is printed for this variant. What it says of itself for the shelf is at `.keeping`."""
    return Client().get(path, **{VARIANT_KEY: variant})
