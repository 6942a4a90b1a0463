"""A reader's passkey, in a browser that has one: made with the account, used, and removed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stage.served import Served

Keys = Callable[[], list[dict[str, Any]]]
DEVICE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def keeper(page: Page) -> Keys:
    """A device of Chromium's own making that keeps passkeys; returns what lists them."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    made = talk.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return lambda: talk.send("WebAuthn.getCredentials", {"authenticatorId": made})["credentials"]


def code_in(paper: Served, address: str) -> str:
    paper.wait_until(lambda: f"To: {address}" in paper.log)
    return re.findall(r"^ {4}([A-Z0-9-]{6,})\s*$", paper.log.split(f"To: {address}")[-1], re.MULTILINE)[0]


@pytest.mark.slow
def test_a_newcomer_makes_a_passkey_and_signs_in_with_it_from_then_on(served: Served, page: Page, keeper: Keys) -> None:
    page.goto(served.url + "/account/sign-in/send-code/?next=/about/corrections/")
    page.get_by_label("Email").fill("new@reader.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(served, "new@reader.example"))
    page.get_by_role("button", name="Sign in and make a passkey").click()
    page.get_by_label("What you call it").fill("Kitchen laptop")
    page.get_by_role("button", name="Make a passkey on this device").click()
    expect(page).to_have_url(served.url + "/about/corrections/")
    assert len(keeper()) == 1

    page.goto(served.url + "/account/")
    expect(page.locator("main")).to_contain_text("Kitchen laptop")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(served.url + "/account/sign-in/?next=/about/corrections/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(served.url + "/about/corrections/")
    assert {cookie["name"] for cookie in page.context.cookies()} == {"bs_session", "bs_pass"}

    served.python("from broadsheet.accounts.lasting import Session; from django.contrib.sessions.backends.db import SessionStore\n"
                  "for row in Session.objects.all():\n"
                  "    store = SessionStore(row.session_key); store['account_authentication_methods'] = []; store.save()")  # fmt: skip
    page.goto(served.url + "/account/erase/")
    expect(page).to_have_url(re.compile(r"/account/prove/"))
    page.get_by_role("button", name="Show a passkey").click()
    expect(page).to_have_url(served.url + "/account/erase/")

    page.goto(served.url + "/account/")
    page.get_by_role("link", name="Remove Kitchen laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("main")).to_contain_text("The passkey is removed")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(served.url + "/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("That passkey could not be used")
    assert page.told == []  # type: ignore[attr-defined]
