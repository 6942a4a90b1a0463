"""What advertising puts into the openings of a page: a slot with a creative in it, or nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from broadsheet.advertising.booking import Booked, booked
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.decision import Spot, choose
from broadsheet.advertising.slot import Opening, Shape, thing_of
from broadsheet.advertising.spacing import gap_of, has_room_beside
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.masthead import openings, quiet
from broadsheet.masthead.openings import Filling, Place
from broadsheet.masthead.quiet import Look

ARTICLE = (Opening.BESIDE, Opening.GAP, Opening.AFTER_BODY)
FRONT = (Opening.FRONT_TOP, Opening.FRONT_BAND)
SECTION = (Opening.SECTION_TOP,)
_NEVER_TOGETHER = {Shape.TEXT.value: Shape.TALL.value, Shape.TALL.value: Shape.TEXT.value}
_OF_A_PAGE = {opening.value: page for page in (ARTICLE, FRONT, SECTION) for opening in page}


class Space(NamedTuple):
    """What fillings of one page share: the moment, what is booked for any opening of it, who stands on it already, what is quiet."""

    now: datetime
    booked: list[Booked]
    advertisers_there: dict[str, set[int]]  # by the shape of the slot they stand in
    looks: dict[frozenset[str], Look]


def register() -> None:
    """Every opening in which a slot may stand is filled from here."""
    for opening in Opening:
        openings.register(opening.value, fill)


def fill(place: Place) -> Filling | None:
    """The slots of this opening on this page.

    Whether a benefit changes the page must not depend on the benefits it is printed for: what is booked for any opening of it decides."""
    if place.name == Opening.GAP and place.told["number"] != gap_of(_kinds(place)):
        return None
    space = _space(place)
    things = _things(place)
    look = _look(space, things)
    shows = frozenset(map(thing_of, _OF_A_PAGE[place.name])) | quiet.shown(things)
    if look.reason or place.told.get("is_sensitive"):
        return Filling(SafeString(""), shows, until=look.until)
    benefits = "a" if space.booked else ""
    is_free_of_it = bool(place.benefits & Benefit.AD_FREE) or place.told.get("may_read") is False or not _has_room(place)
    set_slots = [] if is_free_of_it else [_set(place, slot, space, things) for slot in _slots_of(place, space)]
    return Filling(
        SafeString("".join(html for html, _creative, _until in set_slots)),
        shows | {creative for _html, creative, _until in set_slots if creative},
        benefits,
        min((moment for moment in (look.until, *(until for _html, _creative, until in set_slots)) if moment), default=None),
    )


def set_creative(creative: Creative) -> str:
    """The inside of a slot: its label, and the creative."""
    return render_to_string("advertising/creative.html", {"creative": creative})


def read_creatives(keys: Iterable[int]) -> dict[int, Creative]:
    """Creatives by their keys, with all that is set of them. One question."""
    return Creative.objects.select_related("flight__campaign").in_bulk(list(keys))


def _set(place: Place, slot: Booked, space: Space, things: frozenset[str]) -> tuple[str, str, datetime | None]:
    """One slot: its markup, the name of the creative in it, and until when that holds."""
    spot = Spot(_page(place), slot.slot, things, advertisers_there=_advertisers_beside(slot, space))
    choice = choose(spot, slot.offers, space.now)
    if choice.creative is None:
        return "", "", choice.until
    creative = read_creatives([choice.creative])[choice.creative]
    drawn = next(offer.advertiser for offer in slot.offers if offer.creative == choice.creative)
    space.advertisers_there.setdefault(slot.shape, set()).add(drawn)
    html = render_to_string(
        "advertising/slot.html",
        {
            "slot": slot, "creative": creative, "where": _where(place.name), "may_stand": choice.may_stand,
            "counts": not place.is_preview and place.notes.setdefault("counts in", slot.slot) == slot.slot,
        },
    )  # fmt: skip
    return html, creative.thing, choice.until


def _advertisers_beside(slot: Booked, space: Space) -> frozenset[int]:
    """Who can be seen on the page together with this slot: a square and a tall one never can."""
    never_with = _NEVER_TOGETHER.get(slot.shape)
    return frozenset().union(*(there for shape, there in space.advertisers_there.items() if shape != never_with))


def _space(place: Place) -> Space:
    """Read at the first of a page's openings, and noted for the others."""
    if "advertising" not in place.notes:
        now = timezone.now()
        place.notes["advertising"] = Space(now, booked(_OF_A_PAGE[place.name], now), {}, {})
    space: Space = place.notes["advertising"]
    return space


def _look(space: Space, things: frozenset[str]) -> Look:
    if things not in space.looks:
        space.looks[things] = quiet.look(things, space.now)
    return space.looks[things]


def _slots_of(place: Place, space: Space) -> list[Booked]:
    band = place.told.get("number") if place.name == Opening.FRONT_BAND else None
    return [slot for slot in space.booked if slot.opening == place.name and (band is None or slot.band == band)]


def _things(place: Place) -> frozenset[str]:
    """What the place belongs to: the article and its section; a section; the front, and under a band the section of it."""
    told = [str(place.told[name]) for name in ("article", "section") if place.told.get(name)]
    return frozenset([*told, "front"] if place.name in FRONT else told)


def _page(place: Place) -> str:
    """What draws the lot: the page, and on the front the band."""
    if place.name in FRONT:
        return f"front {place.told.get('number', 0)}"
    return str(place.told.get("article") or place.told["section"])


def _has_room(place: Place) -> bool:
    return place.name != Opening.BESIDE or has_room_beside(_kinds(place))


def _kinds(place: Place) -> Any:
    return place.told.get("kinds") or ()


def _where(opening: str) -> str:
    """The name of the slot for who hears the page: each of a page another."""
    return {
        Opening.FRONT_BAND.value: pgettext("what a screen reader calls a slot", "Advertisement, between the sections"),
        Opening.BESIDE.value: pgettext("what a screen reader calls a slot", "Advertisement, beside the article"),
        Opening.GAP.value: pgettext("what a screen reader calls a slot", "Advertisement, in the article"),
        Opening.AFTER_BODY.value: pgettext("what a screen reader calls a slot", "Advertisement, after the article"),
    }.get(opening) or gettext("Advertisement")
