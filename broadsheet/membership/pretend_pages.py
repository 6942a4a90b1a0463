"""The stand-in's own pages: where a reader would type a card at Stripe. On every one of them stands that no money moves."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from broadsheet.membership.money import Money
from broadsheet.membership.notices import deliver_pretended
from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.payments.provider import provider

WHY_NOT = {
    "card_declined": _("The bank declined this card. Try another."),
    "insufficient_funds": _("There is not enough money on this card. Try another."),
    "expired_card": _("This card has expired. Try another."),
    "incorrect_number": _("This is no test card. Type one of those named below."),
    "authentication_failed": _("The bank did not hear from you that it is you. Try again, or another card."),
}
CARDS = (
    ("4242 4242 4242 4242", _("is paid")),
    ("4000 0000 0000 0002", _("is declined")),
    ("4000 0025 0000 3155", _("the bank asks first")),
    ("4000 0000 0000 0341", _("is paid now and fails at the next renewal")),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, ref: str) -> HttpResponse:
    """Types a card, answers the bank where it asks, and leads back to the paper."""
    session = _object(ref, "checkout.session")
    if session["status"] != "open":
        return TemplateResponse(request, "membership/pretend_over.html", {"back": session["cancel_url"] or "/"}, status=410)
    card, outcome = request.POST.get("card", ""), ""
    if request.method == "POST":
        outcome = pretend.pay(ref, card, approved={"yes": True, "no": False}.get(request.POST.get("bank", "")))
        if outcome in ("paid", "gone"):
            deliver_pretended()
            return HttpResponseRedirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", ref), status=303)
    shown: dict[str, Any] = {
        "session": session,
        "amount": Money(session["amount_total"], session["currency"].upper()).said(settings.LANGUAGE_CODE),
        "interval": (session["_price"]["recurring"] or {}).get("interval", "once"),
        "email": pretend.get(session["customer"], "customer")["email"] if session["customer"] else "",
        "card": card,
        "cards": CARDS,
        "asks_bank": outcome == "challenge",
        "why_not": WHY_NOT.get(outcome, ""),
    }
    return TemplateResponse(request, "membership/pretend_checkout.html", shown, status=422 if shown["why_not"] else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest, ref: str) -> HttpResponse:
    """Another card, for what renews; and whether it shall."""
    visit = _object(ref, "billing_portal.session")
    subscriptions = [
        row.body for row in Pretended.objects.filter(kind="subscription", body__customer=visit["customer"]).exclude(body__status="canceled")
    ]
    outcome = ""
    if request.method == "POST":
        mine = next((body["id"] for body in subscriptions if body["id"] == request.POST.get("subscription")), None)
        if mine is None:
            raise Http404
        outcome = pretend.set_card(mine, request.POST.get("card", ""))
        if outcome == "kept":
            return redirect(request.path + "?kept=1")
    shown = {
        "back": visit["return_url"] or "/",
        "subscriptions": [
            {
                "id": body["id"],
                "card": body["_card"][-4:],
                "amount": Money(body["items"]["data"][0]["price"]["unit_amount"], body["currency"].upper()).said(settings.LANGUAGE_CODE),
            }
            for body in subscriptions
        ],
        "cards": CARDS,
        "kept": "kept" in request.GET,
        "why_not": WHY_NOT.get(outcome, ""),
    }
    return TemplateResponse(request, "membership/pretend_portal.html", shown, status=422 if shown["why_not"] else 200)


def _object(ref: str, kind: str) -> dict[str, Any]:
    """Where the stand-in may run, and knows the number."""
    taker = provider()
    if taker is None or taker.name != "pretend":
        raise Http404
    try:
        return pretend.get(ref, kind)
    except pretend.Refusal as refusal:
        raise Http404 from refusal
