"""How one signs in: the rules we give to django-allauth, and the forms that differ from its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from broadsheet.accounts import passes
from broadsheet.accounts.account import Account


def is_local_path(address: str) -> bool:
    """Whether a "next" address stays within the paper: one leading slash, no “//”, no backslash, no control character."""
    return address.startswith("/") and "//" not in address and "\\" not in address and address.isprintable() and address.strip() == address


def local_path(address: str | None) -> str:
    """The "next" address where it is a local path, else the front."""
    return address if address and is_local_path(address) else "/"


class Rules(DefaultAccountAdapter):
    """What this paper lays down about signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: accounts are made in the newsroom or by `broadsheet`."""
        return False

    def is_safe_url(self, url: str) -> bool:
        return is_local_path(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Asked where there is no "next", or one that leads elsewhere: the latter ends on the front."""
        return "/" if get_request_param(request, REDIRECT_FIELD_NAME) else reverse("account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def post_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponse:
        """Whichever way someone signed in, the answer carries a pass."""
        response = super().post_login(request, user, **told)
        passes.hand_out(response, user)
        return response

    def format_email_subject(self, subject: str) -> str:
        return subject

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        return super().render_mail(template_prefix, email, {**context, "paper": settings.PAPER}, headers)


class SendCodeForm(RequestLoginCodeForm):
    """Asks for a code, from its own page or from the sign-in form's second button, whose field is called “login”."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {**data.dict(), "email": data["login"]}
        super().__init__(data, *args, **kwargs)
