"""The newsroom is closed to everyone who is no colleague, at every one of its addresses."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague

SignIn = Callable[[Account], Client]
PASSWORD = "nine tides and a half"
# Wagtail's ways in and out, which lead to ours: the only addresses of the newsroom that answer anybody.
OPEN = {"/newsroom/login/", "/newsroom/logout/"}
FILLED = {"word": "news", "int": "1", "str": "x", "slug": "x", "uuid": "5e2a7f3c-7b1d-4a53-9c1e-0b6b7a1d2c3e", "path": "x"}


def newsroom_addresses() -> list[str]:
    """One address for every pattern under /newsroom/ of the paper as it is put together."""
    found = {_address(pattern) for pattern in _patterns(get_resolver().url_patterns, "")}
    return sorted(address for address in found if address.startswith("/newsroom/"))


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        spelled = before + str(pattern.pattern)
        yield from _patterns(pattern.url_patterns, spelled) if isinstance(pattern, URLResolver) else [spelled]


def _address(pattern: str) -> str:
    """A pattern with its holes filled, whether Django's converters or an expression's groups."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda hole: FILLED[hole[1] or "str"], pattern)
    filled = re.sub(r"\(\?P1?[^)]*\)|\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", filled)
    return "/" + re.sub(r"[\^$?\\]|\.\*", "", filled)


def test_the_walk_finds_the_newsrooms_addresses() -> None:
    addresses = newsroom_addresses()
    assert len(addresses) > 100
    assert {
        "/newsroom/",
        "/newsroom/login/",
        "/newsroom/users/",
        "/newsroom/images/",
        "/newsroom/password_reset/",
        "/newsroom/jsi18n/",
        "/newsroom/sprite/",
    } <= set(addresses)


def test_strangers_are_sent_to_sign_in_from_every_address(client: Client, db: None) -> None:
    for address in set(newsroom_addresses()) - OPEN:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/account/sign-in/?next=/newsroom/"), address
    assert client.cookies == {}, "No session begins by knocking."


def test_readers_who_are_signed_in_are_refused_at_every_address(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    for address in set(newsroom_addresses()) - OPEN:
        assert client.get(address).status_code == 403, address
    refused = client.get("/newsroom/")
    assert "The Harbour Gazette" in refused.content.decode()


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
