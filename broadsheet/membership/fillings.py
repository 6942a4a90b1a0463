"""What membership puts into others' pages: the way to become a partner, for whoever is none."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.delivery.reader_pass import letters
from broadsheet.masthead import openings
from broadsheet.masthead.openings import Filling, Place
from broadsheet.membership.offer import OFFER_THING, Offer, offers, price_words

ALL_BENEFITS = "apme"
NOT_FROM = ("/support/", "/account/")


def register() -> None:
    """Called once, when the rooms are made ready."""
    openings.register("tools-account", in_the_head)
    openings.register("invitation", on_a_closed_page)


def in_the_head(place: Place) -> Filling | None:
    """“Become a partner” at the head of every page; on a partner's it is left out. At most two queries."""
    offer = _offer(place)
    if offer is None:
        return Filling(SafeString(""), frozenset({OFFER_THING}))
    html = SafeString("")
    if not place.benefits and not str(place.told.get("path", "")).startswith(NOT_FROM):
        html = format_html('<li><a class="button button--small" href="{}">{}</a></li>\n', _link(place, ""), _("Become a partner"))
    return Filling(html, frozenset({OFFER_THING}), ALL_BENEFITS)


def on_a_closed_page(place: Place) -> Filling | None:
    """On an article or a magazine that this reader may not read: what it costs to."""
    offer = next((offer for offer in _offers(place) if str(place.told.get("requires", "")) in _gives(offer)), None)
    if offer is None:
        return Filling(SafeString(""), frozenset({OFFER_THING}))
    price = offer.first
    said = price_words(price.interval, price.price.amount.said(settings.LANGUAGE_CODE))
    words = _("Become our partner: %(price)s") % {"price": said}
    thing = str(place.told.get("article") or place.told.get("issue") or "")
    return Filling(format_html('<a class="button" href="{}">{}</a>\n', _link(place, thing), words), frozenset({OFFER_THING}))


def _gives(offer: Offer) -> str:
    return letters(offer.plan.benefit_bits)


def _link(place: Place, thing: str) -> str:
    """The support page, that will lead back to this one."""
    path = str(place.told.get("path", ""))
    told = {"from": thing, "next": "" if place.is_preview else path}
    query = urlencode({name: value for name, value in told.items() if value}, safe="/")
    return f"{reverse('support')}?{query}" if query else reverse("support")


def _offer(place: Place) -> Offer | None:
    return next(iter(_offers(place)), None)


def _offers(place: Place) -> list[Offer]:
    """Read once for a page."""
    found: list[Offer] = place.notes.setdefault("offers", None) or offers()
    place.notes["offers"] = found
    return found
