"""The register Django reads: what this room keeps in the database."""

from broadsheet.advertising.campaign import Advertiser, Campaign
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.seller import Seller
from broadsheet.advertising.slot import Slot
from broadsheet.advertising.tally import Tally, Told

__all__ = ["Advertiser", "Campaign", "Creative", "Flight", "Seller", "Slot", "Tally", "Told"]
