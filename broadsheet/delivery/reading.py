"""Who is reading, as far as Django may know: the benefits of the variant being printed, or of the pass on a page that is not kept."""

import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from broadsheet.delivery import machine
from broadsheet.delivery.press import VARIANT_KEY
from broadsheet.delivery.reader_pass import PassReader
from broadsheet.delivery.variant import Variant


def read_benefits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.benefits`, bits of a pass."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.benefits = benefits_of(request)
        return get_response(request)

    return answer


def begin_unread(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the last of all: from here on a page that is printed may not look at the session; what Django's own
    middlewares looked up before (a form token that nobody has) doesn't count."""

    def answer(request: HttpRequest) -> HttpResponse:
        if VARIANT_KEY in request.environ:
            request.session.accessed = False
        return get_response(request)

    return answer


def benefits_of(request: HttpRequest) -> int:
    """The benefits this request is answered with; 0 where there is no pass that counts."""
    variant: Variant | None = request.environ.get(VARIANT_KEY) if hasattr(request, "environ") else None
    if variant is not None:
        return variant.benefits
    note = request.COOKIES.get("bs_pass", "")
    if not note:
        return 0
    held = pass_reader().read(note.encode("latin-1", "replace"), time.time(), machine.shelf().standing)
    return held.benefits if held else 0


@cache
def pass_reader() -> PassReader:
    """Reads this paper's passes."""
    return PassReader(pass_keys())


def pass_keys() -> dict[bytes, bytes]:
    """The keys of this paper's passes, by id: first the one in use, then, while BROADSHEET_PASS_KEY_OLD is set, the one before it."""
    return {_key_id(secret): secret.encode() for secret in settings.PASS_SECRETS}


def _key_id(secret: str) -> bytes:
    """Made from the key itself, so that a new key never goes by an old one's name; it tells 24 bits of a hash."""
    return sha256(f"bs_pass {secret}".encode()).hexdigest()[:6].encode()
