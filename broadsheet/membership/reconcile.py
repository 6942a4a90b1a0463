"""Everything that is not over, asked about anew: each night, and whenever somebody wants to be sure."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import CARDS, provider
from broadsheet.membership.sync import sync

AT_ONCE = 10  # a task holds the jobs child no longer than asking about these takes
LOOKS_BACK = timedelta(days=35)
log = logging.getLogger("broadsheet.membership")


@dataclass
class LookedOver:
    """What came of it: how many were asked about, what could not be, and what the provider knows and we do not."""

    asked: int = 0
    troubles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def reconcile(since: datetime | None = None) -> LookedOver:
    """Asks about every live membership, every open order, and all that the provider made or gave back since then. Writes what it hears."""
    done = LookedOver()
    _ask(refs_to_look_over(since), done)
    done.unknown = unknown_refs(since)
    return done


@task()
def look_over_everything() -> None:
    """The night's round, in pieces: between two of them the paper is printed."""
    refs = refs_to_look_over(None)
    for start in range(0, len(refs), AT_ONCE):
        look_over.enqueue(refs[start : start + AT_ONCE])


@task()
def look_over(refs: list[str]) -> None:
    """Asks about these."""
    done = LookedOver()
    _ask(refs, done)
    for trouble in done.troubles:
        log.error("%s", trouble)


def refs_to_look_over(since: datetime | None) -> list[str]:
    """The provider's numbers of all that may have changed without our hearing of it; each once."""
    taker = None if _is_idle() else provider()
    if taker is None:
        return []
    live = Membership.objects.live().filter(provider=taker.name, is_test=taker.is_test).values_list("ref", flat=True)
    waiting = (
        Order.objects.filter(provider=taker.name, is_test=taker.is_test, state=Order.State.OPEN)
        .exclude(provider_ref="")
        .values_list("provider_ref", flat=True)
    )
    return list(dict.fromkeys([*waiting, *live, *taker.known_refs(since or timezone.now() - LOOKS_BACK)]))


def unknown_refs(since: datetime | None = None) -> list[str]:
    """What the provider made for this paper and we know nothing of: somebody paid, and has nothing for it."""
    taker = provider()
    if taker is None:
        return []
    refs = [ref for ref in taker.known_refs(since or timezone.now() - LOOKS_BACK) if ref.startswith(("sub_", "pi_"))]
    known = {*Membership.objects.filter(provider__in=CARDS, ref__in=refs).values_list("ref", flat=True)}
    known |= {*Payment.objects.filter(provider__in=CARDS, ref__in=refs).values_list("ref", flat=True)}
    return [ref for ref in refs if ref not in known]


def _ask(refs: Iterable[str], done: LookedOver) -> None:
    for ref in refs:
        done.asked += 1
        try:
            sync(ref)
        except Exception as trouble:
            log.exception("%s could not be looked over.", ref)
            done.troubles.append(f"{ref} could not be looked over: {trouble}")


def _is_idle() -> bool:
    """A demo at which nobody has played: its jobs child need not load the SDK."""
    return not settings.STRIPE_SECRET_KEY and not Order.objects.exclude(provider_ref="").exists()
