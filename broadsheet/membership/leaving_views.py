"""Leaving: signed in, or by a link that comes by mail; and withdrawing from the contract in its first days."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from broadsheet.membership import leaving, tries
from broadsheet.membership.account_views import SIGN_IN, account_of, own_membership, page, refusal, said_so, with_a_fresh_pass
from broadsheet.membership.membership import Membership
from broadsheet.membership.own_part import Own


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """One page for it: a question that need not be answered, a pause or a smaller amount offered once, and a button that does it."""
    if not request.user.is_authenticated:
        return _by_address(request)
    account, now = account_of(request), timezone.now()
    found = leaving.leavable(account)
    if request.method == "POST":
        chosen = next((one for one in found if str(one.pk) == request.POST.get("membership")), None)
        if chosen is None:
            raise Http404
        refused = refusal(request, lambda: chosen.leave(request.POST.get("why", "").strip()))
        return refused or _has_left(request, chosen)
    shown = {"owns": [Own(one, now) for one in found], "withdrawable": [Own(one, now) for one in leaving.withdrawable(account, now)]}
    return page(request, "membership/leave.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url=SIGN_IN)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Confirmed once: the contract ends now, and the money goes back."""
    own = own_membership(request, number)
    if not leaving.may_withdraw(own.membership, timezone.now()):
        return said_so(
            request,
            _("This can’t be done now"),
            _("A contract can be withdrawn from in its first fourteen days. You can leave on any day."),
            409,
        )
    if request.method == "POST":
        return refusal(request, lambda: leaving.withdraw(own.membership)) or _has_left(request, own.membership)
    return page(request, "membership/withdraw.html", {"own": own})


@never_cache
@require_safe
@login_required(login_url=SIGN_IN)
def left(request: HttpRequest, number: int) -> HttpResponse:
    """Done: until when what one has stays, and how to come back."""
    return page(request, "membership/left.html", {"owns": [own_membership(request, number)], "is_signed_in": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One button. Opening the page does nothing: programs that look after links open it before a reader does."""
    mail = leaving.link_of(token)
    if mail is None:
        return page(request, "membership/leave_link_over.html", {}, status=410)
    if request.method == "POST" and not mail.used_at:
        refused = refusal(request, lambda: leaving.leave_all(mail.account))
        if refused:
            return refused
        mail.use()
        return HttpResponseRedirect(request.path, status=303)
    if mail.used_at:
        gone = Membership.objects.filter(account=mail.account, left_at__gte=mail.made_at).select_related("plan")
        return page(request, "membership/left.html", {"owns": [Own(one, timezone.now()) for one in gone], "is_signed_in": False})
    shown = {"owns": [Own(one, timezone.now()) for one in leaving.leavable(mail.account)], "email": mail.account.email}
    return page(request, "membership/leave_by_link.html", shown)


def _by_address(request: HttpRequest) -> HttpResponse:
    """For whoever is not signed in: the answer is the same whether an address is known or not."""
    address = request.POST.get("email", "").strip()
    if request.method != "POST":
        return page(request, "membership/leave_unsigned.html", {})
    try:
        validate_email(address)
    except ValidationError:
        return page(request, "membership/leave_unsigned.html", {"email": address, "is_wrong": True}, status=422)
    try:
        if tries.ask_for_a_link(request, leaving.address_mark(address)):
            leaving.ask_for_link(address)
    except tries.TooMany as why:
        return said_so(request, _("Too many tries"), str(why), 429)
    return page(request, "membership/leave_asked.html", {"email": address})


def _has_left(request: HttpRequest, membership: Membership) -> HttpResponse:
    return with_a_fresh_pass(HttpResponseRedirect(reverse("account-left", args=[membership.pk]), status=303), account_of(request))
