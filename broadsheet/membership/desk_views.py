"""The screens of the support desk in the newsroom. Each asks for the permission first, then a form, then calls one verb."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from broadsheet.accounts.account import Account
from broadsheet.membership import dashboard, desk
from broadsheet.membership.act import Act
from broadsheet.membership.desk_forms import FORMS, TransferForm
from broadsheet.membership.member_list_screen import member_list_screen
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.partner import named_acts, partner_of
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.transfers import NAME as TRANSFER

DESK, FIGURES = "membership.desk", "membership.figures"
ROWS = 15
View = Callable[..., HttpResponse]


def needs(permission: str) -> Callable[[View], View]:
    """Nobody without this permission; Wagtail has asked for sign-in by then."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return asked

    return wrapped


@needs(DESK)
def desk_screen(request: HttpRequest) -> HttpResponse:
    """Find somebody; and what waits for a colleague."""
    asked = request.GET.get("q", "")[:200]
    found = desk.find(asked)
    if len(found) == 1:
        return redirect("desk-partner", found[0].pk)
    live = Membership.objects.live().select_related("account", "plan")
    told = {
        "asked": asked,
        "found": found,
        "most": desk.MOST_FOUND,
        "waiting": live.filter(provider=TRANSFER, state=State.JOINING)[:ROWS],
        "behind": live.filter(state=State.PAST_DUE)[:ROWS],
        "reasons": Membership.objects.exclude(why_left="").select_related("account").order_by("-left_at")[:ROWS],
        "acts": named_acts(Act.objects.all())[:ROWS],
    }
    return render(request, "membership/desk/desk.html", told)


@needs(DESK)
def partner_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    account = get_object_or_404(Account, pk=pk)
    return render(request, "membership/desk/partner.html", {"partner": partner_of(account), "now": timezone.now()})


@needs(DESK)
def act_screen(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One act: what will happen, why, and the button."""
    if verb not in FORMS:
        raise Http404
    account = get_object_or_404(Account, pk=pk)
    form = FORMS[verb](request.POST or None, account, request.GET.get("about", ""))
    if request.method == "POST" and form.is_valid():
        try:
            form.do(cast(Account, request.user))
        except (NotPossible, ProviderTrouble) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, form.done)
            return redirect("desk-partner", pk)
    return render(request, "membership/desk/act.html", {"form": form, "account": account})


@needs(DESK)
@require_POST
def look_again(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Asks the provider anew."""
    try:
        desk.look_again(get_object_or_404(Membership, pk=membership, account=pk))
    except (NotPossible, ProviderTrouble) as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("This is how it stands at the provider now."))
    return redirect("desk-partner", pk)


@needs(DESK)
def transfer_screen(request: HttpRequest) -> HttpResponse:
    """A transfer that came."""
    form = TransferForm(request.POST or None, initial={"reference": request.GET.get("reference", ""), "came_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            line = form.do(cast(Account, request.user))
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The payment is written down. The reader has a receipt by mail."))
            return redirect("desk-partner", line.account_id)
    return render(request, "membership/desk/transfer.html", {"form": form})


@needs(FIGURES)
def figures_screen(request: HttpRequest) -> HttpResponse:
    """How the membership does."""
    return render(request, "membership/desk/figures.html", {"figures": dashboard.figures(timezone.now())})


URLS = [
    path("desk/", desk_screen, name="desk"),
    path("desk/figures/", figures_screen, name="desk-figures"),
    path("desk/members/", needs(DESK)(member_list_screen), name="desk-members"),
    path("desk/transfer/", transfer_screen, name="desk-transfer"),
    path("desk/<int:pk>/", partner_screen, name="desk-partner"),
    path("desk/<int:pk>/look/<int:membership>/", look_again, name="desk-look"),
    path("desk/<int:pk>/<slug:verb>/", act_screen, name="desk-act"),
]


class ForWhomItIs(MenuItem):
    """In the menu, for who may go there."""

    def __init__(self, permission: str, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


def menu_items() -> list[MenuItem]:
    """Where the menu leads."""
    return [
        ForWhomItIs(DESK, _("Find a partner"), reverse("desk"), name="desk", icon_name="search", order=10),
        ForWhomItIs(DESK, _("A transfer came"), reverse("desk-transfer"), name="desk-transfer", icon_name="download", order=20),
        ForWhomItIs(FIGURES, _("Figures"), reverse("desk-figures"), name="desk-figures", icon_name="table", order=30),
        ForWhomItIs(DESK, _("Bring members"), reverse("desk-members"), name="desk-members", icon_name="upload", order=50),
    ]
