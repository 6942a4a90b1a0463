"""What happens to memberships because time passes: benefits end, notices are tried again, everything is looked over once a night."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from broadsheet.accounts.standing import standing_changed
from broadsheet.membership import mails, notices, reminders, transfers
from broadsheet.membership.ledger import newest_payment
from broadsheet.membership.membership import Membership
from broadsheet.membership.payments import pretend_clock
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.reconcile import look_over_everything

NIGHTLY_HOUR = 3  # by the paper's own clock
TWO_DAYS_SECONDS = 172_800
MOST_AT_ONCE = 20
log = logging.getLogger("broadsheet.membership")


def tick() -> None:
    """One turn, each minute. Each step is repeatable; on several machines it is done once, or twice with the same end."""
    for step in (_end_what_is_over, _let_test_time_pass, notices.try_again, _remind_of_transfers, mails.try_again, _nightly):
        try:
            step()
        except DatabaseError:
            raise  # the jobs child mends its connection
        except Exception:
            log.exception("A step of the memberships' clock failed (%s) and is tried again; the others go on.", step.__name__)


def end_what_is_over(now: datetime) -> list[Membership]:
    """Ends the passes of those whose benefits ended by the clock alone, and lapses what will not be paid again. Returns them."""
    over = list(
        Membership.objects.filter(gives=True).exclude(pk__in=Membership.objects.giving(now)).select_related("account")[:MOST_AT_ONCE]
    )
    return [membership for membership in over if _ended(membership, now)]


def _ended(membership: Membership, now: datetime) -> bool:
    """Whether its benefits are over. One by card is asked about first: a payment may have come that nobody told."""
    if membership.is_test and settings.TAKES_REAL_MONEY:  # played before the paper went live: nobody there knows it now
        _take_back(membership)
        return True
    try:
        if membership.is_by_card:
            membership.catch_up()
    except (ProviderTrouble, NotPossible):
        log.exception("%s could not be asked about at the end of its benefits; they end.", membership.ref)
    if membership.gives_until > now:
        return False
    newest = newest_payment(membership)
    is_disputed = newest is not None and newest.covers_until is not None and newest.covers_until > now
    if membership.is_live and not membership.renews and not is_disputed:
        membership.lapse()
    _take_back(membership)
    return True


@transaction.atomic
def _take_back(membership: Membership) -> None:
    if Membership.objects.filter(pk=membership.pk, gives=True).update(gives=False):
        standing_changed(membership.account)


def _end_what_is_over() -> None:
    end_what_is_over(timezone.now())


def _let_test_time_pass() -> None:
    if settings.TEST_PAYMENTS and Pretended.objects.filter(kind="clock").exists():
        pretend_clock.advance(0)
        notices.deliver_pretended()


def _remind_of_transfers() -> None:
    transfers.remind(timezone.now())


def _nightly() -> None:
    """Once a day, after the hour: a paper that was not served then makes up for it."""
    now = timezone.localtime()
    if now.hour >= NIGHTLY_HOUR and cache.add(f"membership-looked-over-{now:%Y-%m-%d}", value=True, timeout=TWO_DAYS_SECONDS):
        look_over_everything.enqueue()
        reminders.remind.enqueue()
        notices.forget_what_is_done(timezone.now())
