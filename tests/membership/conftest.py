"""Payments in tests are pretended: the stand-in for Stripe, by its own SDK."""

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def payments_are_pretended(settings: Settings) -> None:
    settings.TEST_PAYMENTS = True
