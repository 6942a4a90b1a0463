"""The person we know, reader or colleague, by an e-mail address and nothing else."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

EMAIL_TAKEN = _("There is an account with this e-mail address already.")


class Accounts(BaseUserManager["Account"]):
    """Every account of the paper."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The address as we keep it: without blanks around it, in small letters throughout."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """A new account; without a password it can sign in by code only. Raises ValueError when the address is empty."""
        if not self.normalize_email(email):
            raise ValueError("An account needs an e-mail address. Give one such as “editor@gazette.example”.")
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """A new account that may do everything in the newsroom."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})


class Account(AbstractBaseUser, PermissionsMixin):
    """One person. What they may do comes from Wagtail's groups, what they may read from `standing.benefits_of`."""

    email = models.EmailField(_("e-mail address"), unique=True, error_messages={"unique": EMAIL_TAKEN})
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True, help_text=_("Take this away instead of deleting the account."))
    joined_at = models.DateTimeField(_("account made on"), default=timezone.now, editable=False)
    # A pass carries the generation it was signed under: raising it ends every older pass, here and on other machines.
    pass_generation = models.PositiveIntegerField(default=0, editable=False)
    # A session proves this one: raising it ends every session that was begun before.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Beside `unique`, which Django's own check wants of a USERNAME_FIELD: two spellings of one address are one account.
            models.UniqueConstraint(Lower("email"), name="accounts_account_email_once", violation_error_message=EMAIL_TAKEN),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Called by every form that checks an account: the address is kept in small letters."""
        return Accounts.normalize_email(username)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was begun with, and must still fit: as Django's, of the password, and of the sessions' generation too."""
        begun_with = f"{self.session_generation}.{self.password}"
        return salted_hmac("broadsheet.accounts.session", begun_with, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """What the newsroom's side bar greets a colleague by."""
        return self.name

    @property
    def works_here(self) -> bool:
        """Whether this person may enter the newsroom."""
        return self.is_active and self.has_perm("wagtailadmin.access_admin")
