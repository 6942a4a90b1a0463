"""How one signs in: the rules we give to django-allauth, and the forms that differ from its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.accounts import lasting, passes
from broadsheet.accounts.account import Account, Accounts


def is_local_path(address: str) -> bool:
    """Whether a "next" address stays within the paper: one leading slash, no “//”, no backslash, no control character."""
    return address.startswith("/") and "//" not in address and "\\" not in address and address.isprintable() and address.strip() == address


def local_path(address: str | None) -> str:
    """The "next" address where it is a local path, else the front."""
    return address if address and is_local_path(address) else "/"


class Rules(DefaultAccountAdapter):
    """What this paper lays down about signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not by a form of its own: a newcomer's account is made by the code that comes back, a colleague's in the newsroom."""
        return False

    def get_login_stages(self) -> list[str]:
        """A passkey is one way in among others, no second lock behind the code."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def is_safe_url(self, url: str) -> bool:
        return is_local_path(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Asked where there is no "next", or one that leads elsewhere: the latter ends on the front."""
        return "/" if get_request_param(request, REDIRECT_FIELD_NAME) else reverse("account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def post_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponse:
        """Whichever way someone signed in, the answer carries a pass; by way of a page that makes a passkey, where that was asked for."""
        response = super().post_login(request, user, **told)
        lasting.begin(request)
        if request.POST.get("then") == "passkey":
            response = redirect(f"{reverse('account-passkey-add')}?{urlencode({'next': response['Location']})}")
        passes.hand_out(response, user)
        return response

    def format_email_subject(self, subject: str) -> str:
        return subject

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        return super().render_mail(template_prefix, email, {**context, "paper": settings.PAPER}, headers)


class SignInForm(LoginForm):
    """Address and password."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Here allauth says, last of all, how long one stays signed in: we say it again."""
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            lasting.begin(request)
        return response


class SendCodeForm(RequestLoginCodeForm):
    """Asks for a code, from its own page or from the sign-in form's second button, whose field is called “login”."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {**data.dict(), "email": data["login"]}
        super().__init__(data, *args, **kwargs)


class CodeByMail(LoginCodeVerificationProcess):
    """A code for whoever asks, known to us or not: no answer tells which. A newcomer's account is made once the code came back."""

    @classmethod
    def begin(cls, request: HttpRequest, account: Account | None, email: str) -> None:
        """Sends the code, and waits for it in this browser's session. As allauth's `initiate`, which can't be told to use this class."""
        login = Login(user=account, email=email, state={"stages": {"current": LoginByCodeStage.key}})
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update({**cls.initial_state(user=account, email=email), "initiated_by_user": True})
        process = cls(stage)
        process.send()
        process.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """None goes to an account that was closed."""
        if self.user or not Account.objects.filter(email=Accounts.normalize_email(email)).exists():
            Rules(self.request).send_mail("account/email/login_code", email, {"request": self.request, "code": self.generate_code()})


def account_of(email: str) -> Account:
    """The account of an address that was proved just now, made where there is none yet. Writes."""
    return Account.objects.get_or_create(email=Accounts.normalize_email(email), defaults={"password": make_password(None)})[0]
