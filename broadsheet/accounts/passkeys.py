"""Passkeys: a way to sign in by a device's own lock, beside the code by mail. Kept by allauth, one row each."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm, SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account

MOST = 10  # of one account


class PasskeyRules(DefaultMFAAdapter):
    """What this paper lays down about passkeys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """They belong to the paper's own address, whichever of its names a reader came by."""
        return {"id": urlsplit(settings.PAPER.address).hostname or "", "name": settings.PAPER.name}

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's own word
        return gettext("Passkey %(number)s") % {"number": of(user).count() + 1}


class NewPasskeyForm(SignupWebAuthnForm):
    """What a device answered, and what its owner calls it."""

    field_order = ("name", "credential")

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"


class ProvingPasskeyForm(ReauthenticateWebAuthnForm):
    """A passkey of whoever is signed in, as the proof that it is them."""


def of(account: Account) -> QuerySet[Authenticator]:
    """An account's passkeys, oldest first."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")


def options_to_add(account: Account) -> dict[str, Any]:
    """What a browser is handed to make a passkey. Notes the question in the session of the request."""
    return auth.begin_registration(account, passwordless=True)


def options_to_prove(account: Account) -> dict[str, Any]:
    """What a browser is handed to show one of this account's passkeys. Notes the question in the session."""
    return auth.begin_authentication(account)


def add(account: Account, form: NewPasskeyForm) -> Authenticator:
    """Keeps what a valid form brought. Writes."""
    name = form.cleaned_data["name"][:60]
    return auth.WebAuthn.add(account, name, form.cleaned_data["credential"]).instance
