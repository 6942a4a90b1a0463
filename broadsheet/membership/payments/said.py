"""What a provider of payments says, as plain values: the words that every provider is translated into."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from broadsheet.membership.money import Money


class NotPossible(Exception):
    """What was asked can't be done as things stand; the text says why, and what can be done instead."""


class OrderIsOver(NotPossible):
    """This order was paid or its time is over: whoever wants to pay needs a new one."""


class ProviderTrouble(Exception):
    """The provider did not answer, or not as agreed: nothing was decided, and asking again later is right."""


class NoticeRefused(Exception):
    """A notice that does not come from the provider, or is not for this paper's mode; nothing of it is believed."""


@dataclass(frozen=True, slots=True)
class Notice:
    """That something changed. `about` is the provider's number of it, empty where it is nothing to us."""

    number: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that came or went back, under the provider's own number: one line of the ledger."""

    ref: str
    kind: str  # payment, refund, dispute
    amount: Money  # below zero when it went back
    at: datetime
    covers_until: datetime | None = None
    of: str = ""  # the payment that went back


@dataclass(frozen=True, slots=True)
class Said:
    """How a thing stands at the provider, at this moment.

    ref          the provider's number of the membership, or of the one payment
    state        a word of `course`; of an order that is not paid yet: open, expired
    leads_to     of a finished checkout: the number of what came of it; ask about that
    order        our order's number, where the thing names one
    """

    ref: str
    state: str
    order: UUID | None = None
    leads_to: str = ""
    amount: Money | None = None
    interval: str = ""
    began_at: datetime | None = None
    left_at: datetime | None = None
    paused_until: datetime | None = None
    moves: tuple[Moved, ...] = ()
