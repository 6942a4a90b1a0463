"""A code that goes to an address by mail and comes back through the page: whoever types it in reads that address."""

import time

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.ratelimit import consume
from django.http import HttpRequest

GOOD_SECONDS = 3 * 60
MOST_TRIES = 3


def send(request: HttpRequest, purpose: str, address: str) -> bool:
    """Mails a code to this address and waits for it in this session; False when too many were asked for, by the limits of signing in.

    purpose    a word; a code that was asked for one purpose is good for no other
    """
    if not consume(request, action="request_login_code", key=address.lower()):
        return False
    code = get_adapter().generate_login_code()
    request.session[_key(purpose)] = {"address": address, "code": code, "at": time.time(), "tries": 0}
    get_adapter().send_mail("account/email/login_code", address, {"request": request, "code": code})
    return True


def waits_for(request: HttpRequest, purpose: str) -> str | None:
    """The address to which a code went that is still good."""
    waiting = request.session.get(_key(purpose))
    if waiting and time.time() - waiting["at"] <= GOOD_SECONDS:
        return waiting["address"]
    request.session.pop(_key(purpose), None)
    return None


def take(request: HttpRequest, purpose: str, code: str) -> str | None:
    """The address that is proved by this code, once; None for a wrong one. After three wrong ones it is good no more."""
    address = waits_for(request, purpose)
    if address is None:
        return None
    waiting = request.session.pop(_key(purpose))
    if compare_user_code(actual=code, expected=waiting["code"]):
        return address
    if waiting["tries"] + 1 < MOST_TRIES:
        request.session[_key(purpose)] = {**waiting, "tries": waiting["tries"] + 1}
    return None


def forget(request: HttpRequest, purpose: str) -> None:
    """No code is waited for any more."""
    request.session.pop(_key(purpose), None)


def _key(purpose: str) -> str:
    return f"code_to_{purpose}"
