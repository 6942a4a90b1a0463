"""The newsroom’s door. Who gets in at each of its addresses stands in tests/house/test_authorisation.py."""

from collections.abc import Callable

import pytest
from django.test import Client

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague
from tests.stage.addresses import address_of, every_pattern

SignIn = Callable[[Account], Client]
PASSWORD = "nine tides and a half"


def test_the_walk_finds_the_newsrooms_addresses() -> None:
    addresses = {address_of(pattern) for pattern in every_pattern()}
    assert len(addresses) > 400
    assert {
        "/newsroom/",
        "/newsroom/login/",
        "/newsroom/users/",
        "/newsroom/images/",
        "/newsroom/password_reset/",
        "/newsroom/jsi18n/",
        "/newsroom/sprite/",
    } <= addresses


def test_a_script_of_the_newsrooms_is_told_so_and_not_sent_to_a_form(client: Client, db: None) -> None:
    assert client.get("/newsroom/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_wagtails_own_login_takes_no_password(gideon: Account, client: Client) -> None:
    for answer in (
        client.get("/newsroom/login/?next=/newsroom/users/"),
        client.post("/newsroom/login/?next=/newsroom/users/", {"username": gideon.email, "password": PASSWORD}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/?next=%2Fnewsroom%2Fusers%2F")
    assert client.get("/newsroom/login/")["Location"] == "/account/sign-in/?next=%2Fnewsroom%2F"
    assert client.get("/newsroom/").status_code == 302


def test_a_colleague_who_knocked_is_let_in_after_sign_in(gideon: Account, client: Client) -> None:
    knocked = client.get("/newsroom/")
    assert knocked["Location"] == "/account/sign-in/?next=/newsroom/"
    answer = client.post(knocked["Location"], {"login": gideon.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/newsroom/", 302)]
    assert answer.status_code == 200


def test_a_reader_who_knocked_is_not_sent_round_in_a_circle(ada: Account, sign_in: SignIn) -> None:
    answer = sign_in(ada).get("/newsroom/login/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 2


def test_no_password_is_reset_by_a_link(gideon: Account, sign_in: SignIn) -> None:
    assert sign_in(gideon).get("/newsroom/password_reset/").status_code == 404


@pytest.mark.parametrize("path", ["/newsroom", "/newsroom/nothing-here/"])
def test_what_is_not_there_is_closed_too(path: str, client: Client, db: None) -> None:
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/sign-in/")


@pytest.mark.parametrize(
    "path", ["/newsroom/documents/", "/newsroom/documents/add/", "/newsroom/pages/", "/newsroom/reports/site-history/"]
)
def test_what_no_desk_needs_is_its_owners_alone(path: str, sign_in: SignIn, db: None) -> None:
    reporter = colleague("wren@gazette.example", "Wren", PASSWORD, "reporter")
    assert sign_in(reporter).get(path).status_code == 403
