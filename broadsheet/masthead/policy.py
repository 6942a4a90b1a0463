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
# Where a reader is sent on to pay: without their names a browser stops the answer to our own form.
PAYING_AT = "https://checkout.stripe.com https://billing.stripe.com"
PAYING_POLICY = PUBLIC_POLICY.replace("form-action 'self'", f"form-action 'self' {PAYING_AT}")
PAYING_ADDRESSES = ("/support/", "/account/", "/gift/")
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
        response.headers.setdefault("Content-Security-Policy", policy_of(request.path))
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


def policy_of(path: str) -> str:
    """The content security policy of the page at this path."""
    if path.startswith("/newsroom/"):
        return NEWSROOM_POLICY
    return PAYING_POLICY if settings.STRIPE_SECRET_KEY and path.startswith(PAYING_ADDRESSES) else PUBLIC_POLICY


def came_from_our_own_page(request: HttpRequest) -> bool:
    """Whether a page of this paper sent the request: for what may be posted without a form's token (contract, “Who may post”)."""
    told = request.headers.get("Sec-Fetch-Site")
    return told == "same-origin" if told is not None else request.headers.get("Origin") == settings.PAPER.address


def speak_the_papers_language(get_response: Answer) -> Answer:
    """Middleware: readers' pages are in the paper's language, whatever a browser asks for; the newsroom asks its own settings."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            return get_response(request)

    return answer
