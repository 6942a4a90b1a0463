"""What is kept about a reader is shown to that reader."""

from collections.abc import Callable

from django.test import Client

from broadsheet.accounts.account import Account


def test_a_reader_who_only_reads_finds_that_nothing_is_kept(client: Client, db: None) -> None:
    answer = client.get("/account/kept/")
    page = answer.content.decode()
    assert "we set no cookie for that" in page
    assert "you are not signed in" in page
    assert "<form" not in page.split("<main")[1]
    assert answer.cookies == {}


def test_a_signed_in_reader_sees_both_cookies_and_the_account_and_clears_the_device(
    ada: Account, sign_in: Callable[[Account], Client]
) -> None:
    client = sign_in(ada)
    page = client.get("/account/kept/").content.decode()
    assert all(word in page for word in ("bs_session", "bs_pass", "ada@reader.example", "Ada Quill"))
    cleared = client.post("/account/kept/")
    assert {name for name, cookie in cleared.cookies.items() if cookie["max-age"] == 0} == {"bs_session", "bs_pass"}
    assert client.get("/account/").status_code == 302
