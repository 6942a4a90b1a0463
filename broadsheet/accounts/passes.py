"""A reader's pass: signed at sign-in, renewed while the session lives, taken back at sign-out."""

import logging
import re
import time

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, close_old_connections
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from broadsheet.accounts import lasting
from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import benefits_of
from broadsheet.delivery import reader_pass
from broadsheet.delivery.reading import pass_keys

COOKIE_NAME = "bs_pass"
SESSION_IN_COOKIES = re.compile(rb"(?:^|;)[ \t]*" + re.escape(settings.SESSION_COOKIE_NAME.encode()) + rb"=([0-9a-z]{32})(?=[ \t]*(?:;|$))")

MOST_REMEMBERED = 10_000  # names of sessions, some 1 MB

_nobodys: set[bytes] = set()
logger = logging.getLogger(__name__)


def sign(account: Account) -> str:
    """A note good for seven days, with the benefits the account has now; possibly none."""
    key_id, key = next(iter(pass_keys().items()))
    until = int(time.time()) + reader_pass.PASS_LIFE_SECONDS
    return reader_pass.sign(key_id.decode(), key, benefits_of(account), until, account.pk, account.pass_generation)


def hand_out(response: HttpResponseBase, account: Account) -> str:
    """Put a fresh pass into the answer's cookies; returns its note."""
    note = sign(account)
    response.set_cookie(
        COOKIE_NAME, note, max_age=reader_pass.PASS_LIFE_SECONDS, secure=settings.PAPER.is_secure, httponly=True, samesite="Lax"
    )
    return note


def take_back(response: HttpResponseBase) -> None:
    """Have the browser forget its pass."""
    response.delete_cookie(COOKIE_NAME, samesite="Lax")


def renew(cookie_header: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
    """A new pass for whoever this raw Cookie header's session belongs to, or None where it belongs to nobody.

    Returns the note and the values of the Set-Cookie headers that hand it out; a reader's session goes on for another year from here.
    Reads the database, writes to the session's row; may be called from any thread.
    Raises nothing: a reader whose session can't be looked up reads as one without a pass, and it is logged.
    """
    close_old_connections()
    try:
        found = _whose(cookie_header)
        return _on_paper(*found) if found else None
    except DatabaseError:
        logger.exception("A pass could not be renewed; this reader goes on without one.")
        return None
    finally:
        close_old_connections()


def _whose(cookie_header: bytes) -> tuple[Account, SessionStore] | None:
    found = SESSION_IN_COOKIES.search(cookie_header)
    if not found or found[1] in _nobodys:
        return None
    session = SessionStore(found[1].decode())
    if SESSION_KEY not in session:
        _remember_as_nobodys(found[1])
        return None
    account = Account.objects.filter(pk=session[SESSION_KEY], is_active=True).first()
    # As Django does at each request: a changed password ends the sessions begun with the old one.
    begun_with = session.get(HASH_SESSION_KEY, "")
    return (account, session) if account and constant_time_compare(begun_with, account.get_session_auth_hash()) else None


def _remember_as_nobodys(session: bytes) -> None:
    """Asked once and not again with each page: signing in begins a session of a new name, so this one stays nobody's."""
    if len(_nobodys) >= MOST_REMEMBERED:
        _nobodys.clear()
    _nobodys.add(session)


def _on_paper(account: Account, session: SessionStore) -> tuple[bytes, tuple[bytes, ...]]:
    answer = HttpResponse()
    note = hand_out(answer, account)
    if lasting.is_readers(session):
        lasting.go_on(session)
        answer.set_cookie(
            settings.SESSION_COOKIE_NAME,
            str(session.session_key),
            max_age=lasting.READERS_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return note.encode(), tuple(cookie.OutputString().encode() for cookie in answer.cookies.values())
