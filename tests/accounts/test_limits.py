"""Guessing is stopped on a paper that is really served: by several workers, behind a proxy of ours; and a reader who was away is known."""

import re
import urllib.parse

import pytest

from tests.stage.served import Served

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


@pytest.mark.slow
def test_codes_are_counted_by_all_workers_together_and_by_the_readers_own_address(serve: object) -> None:
    paper: Served = serve("gazette", "--workers", "2", environment={"BROADSHEET_TRUSTS_PROXY": "1"})  # type: ignore[operator]
    guesser = Guesser(paper, "203.0.113.7")
    answers = [guesser.ask(number) for number in range(MOST_A_MINUTE + 2)]
    assert answers == [SENT] * MOST_A_MINUTE + [TOLD_TO_WAIT] * 2
    assert Guesser(paper, "203.0.113.8").ask(99) == SENT, "Whoever comes from elsewhere is not meant."
    assert Guesser(paper, "198.51.100.1, 203.0.113.7").ask(99) == TOLD_TO_WAIT, "What our proxy saw counts, not what it was told."


@pytest.mark.slow
def test_a_partner_who_comes_back_after_a_month_gets_a_partners_page_at_the_first_request(served: Served) -> None:
    session = served.python(MAKE_A_PARTNER).strip().splitlines()[-1]
    answer = served.get("/", {"Cookie": f"bs_session={session}"})
    assert answer.status == 200
    assert answer.headers["X-Broadsheet-Variant"].startswith("a")
    assert 'class="slot' not in answer.text
    cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or []]
    assert [cookie.partition("=")[0] for cookie in cookies] == ["bs_pass", "bs_session"], "Both live on from here."
    assert served.get("/", {"Cookie": cookies[0]}).body == answer.body
