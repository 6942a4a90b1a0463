"""A partner pays less, pauses, goes on, and leaves in fewer screens than it took to join; each step is confirmed by mail."""

import email
import email.message
import email.policy
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stage.browser import watch
from tests.stage.served import Served

SCREENS_OF_JOINING = 5  # test_a_reader_becomes_a_partner.py
pytestmark = pytest.mark.slow
MADE = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from broadsheet.accounts.account import Account
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.provider import provider
from broadsheet.membership.plan import Plan
from broadsheet.membership.sync import sync
plan, sessions = Plan.objects.first(), {}
for name in ("ruth", "noa"):
    reader = Account.objects.create_user(f"{name}@reader.example")
    order = Order.objects.create(account=reader, plan=plan, interval="month", amount_minor=1000, currency=settings.PAPER.currency)
    provider().start(order, success=settings.PAPER.full_address("/"), cancel=settings.PAPER.full_address("/"))
    pretend.pay(order.provider_ref, pretend.GOOD, approved=True)
    sync(order.provider_ref)
    session, backend = SessionStore(), settings.AUTHENTICATION_BACKENDS[0]
    session.update({SESSION_KEY: str(reader.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: reader.get_session_auth_hash()})
    session.create()
    sessions[reader.email] = session.session_key
print(json.dumps(sessions))
"""


def test_a_partner_changes_their_mind_and_then_leaves(serve: Callable[..., Served], browser: Browser, axe: str, tmp_path: Path) -> None:
    """With JavaScript and without: one paper, one reader each."""
    post = tmp_path / "post"
    post.mkdir()
    paper = serve("gazette", environment={"BROADSHEET_MAIL_URL": f"file://{post}"})
    sessions = json.loads(paper.python(MADE).splitlines()[-1])
    for has_script, (address, session) in zip((True, False), sessions.items(), strict=True):
        with browser.new_context(java_script_enabled=has_script, reduced_motion="reduce") as context:
            context.add_cookies([{"name": "bs_session", "value": session, "url": paper.url}])
            page, told, outside = context.new_page(), [], []
            watch(page, told, outside)
            _change_and_leave(paper, page, Post(paper, post, address))
            assert (told, outside) == ([], [])
            if has_script:
                _everyone_can_use(paper, page, axe)


def _change_and_leave(paper: Served, page: Page, letters: "Post") -> None:
    main = page.locator("main")
    letters.wait_for("You are a partner of The Harbour Gazette")

    page.goto(paper.url + "/account/membership/")
    main.get_by_role("link", name="Another amount").click()
    main.locator('label:has(input[value="500"])').click()
    main.get_by_role("button", name="Pay this from the next payment on").click()
    expect(main.get_by_role("status")).to_contain_text("on you pay $5 a month")
    assert "$5 a month" in letters.wait_for("You pay another amount from now on")

    main.get_by_role("link", name="Pause", exact=True).click()
    main.get_by_text("2 months").click()
    main.get_by_role("button", name="Pause").click()
    expect(main.get_by_role("status")).to_contain_text("Paused: nothing is taken before")
    letters.wait_for("Your membership is paused")
    main.get_by_role("button", name="End the pause").click()
    expect(main.get_by_role("status")).to_contain_text("The next payment is taken on")
    letters.wait_for("Your membership goes on")

    page.wait_for_load_state()
    screens: list[str] = []
    page.on("load", lambda loaded: screens.append(loaded.url))
    page.goto(paper.url + "/account/")
    main.locator('a[href="/account/leave/"]').click()
    main.get_by_role("button", name="Leave now").click()
    expect(main.locator("h1")).to_have_text("You have left")
    expect(main).to_contain_text("nothing more is taken")
    page.wait_for_load_state()
    assert len(screens) == 3 < SCREENS_OF_JOINING, screens
    said = letters.wait_for("You have left")
    assert re.search(r"stays yours until \d+ \w+ \d{4}, and nothing more is taken", said)


def _everyone_can_use(paper: Served, page: Page, axe: str) -> None:
    for path in ("account/", "account/membership/", "account/leave/", "account/receipts/"):
        page.goto(f"{paper.url}/{path}")
        page.evaluate(axe)
        faults = page.evaluate("rules => axe.run(document, {runOnly: rules})", ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])["violations"]
        assert [(path, fault["id"], fault["nodes"][0]["target"]) for fault in faults] == []


class Post:
    """The letters that came to an address."""

    def __init__(self, paper: Served, folder: Path, address: str) -> None:
        self._paper, self._folder, self._address = paper, folder, address

    def wait_for(self, subject: str) -> str:
        """The plain words of the letter with this subject, once it has come; that it came once."""
        self._paper.wait_until(lambda: subject in [one["Subject"] for one in self._letters()], seconds=20)
        (only,) = [one for one in self._letters() if one["Subject"] == subject]
        body = only.get_body(("plain",))
        assert body is not None
        return " ".join(body.get_content().split())

    def _letters(self) -> list[email.message.EmailMessage]:
        rule = re.compile(rb"\n-{79}\n")  # with which Django closes each
        texts = [text for path in self._folder.iterdir() for text in rule.split(path.read_bytes()) if text.strip()]
        letters = [email.message_from_bytes(text.lstrip(), policy=email.policy.default) for text in texts]
        return [letter for letter in letters if letter["To"] == self._address]  # type: ignore[misc]
