"""The course of a membership: what may follow what, and until when it gives its benefits. Plain Python over plain words."""

from datetime import UTC, datetime, timedelta

JOINING, ACTIVE, PAST_DUE, PAUSED, LEAVING = "joining", "active", "past_due", "paused", "leaving"
LAPSED, REFUNDED = "lapsed", "refunded"
ENDED = frozenset({LAPSED, REFUNDED})
GRACE = timedelta(days=7)  # a card that failed is tried again for so long before the benefits end
NEVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

# verb: what it may follow, and what follows it
VERBS: dict[str, dict[str, str]] = {
    "join": {JOINING: ACTIVE},
    "renew": {ACTIVE: ACTIVE, PAST_DUE: ACTIVE, PAUSED: ACTIVE, LEAVING: ACTIVE},
    "fall_behind": {ACTIVE: PAST_DUE, PAST_DUE: PAST_DUE},
    "pause": {ACTIVE: PAUSED, PAUSED: PAUSED},
    "resume": {PAUSED: ACTIVE},
    "change_amount": {ACTIVE: ACTIVE, PAST_DUE: PAST_DUE, PAUSED: PAUSED},
    "extend": {ACTIVE: ACTIVE, PAST_DUE: PAST_DUE, PAUSED: PAUSED, LEAVING: LEAVING},
    "leave": {JOINING: LAPSED, ACTIVE: LEAVING, PAUSED: LEAVING, PAST_DUE: LAPSED},
    "come_back": {LEAVING: ACTIVE},
    "lapse": {JOINING: LAPSED, ACTIVE: LAPSED, PAST_DUE: LAPSED, PAUSED: LAPSED, LEAVING: LAPSED},
    "refund": {ACTIVE: REFUNDED, PAST_DUE: REFUNDED, PAUSED: REFUNDED, LEAVING: REFUNDED},
}


def after(verb: str, state: str) -> str | None:
    """The state that follows this verb; None when the verb can't follow this state."""
    return VERBS[verb].get(state)


def heard(state: str, said: str, *, renews: bool) -> str:
    """The state after a provider said how it stands: what has ended stays ended, nobody who joined is joining again, and
    whoever leaves where nothing renews leaves, though the provider knows of one payment only."""
    if state in ENDED or said == JOINING or (state == LEAVING and said == ACTIVE and not renews):
        return state
    return said


def benefits_end(state: str, paid_until: datetime | None, extended_until: datetime | None, *, renews: bool) -> datetime:
    """When the benefits end, or ended: NEVER where none are given.

    paid_until      None is without end: given by the paper, not sold
    renews          whether the provider takes the next payment by itself; it may take some hours over it
    """
    if state in ENDED or state == JOINING:
        return NEVER
    paid = FOREVER if paid_until is None else paid_until
    if paid != FOREVER and (state == PAST_DUE or (state == ACTIVE and renews)):
        paid += GRACE
    return max(paid, extended_until or NEVER)
