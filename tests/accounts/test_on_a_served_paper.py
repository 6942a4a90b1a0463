"""Accounts on a paper that is really served, by two workers behind a proxy of ours: passkeys, guessing, and coming back after a month."""

import re
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stage.served import Served, copy_paper

pytestmark = pytest.mark.slow

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
SEND_CODE = "/account/sign-in/send-code/"
SENT, TOLD_TO_WAIT = 302, 200  # the second: the form again, which says so
MOST_A_MINUTE = 20  # codes that one address of the net may ask for
MAKE_A_PARTNER = """
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from broadsheet.accounts.account import Account
from broadsheet.accounts.lasting import READERS_SECONDS
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.plan import Plan
pauline = Account.objects.create_user("pauline@reader.example")
plan = Plan.objects.create(name="Given", slug="given", benefits="apme")
Membership.objects.create(account=pauline, plan=plan, provider="given", ref="1", state=State.ACTIVE, interval="month", amount_minor=0, currency="USD")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(pauline.pk), pauline.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.set_expiry(READERS_SECONDS)
session.create()
Session.objects.update(expire_date=timezone.now() + timedelta(days=335))
print(session.session_key)
"""


@pytest.fixture(scope="module")
def paper(seeded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("accounts") / "gazette"
    copy_paper(seeded("gazette"), folder)
    with Served(folder, ("--workers", "2"), {"BROADSHEET_TRUSTS_PROXY": "1"}) as served:
        yield served


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


def test_a_newcomer_makes_a_passkey_and_signs_in_with_it_from_then_on(paper: Served, page: Page, keeper: Keys) -> None:
    page.goto(paper.url + "/account/sign-in/send-code/?next=/about/corrections/")
    page.get_by_label("Email").fill("new@reader.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(paper, "new@reader.example"))
    page.get_by_role("button", name="Sign in and make a passkey").click()
    page.get_by_label("What you call it").fill("Kitchen laptop")
    page.get_by_role("button", name="Make a passkey on this device").click()
    expect(page).to_have_url(paper.url + "/about/corrections/")
    assert len(keeper()) == 1

    page.goto(paper.url + "/account/")
    expect(page.locator("main")).to_contain_text("Kitchen laptop")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(paper.url + "/account/sign-in/?next=/about/corrections/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(paper.url + "/about/corrections/")
    assert {cookie["name"] for cookie in page.context.cookies()} == {"bs_session", "bs_pass"}

    paper.python("from broadsheet.accounts.lasting import Session; from django.contrib.sessions.backends.db import SessionStore\n"
                  "for row in Session.objects.all():\n"
                  "    store = SessionStore(row.session_key); store['account_authentication_methods'] = []; store.save()")  # fmt: skip
    page.goto(paper.url + "/account/erase/")
    expect(page).to_have_url(re.compile(r"/account/prove/"))
    page.get_by_role("button", name="Show a passkey").click()
    expect(page).to_have_url(paper.url + "/account/erase/")

    page.goto(paper.url + "/account/")
    page.get_by_role("link", name="Remove Kitchen laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("main")).to_contain_text("The passkey is removed")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(paper.url + "/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("That passkey could not be used")
    assert page.told == []  # type: ignore[attr-defined]


class Guesser:
    """Somebody who asks for codes, from an address of the net as our proxy tells it."""

    def __init__(self, paper: Served, comes_from: str) -> None:
        self.paper, self.headers = paper, {"X-Forwarded-For": comes_from, "Referer": paper.url + "/"}
        form = paper.get(SEND_CODE, self.headers)
        self.headers["Cookie"] = form.headers["Set-Cookie"].split(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert found is not None
        self.token = found[1]

    def ask(self, number: int) -> int:
        told = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, "email": f"reader-{number}@guess.example"})
        return self.paper.get(SEND_CODE, self.headers, method="POST", body=told.encode()).status


def test_codes_are_counted_by_all_workers_together_and_by_the_readers_own_address(paper: Served) -> None:
    guesser = Guesser(paper, "203.0.113.7")
    answers = [guesser.ask(number) for number in range(MOST_A_MINUTE + 2)]
    assert answers == [SENT] * MOST_A_MINUTE + [TOLD_TO_WAIT] * 2
    assert Guesser(paper, "203.0.113.8").ask(99) == SENT, "Whoever comes from elsewhere is not meant."
    assert Guesser(paper, "198.51.100.1, 203.0.113.7").ask(99) == TOLD_TO_WAIT, "What our proxy saw counts, not what it was told."


def test_a_partner_who_comes_back_after_a_month_gets_a_partners_page_at_the_first_request(paper: Served) -> None:
    session = paper.python(MAKE_A_PARTNER).strip().splitlines()[-1]
    answer = paper.get("/", {"Cookie": f"bs_session={session}"})
    assert answer.status == 200
    assert answer.headers["X-Broadsheet-Variant"].startswith("a")
    assert 'class="slot' not in answer.text
    cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or []]
    assert [cookie.partition("=")[0] for cookie in cookies] == ["bs_pass", "bs_session"], "Both live on from here."
    assert paper.get("/", {"Cookie": cookies[0]}).body == answer.body
