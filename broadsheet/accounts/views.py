"""Sign-in, sign-out, a reader's own page, and what stands at Wagtail's addresses for the same."""

from typing import Any, cast

from allauth.account.views import ConfirmLoginCodeView, LoginView, PasswordChangeView, PasswordSetView, RequestLoginCodeView
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel, NameEmailSettingsPanel

from broadsheet.accounts import passes, passkeys, privacy
from broadsheet.accounts.account import Account
from broadsheet.accounts.colleagues import OwnNamePanel
from broadsheet.accounts.newsroom_door import NEWSROOM
from broadsheet.accounts.sign_in import CodeByMail, account_of, local_path
from broadsheet.accounts.standing import benefits_of, standing_changed
from broadsheet.delivery.reader_pass import Benefit

BENEFITS = (
    (Benefit.AD_FREE, _("Reading without advertisements")),
    (Benefit.PREMIUM, _("Premium articles")),
    (Benefit.MAGAZINE, _("The magazines")),
    (Benefit.EPAPER, _("The ePaper")),
)


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"


class SendCode(RequestLoginCodeView):
    """The same for whoever is known and for a newcomer. Asked for once more, the code that was waited for is forgotten."""

    template_name = "accounts/send_code.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Nowhere: allauth would lead to the code that is waited for, and forget where the reader wants to go."""

    def form_valid(self, form: Any) -> HttpResponse:
        CodeByMail.begin(self.request, form._user, form.cleaned_data["email"])
        return redirect(self.get_success_url())


class ConfirmCode(ConfirmLoginCodeView):
    template_name = "accounts/confirm_code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The code proves the address: whoever is new here has an account from now on."""
        if self._process.user is None:
            self._process._user = account_of(self._process.state["email"])
        return super().form_valid(form)


class SignOut(View):
    """Asks once more, then forgets the reader: session and pass go, on this device."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and passes.COOKIE_NAME not in request.COOKIES:
            return redirect("/")
        return TemplateResponse(request, "accounts/sign_out.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        response = redirect(local_path(request.POST.get("next")))
        passes.take_back(response)
        return response


class Kept(View):
    """For anyone: what is kept about this reader, here and on the device; clears the device."""

    def get(self, request: HttpRequest) -> HttpResponse:
        with_us = privacy.with_us(cast(Account, request.user)) if request.user.is_authenticated else []
        return TemplateResponse(request, "accounts/kept.html", {"on_device": privacy.on_device(request.COOKIES), "with_us": with_us})

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        response = redirect("account-kept")
        passes.take_back(response)
        return response


class FreshPass:
    """Beside a form that changes the password: older passes end with it, as older sessions do, and this device gets a new one."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            standing_changed(self.request.user)
        passes.hand_out(response, self.request.user)
        return response


class ChangePassword(FreshPass, PasswordChangeView):
    template_name = "accounts/password.html"


class SetPassword(FreshPass, PasswordSetView):
    template_name = "accounts/password.html"


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what I have."""
    holder = cast(Account, request.user)
    has = benefits_of(holder)
    told = {"benefits": [name for bit, name in BENEFITS if has & bit], "passkeys": passkeys.of(holder)}
    return TemplateResponse(request, "accounts/account.html", told)


@never_cache
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Where an account ends that may not sign in."""
    return TemplateResponse(request, "accounts/inactive.html", status=403)


@never_cache
def newsroom_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own login takes a password and asks nothing else: this stands at its address instead, and leads to ours."""
    wanted = request.GET.get("next")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': local_path(wanted) if wanted else NEWSROOM})}")


class OwnSettings(AccountView):
    """A colleague's own settings in the newsroom: our one name instead of Wagtail's two, and no picture, which belongs to the byline."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        first, *others = super().get_panels()
        own_name = OwnNamePanel(self.request, first.user, first.profile)
        return [own_name, *(panel for panel in (first, *others) if not isinstance(panel, NameEmailSettingsPanel | AvatarSettingsPanel))]
