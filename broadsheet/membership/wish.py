"""What a reader wants to pay, kept in the session from the form until the order: a reader who has to sign in first types nothing twice."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from broadsheet.accounts.sign_in import local_path
from broadsheet.membership.money import Money
from broadsheet.membership.offer import Offer, offers
from broadsheet.membership.order import Order

CARD, TRANSFER = "card", "transfer"
THING = re.compile(r"[a-z]+-\d{1,18}")
_KEY = "wish"


@dataclass(frozen=True)
class Wish:
    """One wish. Plain values only: it lies in a session."""

    plan: str
    interval: str
    minor: int
    currency: str
    kind: str = Order.Kind.JOIN.value
    months: int | None = None
    way: str = CARD
    knows_until: str = ""  # the reader was told that what they have lasts until then
    friend: str = ""
    message: str = ""
    return_to: str = "/"
    brought_by: str = ""

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def is_gift(self) -> bool:
        return self.kind == Order.Kind.GIFT.value

    def offered(self) -> Offer | None:
        """The offer it is about, if that still holds: a price may have changed since."""
        offer = next((offer for offer in offers() if offer.plan.slug == self.plan), None)
        return offer if offer and self._holds(offer) else None

    def keep(self, session: SessionBase) -> None:
        """Until it is paid, or another takes its place."""
        session[_KEY] = asdict(self)

    def _holds(self, offer: Offer) -> bool:
        if self.is_gift:
            return any(choice.amount == self.amount and choice.months == self.months for choice in offer.gifts)
        way = offer.way(self.interval)
        return way is not None and way.takes(self.amount) and way.months(self.amount) == self.months


def kept_wish(session: SessionBase) -> Wish | None:
    """The wish of this browser, if there is one."""
    told: dict[str, Any] | None = session.get(_KEY)
    return Wish(**told) if told else None


def forget_wish(session: SessionBase) -> None:
    """It was paid for."""
    session.pop(_KEY, None)


def where_from(told: Any) -> dict[str, str]:
    """Where a reader was, and which thing brought them, as a link or a form tells: `next` is a local path, `from` a thing's name."""
    path, thing = local_path(told.get("next"))[:500], told.get("from", "")
    return {
        "return_to": path if not path.startswith(("/support/", "/account/")) else "/",
        "brought_by": thing if THING.fullmatch(thing) else "",
    }
