"""What we ask of whoever takes the money, and who that is on this paper."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings

from broadsheet.accounts.account import Account
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import Notice, NotPossible, Said

CARDS = ("stripe", "pretend")


class PaymentProvider(Protocol):
    """Takes payments by card. Every verb may raise ProviderTrouble; `says` is the only truth, whatever a notice or a redirect claims."""

    name: str
    is_test: bool

    def start(self, order: Order, *, success: str, cancel: str) -> str:
        """The address to which the reader is sent to pay this order; asked twice, it is the same payment. Writes the order's
        provider_ref. `success` may hold {CHECKOUT_SESSION_ID}. Raises OrderIsOver when it was paid or has expired."""

    def portal(self, account: Account, back: str) -> str | None:
        """The provider's own page for cards and invoices of this account; None when it does not know the account."""

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """A notice whose signature was verified. Raises NoticeRefused."""

    def says(self, ref: str) -> Said | None:
        """How this thing stands now, asked anew; None when there is no such thing, or it is another paper's."""

    def leave(self, ref: str) -> None:
        """No payment after the one that is paid for; at once, where a payment is due."""

    def end(self, ref: str) -> None:
        """It ends now."""

    def come_back(self, ref: str) -> None:
        """It does not end after all."""

    def change_amount(self, ref: str, amount: Money) -> None:
        """From the next payment on."""

    def pause(self, ref: str, until: datetime) -> None:
        """No payment until then."""

    def resume(self, ref: str) -> None:
        """Payments go on."""

    def refund(self, payment_ref: str, amount: Money | None, key: str) -> None:
        """Gives a payment back, whole or in part; under the same key only once. Raises NotPossible when it went back already."""

    def known_refs(self, since: datetime) -> Iterator[str]:
        """The numbers of all that was made or went back since then for this paper: memberships, single payments, refunds, disputes."""


def provider() -> PaymentProvider | None:
    """Who takes a new payment by card: Stripe with a key, else the stand-in where it may run, else nobody."""
    name = "stripe" if settings.STRIPE_SECRET_KEY else "pretend" if settings.TEST_PAYMENTS else ""
    return _made(name, settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET) if name else None


def provider_named(name: str) -> PaymentProvider:
    """Who took this payment. Raises NotPossible when that provider is not set up any more."""
    now = provider()
    if now is None or now.name != name:
        raise NotPossible(f"This was paid through “{name}”, which is not set up on this paper. Set its key, and try again.")
    return now


@cache
def _made(name: str, key: str, secret: str) -> PaymentProvider:
    from broadsheet.membership.payments import stripe  # noqa: PLC0415 - the SDK: one second, 33 MB

    return stripe.with_key(key, secret) if name == "stripe" else stripe.pretend()
