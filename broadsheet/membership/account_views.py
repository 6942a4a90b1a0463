"""Living with a membership: what one has, the amount, a pause, the card, receipts, a year's statement."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from broadsheet.accounts import passes
from broadsheet.accounts.account import Account
from broadsheet.membership import leaving, receipts
from broadsheet.membership.amount import AmountForm
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.own_part import PAUSES, Own, gifts_of, own_of, pause_until
from broadsheet.membership.payments.provider import provider
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.plain_words import day, next_payment_at, price

SIGN_IN = "account_request_login_code"
log = logging.getLogger("broadsheet.membership")


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def membership(request: HttpRequest) -> HttpResponse:
    """What I have, how it stands, and what I can do with it. Back from the card's page, the provider is asked at once."""
    account = account_of(request)
    if "card" in request.GET:
        _ask_anew(account)
    shown = {
        "owns": own_of(account, timezone.now()),
        "gifts": gifts_of(account),
        "has_paid": account.payments.exists(),
        "may_leave": bool(leaving.leavable(account) or leaving.withdrawable(account, timezone.now())),
    }
    return page(request, "membership/account.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url=SIGN_IN)
def amount(request: HttpRequest, number: int) -> HttpResponse:
    """Another amount, from the next payment on."""
    own = own_membership(request, number)
    if not own.may_change_amount or own.way is None:
        raise Http404
    form = AmountForm(own.way, own.membership.amount, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["money"] == own.membership.amount:
            messages.info(request, _("You pay this already: %(price)s. Nothing was changed.") % {"price": price(own.membership)})
            return redirect("account-membership")
        return asked(request, lambda: own.membership.change_amount(form.cleaned_data["money"]), lambda: _amount_words(own.membership))
    at = next_payment_at(own.membership, timezone.now())
    return page(request, "membership/amount.html", {"own": own, "form": form, "at": at}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url=SIGN_IN)
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """One, two or three payments are left out."""
    own = own_membership(request, number)
    if not own.may_pause:
        raise Http404
    months = {str(one): one for one in PAUSES}.get(request.POST.get("months", ""))
    until = pause_until(own.membership, months, timezone.now()) if months else None
    if request.method == "POST" and until:
        return asked(request, lambda: own.membership.pause(until), lambda: Own(own.membership, timezone.now()).says)
    is_wrong = request.method == "POST"
    return page(request, "membership/pause.html", {"own": own, "is_wrong": is_wrong}, status=422 if is_wrong else 200)


@never_cache
@require_POST
@login_required(login_url=SIGN_IN)
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """The pause ends now."""
    own = own_membership(request, number)
    return asked(request, own.membership.resume, lambda: Own(own.membership, timezone.now()).says)


@never_cache
@require_POST
@login_required(login_url=SIGN_IN)
def come_back(request: HttpRequest, number: int) -> HttpResponse:
    """Leaving is taken back, while it is still paid for."""
    own = own_membership(request, number)
    return asked(
        request, own.membership.come_back, lambda: _("Good to have you. %(says)s") % {"says": Own(own.membership, timezone.now()).says}
    )


@never_cache
@require_POST
@login_required(login_url=SIGN_IN)
def card(request: HttpRequest) -> HttpResponse:
    """On to the provider's own page for cards: we never see one."""
    taker = provider()
    back = settings.PAPER.full_address(reverse("account-membership")) + "?card=1"
    try:
        address = taker.portal(account_of(request), back) if taker else None
    except (ProviderTrouble, NotPossible):
        log.exception("The page for cards could not be asked for.")
        return said_so(
            request,
            _("The card can’t be changed now"),
            _("The payment provider does not answer. Nothing was changed. Please try again in a few minutes."),
            503,
        )
    if address is None:
        return said_so(request, _("There is no card"), _("Nothing of yours is paid by card here."), 404)
    return HttpResponseRedirect(address, status=303)


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def receipt_list(request: HttpRequest) -> HttpResponse:
    """All that I paid, and what went back."""
    account = account_of(request)
    shown = {"receipts": receipts.as_receipts(receipts.payments_of(account)), "years": receipts.years_of(account)}
    return page(request, "membership/receipts.html", shown)


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """One receipt, to print."""
    line = get_object_or_404(receipts.payments_of(account_of(request)), pk=number)
    return page(request, "membership/receipt.html", {"receipt": receipts.Receipt(line)})


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def statement(request: HttpRequest, year: int) -> HttpResponse:
    """A year's payments and their sum, to print."""
    account = account_of(request)
    if year not in receipts.years_of(account):
        raise Http404
    shown = {"statement": receipts.statement_of(account, year), "is_over": receipts.is_whole_year(year, timezone.now())}
    return page(request, "membership/statement.html", shown)


def account_of(request: HttpRequest) -> Account:
    """Whoever is signed in."""
    return cast(Account, request.user)


def own_membership(request: HttpRequest, number: int) -> Own:
    """This membership, if it is one's own; else there is none."""
    return Own(
        get_object_or_404(Membership.objects.select_related("plan", "account"), pk=number, account=account_of(request)), timezone.now()
    )


def page(request: HttpRequest, template: str, shown: dict[str, Any], *, status: int = 200) -> TemplateResponse:
    """One of the account's pages about money; on each stands whether money moves."""
    taker = provider()
    return TemplateResponse(request, template, {**shown, "is_test": taker is not None and taker.is_test}, status=status)


def said_so(request: HttpRequest, title: str, sentence: str, status: int) -> TemplateResponse:
    """A page that says one thing."""
    return page(request, "membership/own_said.html", {"title": title, "sentence": sentence}, status=status)


def asked(request: HttpRequest, ask: Callable[[], object], words: Callable[[], str], to: str = "account-membership") -> HttpResponse:
    """Asks for it, and says on the next page what came of it, with a pass that holds what the reader has from now on; or says why not."""
    refused = refusal(request, ask)
    if refused:
        return refused
    messages.success(request, words())
    return with_a_fresh_pass(HttpResponseRedirect(reverse(to), status=303), account_of(request))


def refusal(request: HttpRequest, ask: Callable[[], object]) -> HttpResponse | None:
    """The page that says why it could not be done; None when it was."""
    try:
        ask()
    except NotPossible as why:
        return said_so(request, _("This can’t be done now"), str(why), 409)
    except ProviderTrouble:
        log.exception("The provider of payments did not do what a reader asked.")
        sentence = _(
            "The payment provider does not answer, and nothing was changed. Please try again in a few minutes; if you write to us instead, your mail counts from the moment you send it."
        )
        return said_so(request, _("This can’t be done now"), sentence, 503)
    return None


def with_a_fresh_pass(response: HttpResponse, account: Account) -> HttpResponse:
    """What the reader has may be another now."""
    account.refresh_from_db()
    passes.hand_out(response, account)
    return response


def _ask_anew(account: Account) -> None:
    for one in account.memberships.by_card().filter(state=State.PAST_DUE):
        try:
            one.catch_up()
        except (ProviderTrouble, NotPossible):
            log.exception("%s could not be asked about; the notice, or the night, will.", one.ref)


def _amount_words(changed: Membership) -> str:
    at = next_payment_at(changed, timezone.now())
    if at is None:
        return _("You pay %(price)s from the next payment on.") % {"price": price(changed)}
    return _("From %(day)s on you pay %(price)s.") % {"day": day(at), "price": price(changed)}
