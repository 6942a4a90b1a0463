"""What must hold before a paper takes money, as Django's own checks: an Error keeps it from starting."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException


def payments(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """The settings of payments fit each other and the paper."""
    key, secret, paper = settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.PAPER
    rules: list[tuple[bool, str, str]] = [
        (
            bool(key) and not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")),
            "STRIPE_SECRET_KEY is no secret key of Stripe's.",
            "Copy one that begins with sk_ or, better, a restricted one that begins with rk_.",
        ),
        (
            bool(key) and not secret.startswith("whsec_"),
            "STRIPE_WEBHOOK_SECRET is missing: nothing that Stripe tells could be believed.",
            "Make an endpoint for notices at Stripe and copy its signing secret, which begins with whsec_.",
        ),
        (
            settings.TAKES_REAL_MONEY and not paper.is_secure,
            f"The paper would take real money at {paper.address}, unencrypted.",
            "Set address to https://… or use a test key.",
        ),
        (
            bool(key) and settings.TEST_PAYMENTS_ASKED,
            "STRIPE_SECRET_KEY and BROADSHEET_TEST_PAYMENTS are both set: payments are either Stripe's or pretended.",
            "Take one of them away.",
        ),
        (
            paper.demo and paper.is_secure and not key and not settings.TEST_PAYMENTS_ASKED,
            f"This demo paper stands at a public address ({paper.address}), where pretended payments would give real benefits.",
            "Set BROADSHEET_TEST_PAYMENTS=1 if that is meant, or take “demo” out of broadsheet.toml.",
        ),
        (
            bool(paper.iban) and not _is_iban(paper.iban),
            f"The iban in broadsheet.toml, “{paper.iban}”, is none: its check digits are wrong or something is missing.",
            "Copy it once more from the bank's statement.",
        ),
        (
            settings.TAKES_REAL_MONEY and settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
            "The paper would take real money and send no receipt: its mails go into its log.",
            "Set BROADSHEET_MAIL_URL (docs/how-to/send-mail.md).",
        ),
    ]
    return [Error(says, hint=hint, id=f"membership.E{number:03}") for number, (wrong, says, hint) in enumerate(rules, start=1) if wrong]


def _is_iban(text: str) -> bool:
    try:
        IBAN(text)
    except SchwiftyException:
        return False
    return True
