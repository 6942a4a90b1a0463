"""The pages that say that something is off, in the paper's face."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "masthead/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database does not answer; the templates ask for nothing that may be what broke. Called while the error is being met."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return render(request, "masthead/500.html", status=500)
    response = render(request, "masthead/503.html", status=503)
    response.headers["Retry-After"] = "30"  # seconds
    return response
