"""How long one stays signed in, and how it ends everywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from broadsheet.accounts import passes
from broadsheet.accounts.account import Account
from broadsheet.accounts.lasting import COLLEAGUES_SECONDS, READERS_SECONDS
from broadsheet.accounts.people import colleague
from broadsheet.delivery.outbox import OutboxLine

SignIn = Callable[[Account], Client]


def days_left(client: Client) -> float:
    row = Session.objects.get(session_key=client.cookies["bs_session"].value)
    return (row.expire_date - timezone.now()) / timedelta(days=1)


def cookies_of(client: Client) -> bytes:
    return f"bs_session={client.cookies['bs_session'].value}".encode()


def test_a_reader_stays_signed_in_for_a_year_and_a_colleague_for_two_weeks(ada: Account, gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    assert client.cookies["bs_session"]["max-age"] == READERS_SECONDS
    assert 364 < days_left(client) <= 365
    client.post("/account/sign-out/")
    client = sign_in(gideon)
    assert client.cookies["bs_session"]["max-age"] == COLLEAGUES_SECONDS
    assert 13 < days_left(client) <= 14


@pytest.mark.sqlite_only
def test_a_reader_who_comes_back_after_a_month_is_known_and_has_another_year(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=335))
    del client.cookies["bs_pass"]  # a browser keeps it for seven days
    assert passes.renew(cookies_of(client)) is not None
    assert 364 < days_left(client) <= 365


@pytest.mark.sqlite_only
def test_a_colleagues_two_weeks_are_not_made_longer_by_reading(gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(gideon)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=3))
    note_and_cookies = passes.renew(cookies_of(client))
    assert note_and_cookies is not None
    assert [line.split(b"=")[0] for line in note_and_cookies[1]] == [b"bs_pass"]
    assert days_left(client) < 3


def test_a_readers_session_ends_as_a_colleagues_once_it_enters_the_newsroom(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    colleague(ada.email, ada.name, None, "reporter")
    assert client.get("/newsroom/").status_code == 200
    assert 13 < days_left(client) <= 14


def test_a_session_keeps_no_address(ada: Account, sign_in: SignIn) -> None:
    assert "ada@reader.example" not in str(dict(sign_in(ada).session.items()))


@pytest.mark.sqlite_only
def test_signing_out_everywhere_ends_every_session_and_every_pass(ada: Account, sign_in: SignIn) -> None:
    at_home, on_the_phone = sign_in(ada), Client()
    on_the_phone.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert on_the_phone.get("/account/").status_code == 200
    told = OutboxLine.objects.count()
    done = at_home.post("/account/sign-out/everywhere/")
    assert done.status_code == 302
    assert {name for name, cookie in done.cookies.items() if cookie["max-age"] == 0} == {"bs_session", "bs_pass"}
    assert on_the_phone.get("/account/").status_code == 302, "Its session is over."
    assert passes.renew(cookies_of(on_the_phone)) is None
    ada.refresh_from_db()
    assert ada.pass_generation == 1, "Its pass is older than the account's standing."
    assert OutboxLine.objects.count() == told + 1, "Every door is told."
    assert sign_in(ada).get("/account/").status_code == 200
