"""The way to Stripe: a form of ours is answered with “go there”, and the page's own policy must let the browser follow."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from broadsheet.masthead.policy import PAYING_POLICY, PUBLIC_POLICY, policy_of
from tests.stage.postgresql import free_port

FORM = b"<!doctype html><title>t</title><form method=post action=/pay><button>Pay $5 a month</button></form>"


class _Paper(BaseHTTPRequestHandler):
    policy = PUBLIC_POLICY

    def do_GET(self) -> None:
        self._answer(200, FORM)

    def do_POST(self) -> None:
        self._answer(303, b"", location="https://checkout.stripe.com/c/pay/cs_test_1")

    def _answer(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        """Nothing."""


@pytest.fixture
def paper() -> Iterator[str]:
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), _Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/"
    server.shutdown()


@pytest.mark.parametrize(("policy", "is_let"), [(PAYING_POLICY, True), (PUBLIC_POLICY, False)], ids=["paying", "public"])
def test_a_browser_follows_a_form_to_stripe_only_where_the_policy_names_it(
    context, paper: str, monkeypatch: pytest.MonkeyPatch, policy: str, is_let: bool
) -> None:
    monkeypatch.setattr(_Paper, "policy", policy)
    page: Page = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(paper)
    page.get_by_role("button").click(no_wait_after=True)
    page.wait_for_timeout(600)  # there is no way out from here: it asks, and nobody answers
    assert any("checkout.stripe.com" in url for url in asked) == is_let
    assert any("form-action" in line for line in told) != is_let


def test_only_pages_that_lead_there_name_it_and_only_with_a_key(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    assert policy_of("/support/") == PUBLIC_POLICY
    settings.STRIPE_SECRET_KEY = "rk_test_1"
    assert policy_of("/support/") == policy_of("/account/membership/") == PAYING_POLICY
    assert policy_of("/") == policy_of("/2026/11/24/a-story/") == PUBLIC_POLICY
    assert "https://checkout.stripe.com" not in policy_of("/newsroom/")
