"""What every answer says to browsers about itself: which sources may run, what may be sent on, which language it is in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
# Wagtail's screens carry inline scripts and styles of their own, and show a page's preview in a frame.
NEWSROOM_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'self'; object-src 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), browsing-topics=(), interest-cohort=()"
TWO_YEARS_SECONDS = 63_072_000


def add_policy_headers(get_response: Answer) -> Answer:
    """Middleware: the headers of contract.md that are the same for every page of a kind."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        in_newsroom = request.path.startswith("/newsroom/")
        response.headers.setdefault("Content-Security-Policy", NEWSROOM_POLICY if in_newsroom else PUBLIC_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.headers["Cache-Control"].startswith("public"):
            response.headers.pop("Vary", None)  # a picture is the same for everyone, whatever a middleware looked at
        if settings.PAPER.is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS_SECONDS}; includeSubDomains")
        return response

    return answer


def speak_the_papers_language(get_response: Answer) -> Answer:
    """Middleware: readers' pages are in the paper's language, whatever a browser asks for; the newsroom asks its own settings."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            return get_response(request)

    return answer
