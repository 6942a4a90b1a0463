"""Whether whoever is signed in has proved lately that it is them: asked before what can't be taken back."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.accounts.account import Account

LASTS_SECONDS = 10 * 60

View = Callable[..., HttpResponseBase]


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session's holder signed in, or proved it once more, within the last ten minutes; by whichever way."""
    records = get_authentication_records(request, cast(Account, request.user))
    return bool(records) and time.time() - records[-1]["at"] < LASTS_SECONDS


def proved(request: HttpRequest, by: str) -> None:
    """Notes in the session that its holder has proved it just now, by "password", "code" or "passkey"."""
    record_authentication(request, cast(Account, request.user), method=by, reauthenticated=True)


def asked_first(view: View) -> View:
    """A view that a session alone does not open: readers stay signed in for a year, and somebody else may sit at their device."""

    @wraps(view)
    def guarded(request: HttpRequest, *told: Any, **named: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *told, **named)
        return redirect(f"{reverse('account-prove')}?{urlencode({'next': request.path})}")

    return login_required(guarded)
