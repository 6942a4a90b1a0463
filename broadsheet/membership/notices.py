"""What providers tell us: taken in once, acted upon at once, and again later where that failed."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from broadsheet.membership.inbox import Told
from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.provider import PaymentProvider, provider
from broadsheet.membership.sync import sync

MOST_TRIES = 30
MOST_AT_ONCE = 20  # a turn of the clock must not hold up what is to be printed
KEPT = timedelta(days=90)  # Stripe tries for three days, and sends again by hand what is a month old
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
log = logging.getLogger("broadsheet.membership")


def take(taker: PaymentProvider, body: bytes, headers: Mapping[str, str]) -> bool:
    """One notice as it came: whether all of it is done. Raises NoticeRefused. Writes.

    A notice that was done before is done again by nobody; one that fails stays, is told as failed, and is tried again by both sides.
    """
    notice = taker.read_notice(body, headers)
    if not notice.about:
        return True
    told, _is_new = Told.objects.get_or_create(
        provider=taker.name, number=notice.number, defaults={"kind": notice.kind[:80], "about": notice.about}
    )
    return told.done_at is not None or act_upon(told)


def act_upon(told: Told) -> bool:
    """Asks the provider about what this notice is about. Writes; whether it went well."""
    try:
        sync(told.about)
    except Exception as trouble:
        log.exception("The notice %s about %s could not be acted upon; it is tried again.", told.number, told.about)
        Told.objects.filter(pk=told.pk).update(tries=F("tries") + 1, trouble=f"{type(trouble).__name__}: {trouble}"[:2_000])
        return False
    Told.objects.filter(pk=told.pk).update(tries=F("tries") + 1, trouble="", done_at=timezone.now())
    return True


def try_again() -> int:
    """Acts upon notices that failed, each after a longer wait. Returns how many were tried."""
    waiting = [told for told in Told.objects.filter(done_at=None, tries__lt=MOST_TRIES).order_by("id")[:200] if _is_due(told)]
    for told in waiting[:MOST_AT_ONCE]:
        act_upon(told)
    return len(waiting[:MOST_AT_ONCE])


def forget_what_is_done(now: datetime) -> None:
    """Deletes notices that were acted upon long ago: no provider tells one again after so long."""
    Told.objects.filter(done_at__lt=now - KEPT).delete()


def deliver_pretended() -> int:
    """Takes in what the stand-in has to tell, by the very way of real notices. Returns how many were taken."""
    waiting = pretend.waiting_notices() if settings.TEST_PAYMENTS else []
    taker, taken = provider() if waiting else None, 0
    if taker is None:
        return 0
    for number, body, signed in waiting:
        if take(taker, body, {"Stripe-Signature": signed}):
            pretend.delivered(number)
            taken += 1
    return taken


def _is_due(told: Told) -> bool:
    wait = min(FIRST_WAIT * 2 ** min(told.tries, 10), LONGEST_WAIT)
    return told.told_at + wait < timezone.now()
