"""Signing in, by password and by code."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from broadsheet.accounts.account import Account
from broadsheet.accounts.sign_in import is_local_path, local_path

PASSWORD = "nine tides and a half"
SignIn = Callable[[Account], Client]


def code_in(message: str) -> str:
    return re.search(r"^ +([A-Z0-9-]{6,})$", message, re.MULTILINE)[1]


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_addresses_are_those_of_the_contract() -> None:
    assert [reverse(name) for name in ("account", "account_login", "account_logout")] == [
        "/account/",
        "/account/sign-in/",
        "/account/sign-out/",
    ]


def test_a_reader_signs_in_with_a_password_and_is_told_what_the_account_has(ada: Account, client: Client) -> None:
    assert "Send me a code instead" in client.get("/account/sign-in/").content.decode()
    answer = client.post("/account/sign-in/", {"login": "Ada@Reader.example", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    page = answer.content.decode()
    assert "Ada Quill" in page
    assert "ada@reader.example" in page
    assert "all the open pages of this paper" in page
    assert "/newsroom/" not in page


def test_a_colleague_finds_the_way_to_the_newsroom(gideon: Account, sign_in: SignIn) -> None:
    assert 'href="/newsroom/"' in sign_in(gideon).get("/account/").content.decode()


def test_a_wrong_password_and_a_wrong_address_are_answered_alike(ada: Account, client: Client) -> None:
    wrong = [
        client.post("/account/sign-in/", {"login": login, "password": "wrong"}) for login in ("ada@reader.example", "nobody@reader.example")
    ]
    said = [re.search(r'role="alert">(.*?)</div>', answer.content.decode())[1] for answer in wrong]
    assert said[0] == said[1]
    assert not is_signed_in(client)
    assert "bs_pass" not in client.cookies


def test_a_reader_signs_in_with_a_code_from_the_mail(ada: Account, client: Client) -> None:
    asked = client.post("/account/sign-in/send-code/?next=/news/", {"login": "ada@reader.example", "password": ""})
    assert (asked.status_code, asked["Location"]) == (302, "/account/sign-in/code/?next=%2Fnews%2F")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["ada@reader.example"], "Your code for Gazette")
    assert "The Harbour Gazette" in letter.body
    assert "ada@reader.example" in client.get(asked["Location"]).content.decode()
    done = client.post(asked["Location"], {"code": code_in(letter.body)})
    assert (done.status_code, done["Location"]) == (302, "/news/")
    assert done.cookies["bs_pass"].value.startswith("1.")
    assert is_signed_in(client)


def test_three_wrong_codes_and_one_begins_again(ada: Account, client: Client) -> None:
    client.post("/account/sign-in/send-code/", {"email": "ada@reader.example"})
    answers = [client.post("/account/sign-in/code/", {"code": "WRONG-ONE"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    client.post("/account/sign-in/code/", {"code": code_in(mail.outbox[0].body)})
    assert not is_signed_in(client)


def test_whoever_waits_for_a_code_can_begin_again(ada: Account, client: Client) -> None:
    client.post("/account/sign-in/send-code/", {"email": "ada@reader.example"})
    assert client.get("/account/sign-in/").status_code == 302, "A code is waited for."
    assert client.post("/account/sign-out/", {"next": "/account/sign-in/"})["Location"] == "/account/sign-in/"
    assert client.get("/account/sign-in/").status_code == 200


def test_a_newcomer_gets_the_same_answer_and_an_account_once_the_code_came_back(client: Client, db: None) -> None:
    asked = client.post("/account/sign-in/send-code/", {"email": "New@Reader.example"})
    assert (asked.status_code, asked["Location"]) == (302, "/account/sign-in/code/")
    assert not Account.objects.exists(), "Whoever mistypes an address makes no account."
    client.post(asked["Location"], {"code": code_in(mail.outbox[0].body)})
    [newcomer] = Account.objects.all()
    assert (newcomer.email, newcomer.has_usable_password(), newcomer.works_here) == ("new@reader.example", False, False)
    assert is_signed_in(client)


def test_a_newcomer_may_make_a_passkey_at_once_and_goes_on_from_there(client: Client, db: None) -> None:
    client.post("/account/sign-in/send-code/?next=/news/", {"email": "new@reader.example"})
    done = client.post("/account/sign-in/code/?next=/news/", {"code": code_in(mail.outbox[0].body), "then": "passkey"})
    assert done["Location"] == "/account/passkeys/add/?next=%2Fnews%2F"
    assert done.cookies["bs_pass"].value.startswith("1.")
    page = client.get(done["Location"]).content.decode()
    assert '<a class="button button--quiet" href="/news/">' in page, "They need not."
    assert "residentKey" in page


def test_codes_are_not_sent_without_end(ada: Account, client: Client) -> None:
    for _ in range(5):
        client.post("/account/sign-in/send-code/", {"email": "ada@reader.example"})
        client.post("/account/sign-out/")
    assert len(mail.outbox) == 3


def test_passwords_are_not_tried_without_end(ada: Account, client: Client) -> None:
    for _ in range(5):
        client.post("/account/sign-in/", {"login": ada.email, "password": "wrong"})
    client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_one_address_that_asks_for_ever_is_told_to_wait_in_the_papers_face(client: Client, db: None) -> None:
    answers = [client.post("/account/sign-in/", {"login": f"{n}@reader.example", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()


def test_a_closed_account_can_not_sign_in(ada: Account, client: Client) -> None:
    Account.objects.update(is_active=False)
    client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD})
    assert not is_signed_in(client)
    client.post("/account/sign-in/send-code/", {"email": ada.email})
    assert mail.outbox == []
    assert "This account is closed" in client.get("/account/inactive/").content.decode()


def test_there_is_no_form_to_sign_up_by(client: Client, db: None) -> None:
    for path in ("/account/sign-up/", "/account/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/news/", "/news/"),
        ("/search/?q=tide&x=1", "/search/?q=tide&x=1"),
        ("/%D7%97%D7%93%D7%A9%D7%95%D7%AA/", "/%D7%97%D7%93%D7%A9%D7%95%D7%AA/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/news//x", "/"),
        ("/a\r\nSet-Cookie:x=1", "/"),
        ("\t/news/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/news/", "/"),
        ("news/", "/"),
    ],
)
def test_what_comes_next_is_a_path_of_this_paper(wanted: str, leads_to: str, ada: Account, client: Client) -> None:
    assert local_path(wanted) == leads_to
    assert is_local_path(wanted) == (wanted == leads_to)
    answer = client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD, "next": wanted})
    assert answer["Location"] == leads_to
    assert client.post("/account/sign-out/", {"next": wanted})["Location"] == leads_to


def test_a_session_begins_with_sign_in_and_not_before(client: Client, db: None) -> None:
    assert client.get("/account/").cookies == {}, "Sent to sign-in, no more."
    assert client.get("/account/kept/").cookies == {}
    assert client.get("/account/sign-out/").cookies == {}
    assert set(client.get("/account/sign-in/").cookies) == {"bs_session"}


def test_the_account_pages_are_kept_by_nobody(ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    for path in ("/account/", "/account/kept/", "/account/password/", "/account/sign-out/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), path
        assert '<meta name="robots" content="noindex">' in answer.content.decode(), path


def test_sign_in_and_sign_out_want_the_forms_token(ada: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD}).status_code == 403
    assert client.post("/account/sign-out/").status_code == 403
    assert client.post("/account/kept/").status_code == 403


def test_an_account_without_a_password_sets_one(client: Client, db: None) -> None:
    account = Account.objects.create_user("new@reader.example")
    client.post("/account/sign-in/send-code/", {"email": account.email})
    client.post("/account/sign-in/code/", {"code": code_in(mail.outbox[0].body)})
    assert client.get("/account/password/")["Location"] == "/account/password/set/"
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert is_signed_in(client)
