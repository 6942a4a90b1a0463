"""Which benefits an account has now. The rooms that give benefits register their answer here; everyone else asks here."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from broadsheet.accounts.account import Account
from broadsheet.delivery import outbox

Answer = Callable[[Account], int]
_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """Ask this function from now on: it tells the benefits an account has from its room, as bits. Called in `apps.ready()`."""
    if answer not in _answers:
        _answers.append(answer)


def benefits_of(account: Account) -> int:
    """The benefits an account has now, as bits of `delivery.reader_pass`; none for an account that may not sign in."""
    benefits = 0
    for answer in _answers if account.is_active else ():
        benefits |= answer(account)
    return benefits


def standing_changed(account: Account) -> None:
    """End every pass this account holds, on all its devices. Writes; call it in the transaction of whatever changed."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(pass_generation=F("pass_generation") + 1)
        account.refresh_from_db(fields=["pass_generation"])
        outbox.standing_changed(account.pk, account.pass_generation)
