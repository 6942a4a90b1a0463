"""The people of the Gazette, as far as these tests need them."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague

PASSWORD = "nine tides and a half"


@pytest.fixture(autouse=True)
def passwords_are_hashed_quickly(settings: Settings) -> None:
    """A good hash takes a quarter of a second on purpose; these tests take some two hundred of them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db: None) -> Account:
    """A reader with an account and a password."""
    return Account.objects.create_user("ada@reader.example", PASSWORD, name="Ada Quill")


@pytest.fixture
def gideon(db: None) -> Account:
    """The editor."""
    return colleague("gideon.farrow@gazette.example", "Gideon Farrow", PASSWORD, "editor")


@pytest.fixture
def sign_in(client: Client) -> Callable[[Account], Client]:
    """Signs somebody in with the password, by the form as a browser sends it; returns the browser."""

    def by_form(account: Account) -> Client:
        client.post("/account/sign-in/", {"login": account.email, "password": PASSWORD})
        return client

    return by_form
