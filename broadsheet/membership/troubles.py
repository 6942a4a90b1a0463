"""What is wrong with the money: each thing in a sentence that names it and says what to do. `broadsheet check` asks."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from broadsheet.membership import ledger_guard
from broadsheet.membership.inbox import Told
from broadsheet.membership.membership import Membership
from broadsheet.membership.payments.said import ProviderTrouble
from broadsheet.membership.reconcile import unknown_refs

LATE_AFTER = timedelta(hours=1)


def troubles() -> Iterator[str]:
    """All of it, the gravest first. Asks the provider, where one is set up."""
    if not ledger_guard.is_laid(connection):
        yield "The ledger is not guarded: its triggers are gone from the database. Lay them: broadsheet manage guard_ledger"
    yield from _at_the_provider()
    undone = Told.objects.filter(done_at=None, told_at__lt=timezone.now() - LATE_AFTER)
    if late := undone.count():
        yield f"{late} notices of the payment provider could not be acted upon, the last for: {undone[0].trouble[:200]}. They are tried again; see the log."
    played = Membership.objects.live().filter(is_test=True).count()
    if played and settings.TAKES_REAL_MONEY:
        yield f"{played} memberships were made by test payments. They give nothing on a paper that takes real money; end them at the support desk."


def _at_the_provider() -> Iterator[str]:
    try:
        unknown = unknown_refs()
    except ProviderTrouble as trouble:
        yield f"The payment provider could not be asked: {trouble}"
        return
    for ref in unknown:
        yield f"The payment provider knows {ref}, and this paper does not: somebody paid and has nothing. Refund it there, or give a membership at the support desk."
