"""The address at which a provider tells us that something changed. Nothing is believed but that it did."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from broadsheet.membership.notices import take
from broadsheet.membership.payments.provider import provider as card_provider
from broadsheet.membership.payments.said import NoticeRefused

MOST_BYTES = 512_000


@csrf_exempt
@never_cache
@require_POST
def hook(request: HttpRequest, provider: str) -> HttpResponse:
    """200: done, or nothing to us. 400: not signed for us. 500: not done, tell us again."""
    taker = card_provider()
    if taker is None or taker.name != provider:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse("This notice is too long.", status=413, content_type="text/plain")
    try:
        done = take(taker, request.body, request.headers)
    except NoticeRefused as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain")
    return HttpResponse("done" if done else "not done: tell it again", status=200 if done else 500, content_type="text/plain")
