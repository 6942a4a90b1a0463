"""A reader's pass from sign-in to sign-out."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.accounts import passes, standing
from broadsheet.accounts.account import Account
from broadsheet.accounts.lasting import READERS_SECONDS
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.delivery.reader_pass import PASS_LIFE_SECONDS, Benefit, PassReader, ReaderPass
from broadsheet.delivery.reading import pass_keys

SignIn = Callable[[Account], Client]


def read(note: str | bytes, first_generation_that_counts: int | None = None) -> ReaderPass | None:
    """What the door makes of a note."""
    spelled = note.encode() if isinstance(note, str) else note
    return PassReader(pass_keys()).read(spelled, time.time(), lambda account: first_generation_that_counts)


@pytest.fixture
def premium_for_all() -> Iterator[None]:
    """A room that gives every account Premium and reading without advertisements."""

    def answer(account: Account) -> int:
        return Benefit.PREMIUM | Benefit.AD_FREE

    standing.register(answer)
    yield
    standing._answers.remove(answer)


def test_sign_in_hands_out_a_pass_that_the_door_accepts(ada: Account, sign_in: SignIn) -> None:
    cookie = sign_in(ada).cookies["bs_pass"]
    held = read(cookie.value)
    assert held is not None
    assert (held.account, held.benefits, held.generation) == (ada.pk, 0, 0)
    assert abs(held.expires_at - time.time() - PASS_LIFE_SECONDS) < 5
    assert (cookie["path"], cookie["samesite"], cookie["httponly"], int(cookie["max-age"])) == ("/", "Lax", True, PASS_LIFE_SECONDS)
    assert not cookie["secure"], "The tests' paper is served over plain http."


def test_a_pass_holds_what_the_rooms_say_the_account_has(ada: Account, premium_for_all: None, sign_in: SignIn) -> None:
    note = sign_in(ada).cookies["bs_pass"].value
    assert note.split(".")[2] == "ap"
    assert standing.benefits_of(ada) == Benefit.AD_FREE | Benefit.PREMIUM


def test_a_closed_account_has_no_benefits(ada: Account, premium_for_all: None) -> None:
    ada.is_active = False
    assert standing.benefits_of(ada) == 0


def test_sign_out_takes_pass_and_session_from_the_browser_and_the_session_from_us(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    session = client.cookies["bs_session"].value
    answer = client.post("/account/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert {name: (cookie.value, cookie["max-age"], cookie["path"]) for name, cookie in answer.cookies.items()} == {
        "bs_pass": ("", 0, "/"),
        "bs_session": ("", 0, "/"),
    }
    assert not Session.objects.filter(session_key=session).exists()


@pytest.mark.sqlite_only
def test_a_live_session_renews_its_pass(ada: Account, premium_for_all: None, sign_in: SignIn) -> None:
    session = sign_in(ada).cookies["bs_session"].value
    renewed = passes.renew(f"bs_asked=1.a.2; bs_session={session}; bs_pass=1.k1.x".encode())
    assert renewed is not None
    note, (line, of_session) = renewed
    held = read(note)
    assert held is not None
    assert (held.account, held.benefits) == (ada.pk, Benefit.AD_FREE | Benefit.PREMIUM)
    assert line.startswith(b"bs_pass=" + note + b"; ")
    assert {b"HttpOnly", b"Path=/", b"SameSite=Lax", b"Max-Age=%d" % PASS_LIFE_SECONDS} < set(line.split(b"; "))
    assert of_session.startswith(b"bs_session=" + session.encode() + b"; ")
    assert {b"HttpOnly", b"Path=/", b"SameSite=Lax", b"Max-Age=%d" % READERS_SECONDS} < set(of_session.split(b"; "))


@pytest.mark.parametrize(
    "cookies",
    [
        b"",
        b"bs_pass=1.k1..0",
        b"bs_session=",
        b"bs_session=../../etc",
        b"xbs_session=%s",
        b"bs_session=%sx",
        b"\xff\xfe; bs_session",
        b"bs_session=" + b"a" * 32,
    ],
)
def test_what_is_no_live_session_renews_nothing(cookies: bytes, ada: Account, sign_in: SignIn) -> None:
    session = sign_in(ada).cookies["bs_session"].value.encode()
    assert passes.renew(cookies.replace(b"%s", session)) is None


@pytest.mark.sqlite_only
def test_a_session_that_only_began_renews_nothing_and_is_looked_up_once(
    ada: Account, sign_in: SignIn, client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    client.get("/account/sign-in/")
    only_began = b"bs_session=" + client.cookies["bs_session"].value.encode()
    assert passes.renew(only_began) is None
    with django_assert_num_queries(0):
        assert passes.renew(only_began) is None
    signed_in = b"bs_session=" + sign_in(ada).cookies["bs_session"].value.encode()
    assert signed_in != only_began
    with django_assert_num_queries(4):  # the session, the account, what it has; and that the session goes on
        assert passes.renew(signed_in) is not None


@pytest.mark.sqlite_only
def test_a_session_ends_with_its_time_its_password_and_its_account(ada: Account, sign_in: SignIn) -> None:
    cookies = b"bs_session=" + sign_in(ada).cookies["bs_session"].value.encode()
    Account.objects.filter(pk=ada.pk).update(is_active=False)
    assert passes.renew(cookies) is None
    Account.objects.filter(pk=ada.pk).update(is_active=True)
    assert passes.renew(cookies) is not None
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert passes.renew(cookies) is None
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))
    ada.set_password("another one altogether")
    ada.save()
    assert passes.renew(cookies) is None


def test_a_changed_standing_ends_older_passes_and_leaves_newer_ones(ada: Account) -> None:
    older = passes.sign(ada)
    standing.standing_changed(ada)
    assert ada.pass_generation == 1
    line = OutboxLine.objects.get()
    assert (line.verb, line.names) == ("standing", f"{ada.pk}:1")
    assert read(older, ada.pass_generation) is None
    assert read(passes.sign(ada), ada.pass_generation) is not None


@pytest.mark.django_db(transaction=True)
def test_a_change_of_standing_is_known_to_the_door_when_the_call_returns(client: Client) -> None:
    ada = Account.objects.create_user("ada@reader.example")
    client.cookies["bs_pass"] = passes.sign(ada)
    standing.standing_changed(ada)
    from broadsheet.delivery import machine

    assert PassReader(pass_keys()).read(client.cookies["bs_pass"].value.encode(), time.time(), machine.shelf().standing) is None


def test_a_new_password_ends_passes_elsewhere_and_keeps_this_device_signed_in(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    elsewhere = client.cookies["bs_pass"].value
    new = "ten tides, all of them high"
    answer = client.post("/account/password/", {"oldpassword": "nine tides and a half", "password1": new, "password2": new})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert read(elsewhere, ada.pass_generation) is None
    assert read(client.cookies["bs_pass"].value, ada.pass_generation) is not None
    assert "Your new password is kept." in client.get("/account/").content.decode()


def test_a_paper_over_https_marks_its_pass_secure(ada: Account, settings: Settings) -> None:
    settings.PAPER = replace(settings.PAPER, address="https://gazette.example")
    answer = HttpResponse()
    passes.hand_out(answer, ada)
    assert answer.cookies["bs_pass"]["secure"]


def test_a_new_key_ends_no_pass_while_the_old_one_is_named(ada: Account, settings: Settings) -> None:
    settings.PASS_SECRETS = ["the key of last year"]
    older = passes.sign(ada)
    settings.PASS_SECRETS = ["the key of this year", "the key of last year"]
    newer = passes.sign(ada)
    assert read(older) is not None
    assert read(newer) is not None
    assert older.split(".")[1] != newer.split(".")[1]
    settings.PASS_SECRETS = ["the key of this year"]
    assert read(older) is None
