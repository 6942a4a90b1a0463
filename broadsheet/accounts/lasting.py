"""How long one stays signed in: a reader for a year from the last visit, a colleague for two weeks; and how that ends everywhere at once."""

from datetime import timedelta
from typing import cast

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import standing_changed

READERS_SECONDS = 365 * 86_400
COLLEAGUES_SECONDS = 14 * 86_400
_NAMED_IN_RECORDS = ("email", "username")


def begin(request: HttpRequest) -> None:
    """Somebody has signed in: for how long. What allauth notes of it keeps no address, which would lie in the session for as long."""
    account = cast(Account, request.user)
    request.session.set_expiry(COLLEAGUES_SECONDS if account.works_here else READERS_SECONDS)
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {name: value for name, value in record.items() if name not in _NAMED_IN_RECORDS} for record in records
    ]


def hold_to_colleagues(request: HttpRequest) -> None:
    """A session that was begun as a reader's ends as a colleague's once it is used in the newsroom."""
    if request.session.get_expiry_age() > COLLEAGUES_SECONDS:
        request.session.set_expiry(COLLEAGUES_SECONDS)


def is_readers(session: SessionStore) -> bool:
    """Whether it lasts from visit to visit."""
    return session.get("_session_expiry") == READERS_SECONDS


def go_on(session: SessionStore) -> None:
    """A reader came back: a year from now. Writes the one field, so that nothing is lost of what the session learns meanwhile."""
    Session.objects.filter(session_key=session.session_key).update(expire_date=timezone.now() + timedelta(seconds=READERS_SECONDS))


@transaction.atomic
def end_everywhere(account: Account) -> None:
    """Every session and every pass of this account ends, on every device, this one too. Writes."""
    Account.objects.filter(pk=account.pk).update(session_generation=F("session_generation") + 1)
    account.refresh_from_db(fields=["session_generation"])
    standing_changed(account)
