"""The pages that say that something is off, in the paper's face."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "masthead/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500; its template asks for nothing that may be what broke."""
    return render(request, "masthead/500.html", status=500)
