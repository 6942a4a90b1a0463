"""Joining: the support page, the way to the payment, thanks; a gift given and a gift redeemed."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from broadsheet.accounts import passes
from broadsheet.accounts.account import Account
from broadsheet.membership import checkout, tries
from broadsheet.membership.forms import CodeForm, GiftForm, JoinForm
from broadsheet.membership.giving import gift_of
from broadsheet.membership.giving import redeem as redeem_gift
from broadsheet.membership.offer import Offer, offer_named, offers
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import provider
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.transfers import NAME as TRANSFER_NAME
from broadsheet.membership.transfers import is_offered as takes_transfers
from broadsheet.membership.transfers import told as transfer_told
from broadsheet.membership.wish import Wish, forget_wish, kept_wish, where_from

View = Callable[..., HttpResponse]
GIFT_CODE_KEY = "gift_code"
log = logging.getLogger("broadsheet.membership")


def signed_in(view: View) -> View:
    """Whoever is not signed in proves an address first, and comes back; a newcomer on the same way."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **more)
        return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': request.get_full_path()})}")

    return seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest) -> HttpResponse:
    """What a partnership is and costs, and the choice of how much. A choice is kept, and the reader goes on to pay."""
    told = request.POST or request.GET
    offer = _offer(told.get("plan", ""))
    until = None
    if request.user.is_authenticated:
        try:
            until = checkout.look_for_the_same(_account(request), offer.plan, timezone.now())
        except checkout.AlreadyPartner:
            return _to_the_account(request)
    form = JoinForm(offer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.wish(where_from(told), told.get("knows_until", "")).keep(request.session)
        return _go_on()
    shown = {
        "offer": offer,
        "others": [other for other in offers() if other.plan != offer.plan],
        "form": form,
        "until": until,
        "knows_until": checkout.as_told(until) if until else "",
        "waits": checkout.waiting_transfer(_account(request)) if request.user.is_authenticated else None,
        **_of_every_page(told),
    }
    return TemplateResponse(request, "membership/support.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def pay(request: HttpRequest) -> HttpResponse:
    """On to the payment of what was chosen in this browser. Nothing is shown here: the reader is sent on, or is told why not."""
    wish = kept_wish(request.session)
    offer = wish.offered() if wish else None
    if wish is None or offer is None:
        return redirect("support")
    try:
        return HttpResponseRedirect(_where_to_pay(request, offer, wish), status=303)
    except checkout.AlreadyPartner:
        return _to_the_account(request)
    except checkout.LastsUntil:
        return redirect(f"{reverse('support')}?{urlencode({'next': wish.return_to, 'from': wish.brought_by, 'plan': wish.plan})}")
    except (tries.TooMany, NotPossible, ProviderTrouble) as why:
        return _said_why(request, why)


@never_cache
@require_safe
@signed_in
def thanks(request: HttpRequest) -> HttpResponse:
    """Back from the payment. It asks the provider at once, and the answer carries a pass with what was paid for."""
    account = _account(request)
    order = get_object_or_404(Order.objects.select_related("plan"), account=account, provider_ref=request.GET.get("s") or None)
    try:
        checkout.paid(order)
    except (ProviderTrouble, NotPossible):
        log.exception("The order %s could not be asked about; the notice, or the night, will.", order.number)
    if not order.is_open:
        forget_wish(request.session)
    gift = gift_of(order) if order.kind == Order.Kind.GIFT else None
    shown = {
        "order": order,
        "amount": order.amount.said(settings.LANGUAGE_CODE),
        "gift": gift,
        "is_paid": order.state == Order.State.PAID,
        **_of_every_page({}),
    }
    return _with_a_fresh_pass(TemplateResponse(request, "membership/thanks.html", shown), account)


@never_cache
@require_safe
@signed_in
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """What to type at one's bank."""
    order = get_object_or_404(Order.objects.select_related("plan"), account=_account(request), pk=number, provider=TRANSFER_NAME)
    shown = {"order": order, "transfer": transfer_told(order), "amount": order.amount.said(settings.LANGUAGE_CODE), **_of_every_page({})}
    return TemplateResponse(request, "membership/transfer.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A membership for a friend."""
    told = request.POST or request.GET
    offer = _offer(told.get("plan", ""))
    if not offer.gifts:
        raise Http404
    form = GiftForm(offer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.wish(where_from(told)).keep(request.session)
        return _go_on()
    shown = {"offer": offer, "form": form, "fields": [form["friend"], form["message"]], **_of_every_page(told)}
    return TemplateResponse(request, "membership/give.html", shown, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest) -> HttpResponse:
    """A gift's code, made good: for whoever is signed in; others sign in first, and find it typed already."""
    form = CodeForm(request.POST or None, initial={"code": request.session.get(GIFT_CODE_KEY, "") or request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        if not request.user.is_authenticated:
            request.session[GIFT_CODE_KEY] = form.cleaned_data["code"]
            return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': reverse('gift-redeem')})}")
        return _redeemed(request, form)
    return TemplateResponse(request, "membership/redeem.html", {"form": form, **_of_every_page({})}, status=422 if form.errors else 200)


def _redeemed(request: HttpRequest, form: CodeForm) -> HttpResponse:
    account = _account(request)
    try:
        tries.try_a_code(request, account)
        membership = redeem_gift(form.cleaned_data["code"], account)
    except tries.TooMany as why:
        return _said_why(request, why)
    except NotPossible as why:
        form.add_error("code", str(why))
        return TemplateResponse(request, "membership/redeem.html", {"form": form, **_of_every_page({})}, status=422)
    request.session.pop(GIFT_CODE_KEY, None)
    shown = {"membership": membership, "gift": membership.gift, **_of_every_page({})}
    return _with_a_fresh_pass(TemplateResponse(request, "membership/redeemed.html", shown), account)


def _offer(slug: str) -> Offer:
    found = offer_named(slug)
    if found is None:
        raise Http404
    return found


def _account(request: HttpRequest) -> Account:
    return cast(Account, request.user)


def _go_on() -> HttpResponse:
    return HttpResponseRedirect(reverse("support-pay"), status=303)


def _to_the_account(request: HttpRequest) -> HttpResponse:
    """For a partner, with a pass that says so: they came from a page on which they were taken for somebody else."""
    return _with_a_fresh_pass(redirect("account"), _account(request))


def _with_a_fresh_pass(response: HttpResponse, account: Account) -> HttpResponse:
    account.refresh_from_db()
    passes.hand_out(response, account)
    return response


def _where_to_pay(request: HttpRequest, offer: Offer, wish: Wish) -> str:
    """The address at which this wish is paid. Writes the order; only a new one counts as a try."""
    account = _account(request)
    placed = checkout.place(account, offer.plan, wish)
    if placed.is_new:
        try:
            tries.begin_to_pay(request, account)
        except tries.TooMany:
            placed.order.expire()
            raise
    return checkout.start(placed.order, account, offer.plan, wish)


def _said_why(request: HttpRequest, why: Exception) -> HttpResponse:
    """Why it does not go on, in a sentence of the paper's."""
    title, sentence, status = _("This can’t be done now"), str(why), 409
    if isinstance(why, tries.TooMany):
        title, status = _("Too many tries"), 429
    elif isinstance(why, ProviderTrouble):
        log.error("A checkout could not be begun.", exc_info=why)
        title, status = _("The payment could not be begun"), 503
        sentence = _("The payment provider does not answer. Nothing was taken. Please try again in a few minutes.")
    return TemplateResponse(request, "membership/said.html", {"title": title, "sentence": sentence, **_of_every_page({})}, status=status)


def _of_every_page(told: Any) -> dict[str, Any]:
    """What each page of joining wears: where the reader came from, the ways to pay, whether no money moves."""
    taker = provider()
    return {
        **where_from(told),
        "takes_cards": taker is not None,
        "takes_transfers": takes_transfers(),
        "is_test": taker is not None and taker.is_test,
    }
