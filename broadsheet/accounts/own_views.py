"""What the holder of an account does with it: proves who is there, changes the address, keeps passkeys, takes everything along, erases it."""

import json
from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume, respond_429
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import View

from broadsheet.accounts import address, erasing, lasting, mailed_code, passes, passkeys, privacy, proof
from broadsheet.accounts.account import Account
from broadsheet.accounts.forms import AddressForm, CodeForm, PasswordProofForm
from broadsheet.accounts.sign_in import local_path

PROVING, NEW_ADDRESS = "prove", "new_address"


class Prove(View):
    """Asks whoever is signed in to prove it once more, by a code, the password or a passkey, and goes on to where they were."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(_next(request)) if proof.is_fresh(request) else self._ask(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not consume(request, action="reauthenticate", user=request.user):
            return respond_429(request)
        ways: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "code": self._by_code,
            "password": self._by_password,
            "credential": self._by_passkey,
        }
        return next((way(request) for name, way in ways.items() if name in request.POST), None) or self._send(request)

    def _send(self, request: HttpRequest) -> HttpResponse:
        sent = mailed_code.send(request, PROVING, cast(Account, request.user).email)
        return redirect(f"{request.path}?{urlencode({'next': _next(request)})}") if sent else respond_429(request)

    def _by_code(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if form.is_valid() and mailed_code.take(request, PROVING, form.cleaned_data["code"]):
            return self._proved(request, "code")
        return self._wrong(request, form, "code")

    def _by_password(self, request: HttpRequest) -> HttpResponse:
        form = PasswordProofForm(request.POST)
        if form.is_valid() and cast(Account, request.user).check_password(form.cleaned_data["password"]):
            return self._proved(request, "password")
        return self._wrong(request, form, "password")

    def _by_passkey(self, request: HttpRequest) -> HttpResponse:
        form = passkeys.ProvingPasskeyForm(request.POST, user=request.user)
        if form.is_valid():
            return self._proved(request, "passkey")
        messages.error(request, _("That passkey could not be used. Take another way."))
        return self._ask(request)

    def _proved(self, request: HttpRequest, by: str) -> HttpResponse:
        proof.proved(request, by)
        return redirect(_next(request))

    def _wrong(self, request: HttpRequest, form: Form, field: str) -> HttpResponse:
        if not form.errors:
            form.add_error(field, _("That is not right. Try once more, or have a new code sent."))
        return self._ask(request, **{f"{field}_form": form})

    def _ask(self, request: HttpRequest, **forms: Form) -> HttpResponse:
        account = cast(Account, request.user)
        told = {
            "next": _next(request),
            "waits_for": mailed_code.waits_for(request, PROVING),
            "code_form": CodeForm(),
            "password_form": PasswordProofForm(auto_id="id_password_%s") if account.has_usable_password() else None,
            "options": passkeys.options_to_prove(account) if passkeys.of(account).exists() else None,
        }
        return TemplateResponse(request, "accounts/prove.html", told | forms)


class ChangeAddress(View):
    """A new address: a code goes there, and comes back here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, AddressForm(), CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "again" in request.POST:
            mailed_code.forget(request, NEW_ADDRESS)
            return redirect("account-address")
        return self._take(request) if "code" in request.POST else self._send(request)

    def _send(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, CodeForm())
        if not mailed_code.send(request, NEW_ADDRESS, form.cleaned_data["email"]):
            return respond_429(request)
        return redirect("account-address")

    def _take(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        proved = mailed_code.take(request, NEW_ADDRESS, form.cleaned_data["code"]) if form.is_valid() else None
        if proved is None:
            form.add_error("code", _("That is not the code we sent. After three wrong ones a new one is needed."))
            return self._page(request, AddressForm(), form)
        try:
            address.change(cast(Account, request.user), proved)
        except address.AddressTaken:
            taken = AddressForm({"email": proved})
            taken.add_error("email", _("There is another account with this address. Sign in with it, or take a different address."))
            return self._page(request, taken, CodeForm())
        messages.success(request, _("Your new address is kept. The old one was told."))
        return _with_new_pass(redirect("account"), request)

    def _page(self, request: HttpRequest, form: Form, code_form: Form) -> HttpResponse:
        told = {"form": form, "code_form": code_form, "waits_for": mailed_code.waits_for(request, NEW_ADDRESS)}
        return TemplateResponse(request, "accounts/address.html", told)


class SignInByPasskey(LoginWebAuthnView):
    """Hands a browser the question, and takes its answer."""

    def form_invalid(self, form: Form) -> HttpResponse:
        messages.error(self.request, _("That passkey could not be used. Take another way."))
        wanted = self.request.POST.get(REDIRECT_FIELD_NAME)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': local_path(wanted)})}" if wanted else "account_login")


class AddPasskey(View):
    """Makes a passkey on this device."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, passkeys.NewPasskeyForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        account = cast(Account, request.user)
        form = passkeys.NewPasskeyForm(request.POST, user=account)
        if passkeys.of(account).count() >= passkeys.MOST or not form.is_valid():
            messages.error(request, _("No passkey was made. Try once more, or on another device."))
            return self._page(request, form)
        key = passkeys.add(account, form)
        get_adapter().send_mail("accounts/mail/passkey_added", account.email, {"key": key})
        messages.success(request, _("The passkey is kept. Next time this device signs you in."))
        return redirect(_wanted(request) or "account")

    def _page(self, request: HttpRequest, form: Form) -> HttpResponse:
        told = {"form": form, "options": passkeys.options_to_add(cast(Account, request.user)), "next": _wanted(request)}
        return TemplateResponse(request, "accounts/passkey_add.html", told)


class RemovePasskey(View):
    """Asks once more, then the passkey signs in nobody."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        key = get_object_or_404(passkeys.of(cast(Account, request.user)), pk=number)
        return TemplateResponse(request, "accounts/passkey_remove.html", {"key": key})

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        key = get_object_or_404(passkeys.of(cast(Account, request.user)), pk=number)
        key.delete()
        get_adapter().send_mail("accounts/mail/passkey_removed", cast(Account, request.user).email, {"key": key})
        messages.success(request, _("The passkey is removed. Delete it on the device too."))
        return redirect("account")


class SignOutEverywhere(View):
    """Every session and every pass of the account ends, here and on every other device."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "accounts/sign_out_everywhere.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        lasting.end_everywhere(cast(Account, request.user))
        return _signed_out(request, redirect("/"))


class Export(View):
    """One file with all that is kept of an account."""

    def get(self, request: HttpRequest) -> HttpResponse:
        told = privacy.everything_of(cast(Account, request.user))
        body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        name = f"account-{timezone.localdate():%Y-%m-%d}.json"
        return HttpResponse(body, "application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


class Erase(View):
    """Says what goes and what stays, asks once, and does it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        account = cast(Account, request.user)
        told = {
            "reasons": erasing.reasons_not_to(account),
            "can_be_ended": erasing.can_be_ended(account),
            "stays": erasing.what_stays(account),
            "goes": privacy.with_us(account),
        }
        return TemplateResponse(request, "accounts/erase.html", told)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            erasing.erase(cast(Account, request.user), ending="end" in request.POST)
        except privacy.Refused as refused:
            messages.error(request, str(refused))
            return self.get(request)
        return _signed_out(request, TemplateResponse(request, "accounts/erased.html"))


def _next(request: HttpRequest) -> str:
    return _wanted(request) or reverse("account")


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next")
    return local_path(wanted) if wanted else ""


def _with_new_pass(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    passes.hand_out(response, cast(Account, request.user))
    return response


def _signed_out(request: HttpRequest, response: Any) -> HttpResponse:
    logout(request)
    passes.take_back(response)
    return response
