"""The newsroom's door: who is no colleague gets no further, whatever is behind it."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from broadsheet.accounts import lasting

NEWSROOM = "/newsroom/"
# Wagtail's own addresses for coming and going, which lead to ours; the only ones that are open to everybody.
COMING_AND_GOING = frozenset({"/newsroom/login/", "/newsroom/logout/"})
# What Wagtail brings and a newspaper's desks have no use for; its menu names none of it.
FOR_OWNERS = ("/newsroom/documents/", "/newsroom/pages/", "/newsroom/reports/")

Answer = Callable[[HttpRequest], HttpResponseBase]


def only_colleagues(get_response: Answer) -> Answer:
    """Middleware: sends strangers who ask for the newsroom to sign-in, and answers 403 to readers who are signed in.

    It stands before every address of the newsroom, because not every view of Wagtail asks who is there, and Wagtail's own
    way of refusing a signed-in reader would send them to sign-in and back again for ever.
    """

    def guard(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(NEWSROOM) or request.path_info in COMING_AND_GOING:
            return get_response(request)
        return _refusal(request) or get_response(request)

    return guard


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if request.user.is_authenticated and request.user.works_here:
        if request.path_info.startswith(FOR_OWNERS) and not request.user.is_superuser:
            raise PermissionDenied
        lasting.hold_to_colleagues(request)
        return None
    # A script of the newsroom's can do nothing with a page to sign in on.
    if request.user.is_authenticated or request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())
