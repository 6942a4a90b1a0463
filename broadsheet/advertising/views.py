"""What may rotate in a slot, who was seen, and who else may sell: the three addresses of this room."""

import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from broadsheet.advertising import seller, tally
from broadsheet.advertising.booking import booked_for, next_change
from broadsheet.advertising.filling import read_creatives, set_creative
from broadsheet.advertising.flood import Bound
from broadsheet.advertising.slot import Slot
from broadsheet.advertising.tally import Did
from broadsheet.delivery.press import kept
from broadsheet.masthead import quiet
from broadsheet.masthead.policy import came_from_our_own_page

LONGEST_PAGE_VIEW = 40
_bound = Bound()


@require_safe
def rotation(request: HttpRequest, name: str) -> HttpResponse:
    """What may stand in a slot now: {creative: {"odds": 1 / weight, "html": what stands in the slot}}. The same for everyone; a page says
    which of them may stand on it."""
    slot = Slot.objects.filter(name=name, is_open=True).first()
    if slot is None:
        raise Http404
    now = timezone.now()
    look, booked = quiet.look((), now), booked_for(name, now)
    offers = booked.offers if booked else ()
    running = {offer.creative: offer for offer in offers if offer.runs_at(now) and not look.reason}
    told = {
        str(pk): {"odds": round(1 / running[pk].weight, 6), "html": set_creative(creative)}
        for pk, creative in sorted(read_creatives(running).items())
    }
    ends = [moment for moment in (look.until, next_change(offers, now)) if moment]
    shows = [slot.thing, *quiet.shown(()), *(f"creative-{pk}" for pk in running)]
    return kept(
        request,
        JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}),
        shows=shows,
        fresh_until=min(ends, default=None),
    )


@csrf_exempt
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """A view or a click is told: 204, counted or not; 400 for what no page of ours sends, 403 for another site's, 429 for too many."""
    if not came_from_our_own_page(request):
        return HttpResponse(status=403)
    if not _bound.admits(request.META.get("REMOTE_ADDR", ""), time.monotonic()):
        return HttpResponse(status=429)
    told = request.POST
    page_view, creative = told.get("view", ""), told.get("creative", "")
    if told.get("did") not in set(Did) or not creative.isdecimal() or len(creative) > 18 or not 0 < len(page_view) <= LONGEST_PAGE_VIEW:
        return HttpResponse(status=400)
    tally.count(Did(told["did"]), int(creative), told.get("slot", "")[:40], page_view, timezone.now())
    return HttpResponse(status=204)


@require_safe
def sellers(request: HttpRequest) -> HttpResponse:
    """/ads.txt: theme/ads.txt as the paper wrote it; without that, the lines from the newsroom's list."""
    file = settings.PAPER.theme_folder / "ads.txt"
    lines = file.read_bytes() if file.is_file() else "\n".join([*seller.lines(), ""])
    return kept(request, HttpResponse(lines, content_type="text/plain; charset=utf-8"), shows=[seller.THING])
