"""A partner pays less, pauses, goes on, and leaves in fewer screens than it took to join; each step is confirmed by mail."""

import email
import email.message
import email.policy
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stage.served import Served

SCREENS_OF_JOINING = 5  # test_a_reader_becomes_a_partner.py
WITHOUT = pytest.mark.browser_context_args(java_script_enabled=False)
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
ruth, plan = Account.objects.create_user("ruth@reader.example"), Plan.objects.first()
order = Order.objects.create(account=ruth, plan=plan, interval="month", amount_minor=1000, currency=settings.PAPER.currency)
provider().start(order, success=settings.PAPER.full_address("/"), cancel=settings.PAPER.full_address("/"))
pretend.pay(order.provider_ref, pretend.GOOD, approved=True)
sync(order.provider_ref)
session = SessionStore()
session.update({SESSION_KEY: str(ruth.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: ruth.get_session_auth_hash()})
session.create()
print(json.dumps(session.session_key))
"""


@pytest.mark.parametrize(
    "_browser", [pytest.param("on", id="with JavaScript"), pytest.param("off", id="without JavaScript", marks=WITHOUT)]
)
def test_a_partner_changes_their_mind_and_then_leaves(_browser: str, serve: Callable[..., Served], page: Page, tmp_path: Path) -> None:
    post = tmp_path / "post"
    post.mkdir()
    paper = serve("gazette", environment={"BROADSHEET_MAIL_URL": f"file://{post}"})
    session = json.loads(paper.python(MADE).splitlines()[-1])
    page.context.add_cookies([{"name": "bs_session", "value": session, "url": paper.url}])
    main, letters = page.locator("main"), Post(paper, post)
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

    screens: list[str] = []
    page.on("load", lambda loaded: screens.append(loaded.url))
    page.goto(paper.url + "/account/")
    main.locator('a[href="/account/leave/"]').click()
    main.get_by_role("button", name="Leave now").click()
    expect(main.locator("h1")).to_have_text("You have left")
    expect(main).to_contain_text("nothing more is taken")
    assert len(screens) == 3 < SCREENS_OF_JOINING, screens
    said = letters.wait_for("You have left")
    assert re.search(r"stays yours until \d+ \w+ \d{4}, and nothing more is taken", said)


class Post:
    """The letters that came: each a file."""

    def __init__(self, paper: Served, folder: Path) -> None:
        self._paper, self._folder = paper, folder

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
        return [email.message_from_bytes(text.lstrip(), policy=email.policy.default) for text in texts]  # type: ignore[misc]
