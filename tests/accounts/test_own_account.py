"""What the holder of an account does with it: proves who is there, changes the address, takes everything along."""

import json
import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from broadsheet.accounts.account import Account

PASSWORD = "nine tides and a half"
SignIn = Callable[[Account], Client]
ASKED_FIRST = (
    "/account/address/",
    "/account/passkeys/add/",
    "/account/export/",
    "/account/erase/",
    "/account/passkeys/1/remove/",
    "/account/password/set/",
)


def code_of(number: int) -> str:
    found = re.search(r"^ +([A-Z0-9-]{6,})$", mail.outbox[number].body, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture
def ada_for_months(ada: Account, sign_in: SignIn) -> Client:
    """Her browser, in which she signed in long ago."""
    client = sign_in(ada)
    session = client.session
    session["account_authentication_methods"] = [{**record, "at": 0} for record in session["account_authentication_methods"]]
    session.save()
    return client


@pytest.mark.parametrize("path", ASKED_FIRST)
def test_what_can_not_be_taken_back_is_asked_of_whoever_sits_there(path: str, ada_for_months: Client) -> None:
    for answer in (ada_for_months.get(path), ada_for_months.post(path)):
        assert (answer.status_code, answer["Location"]) == (302, f"/account/prove/?next={path.replace('/', '%2F')}")
    assert Client().get(path)["Location"] == f"/account/sign-in/?next={path}"


def test_it_is_proved_by_the_password(ada_for_months: Client) -> None:
    asked = "/account/prove/?next=/account/erase/"
    wrong = ada_for_months.post(asked, {"password": "wrong"})
    assert "That is not right" in wrong.content.decode()
    assert ada_for_months.get("/account/erase/").status_code == 302
    assert ada_for_months.post(asked, {"password": PASSWORD})["Location"] == "/account/erase/"
    assert ada_for_months.get("/account/erase/").status_code == 200


def test_it_is_proved_by_a_code_which_is_good_for_nothing_else(ada_for_months: Client) -> None:
    asked = "/account/prove/?next=/account/export/"
    ada_for_months.post(asked)
    assert mail.outbox[0].to == ["ada@reader.example"]
    assert "Send me a new code" in ada_for_months.get(asked).content.decode()
    ada_for_months.post("/account/sign-in/code/", {"code": code_of(0)})
    assert ada_for_months.get("/account/export/").status_code == 302
    assert ada_for_months.post(asked, {"code": code_of(0)})["Location"] == "/account/export/"
    assert ada_for_months.get("/account/export/").status_code == 200


def test_a_code_is_good_for_three_tries(ada_for_months: Client) -> None:
    ada_for_months.post("/account/prove/")
    for _ in range(3):
        assert ada_for_months.post("/account/prove/", {"code": "WRNG-WRNG"}).status_code == 200
    ada_for_months.post("/account/prove/", {"code": code_of(0)})
    assert ada_for_months.get("/account/erase/").status_code == 302


def test_proofs_are_not_tried_without_end(ada_for_months: Client) -> None:
    tries = [ada_for_months.post("/account/prove/", {"password": "wrong"}).status_code for _ in range(11)]
    assert tries == [200] * 10 + [429]


def test_where_it_leads_is_a_path_of_this_paper(ada_for_months: Client) -> None:
    assert ada_for_months.post("/account/prove/?next=//evil.example/", {"password": PASSWORD})["Location"] == "/"
    assert 'href="javascript' not in ada_for_months.get("/account/passkeys/add/?next=javascript:alert(1)").content.decode()


def test_a_new_address_is_proved_by_a_code_and_the_old_one_is_told(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    client.post("/account/address/", {"email": "Ada@New.Example "})
    assert mail.outbox[0].to == ["ada@new.example"]
    ada.refresh_from_db()
    assert ada.email == "ada@reader.example", "Nothing changes before the code came back."
    assert "ada@new.example" in client.get("/account/address/").content.decode()
    assert "not the code" in client.post("/account/address/", {"code": "WRNG-WRNG"}).content.decode()
    assert client.post("/account/address/", {"code": code_of(0)})["Location"] == "/account/"
    ada.refresh_from_db()
    assert (ada.email, ada.pass_generation) == ("ada@new.example", 1)
    told = mail.outbox[1]
    assert told.to == ["ada@reader.example"]
    assert "ada@new.example" in told.body
    assert client.get("/account/").status_code == 200, "This device stays signed in."


def test_an_address_of_somebody_else_is_told_only_to_whoever_reads_it(ada: Account, gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    asked = client.post("/account/address/", {"email": gideon.email}, follow=True)
    assert "another account" not in asked.content.decode()
    assert "another account" in client.post("/account/address/", {"code": code_of(0)}).content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@reader.example"


def test_an_address_is_begun_again(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    client.post("/account/address/", {"email": "ada@new.example"})
    client.post("/account/address/", {"again": "1"})
    assert 'name="email"' in client.get("/account/address/").content.decode()


def test_everything_is_given_out_in_one_file(ada: Account, sign_in: SignIn) -> None:
    answer = sign_in(ada).get("/account/export/")
    assert re.fullmatch(r'attachment; filename="account-\d{4}-\d\d-\d\d\.json"', answer["Content-Disposition"])
    told = json.loads(answer.content)
    assert told["paper"]["name"] == "The Harbour Gazette"
    assert (told["account"]["email"], told["account"]["name"], told["account"]["passkeys"]) == ("ada@reader.example", "Ada Quill", [])
    assert Session.objects.count() == 1
