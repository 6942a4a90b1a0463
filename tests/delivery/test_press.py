"""The press: prints a page for a kind of reader, and refuses to keep what is one reader's own."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

from broadsheet.delivery import machine
from broadsheet.delivery.press import NotKeepable, Press, kept
from broadsheet.delivery.variant import IDENTITY, Variant

pytestmark = pytest.mark.django_db


def plain(request: HttpRequest) -> HttpResponse:
    return kept(request, HttpResponse(f"benefits {request.benefits}"), shows=["front"], benefits=2, gated=True)


def greets_by_name(request: HttpRequest) -> HttpResponse:
    return kept(request, HttpResponse(f"Good morning, {request.session.get('name')}"), shows=["front"])


def sets_a_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("Here you are.")
    response.set_cookie("seen", "1")
    return kept(request, response, shows=["front"])


def keeps_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Only for you.")


urlpatterns = [
    path("plain/", plain),
    path("greeting/", greets_by_name),
    path("cookie/", sets_a_cookie),
    path("nothing/", keeps_nothing),
]


@pytest.fixture
def press(settings: object) -> Press:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    machine.shelf().clear()
    return Press(WSGIHandler(), machine.shelf(), "http://localhost:8000", "localhost:8000")


def lies_there(address: bytes, variant: Variant) -> bool:
    with machine.shelf().look() as snapshot:
        return machine.shelf().copy(snapshot, address, variant, IDENTITY) is not None


def test_a_page_is_printed_for_the_benefits_that_change_it_and_shelved_under_them(press: Press) -> None:
    printed = press("/plain/", Variant(benefits=3))
    assert (printed.status, printed.body, printed.shelved) == (200, b"benefits 3", True)
    assert lies_there(b"/plain/", Variant(2))
    assert not lies_there(b"/plain/", Variant(0))


def test_a_gated_page_may_be_kept_by_no_browser(press: Press) -> None:
    headers = dict(press("/plain/", Variant(2)).headers)
    assert headers[b"cache-control"] == b"private, no-store"
    assert headers[b"surrogate-key"] == b"front"
    assert headers[b"x-broadsheet-variant"] == b"p"


@pytest.mark.parametrize("address", ["/greeting/", "/cookie/"])
def test_a_page_that_reads_a_session_or_sets_a_cookie_is_refused_as_a_bug_of_its_view(press: Press, address: str) -> None:
    with pytest.raises(NotKeepable, match=r"Leave kept\(\) out of its view"):
        press(address, Variant())
    assert not lies_there(address.encode(), Variant())


def test_what_is_no_kept_page_is_handed_back_and_not_shelved(press: Press) -> None:
    printed = press("/nothing/", Variant())
    assert (printed.status, printed.shelved) == (200, False)
    assert not lies_there(b"/nothing/", Variant())
