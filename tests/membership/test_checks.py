"""What keeps a paper from taking money wrongly: said when it starts, with what to do."""

from dataclasses import replace

import pytest
from django.conf import settings as now
from pytest_django.fixtures import Settings

from broadsheet.membership.checks import payments
from broadsheet.membership.payments.provider import provider


def _said(settings: Settings, *, key: str = "", secret: str = "", asked: bool = False, **paper: object) -> list[str]:
    settings.PAPER = replace(now.PAPER, **paper)
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = key, secret
    settings.TAKES_REAL_MONEY, settings.TEST_PAYMENTS_ASKED = "_live_" in key, asked
    return [message.msg for message in payments(None)]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"key": "pk_test_1", "secret": "whsec_1"}, "no secret key"),
        ({"key": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET is missing"),
        ({"key": "sk_live_1", "secret": "whsec_1"}, "unencrypted"),
        ({"key": "sk_test_1", "secret": "whsec_1", "asked": True}, "both set"),
        ({"demo": True, "address": "https://demo.example"}, "public address"),
        ({"iban": "DE02120300000000202052"}, "check digits are wrong"),
    ],
)
def test_a_setting_that_is_off_keeps_the_paper_from_starting(settings: Settings, told: dict[str, object], says: str) -> None:
    (only,) = _said(settings, **told)
    assert says in only


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"key": "rk_test_1", "secret": "whsec_1"},
        {"key": "sk_live_1", "secret": "whsec_1", "address": "https://gazette.example"},
        {"demo": True},
        {"demo": True, "address": "https://demo.example", "asked": True},
        {"iban": "DE02120300000000202051"},
    ],
)
def test_settings_that_fit_are_let_be(settings: Settings, told: dict[str, object]) -> None:
    assert _said(settings, **told) == []


def test_outside_the_demo_nobody_pretends_and_without_a_key_nobody_takes_cards(settings: Settings) -> None:
    settings.TEST_PAYMENTS = False
    assert provider() is None
    settings.STRIPE_SECRET_KEY = "rk_test_1"
    taker = provider()
    assert taker is not None
    assert (taker.name, taker.is_test) == ("stripe", True)
    settings.STRIPE_SECRET_KEY = "rk_live_1"
    live = provider()
    assert live is not None
    assert (live.name, live.is_test) == ("stripe", False)


def test_whoever_takes_real_money_sends_receipts(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    (only,) = _said(settings, key="sk_live_1", secret="whsec_1", address="https://gazette.example")
    assert "send no receipt" in only
