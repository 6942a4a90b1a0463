"""The one file that speaks Stripe: its words into ours, through its own SDK. The stand-in answers to the same words (pretend.py).

The version of Stripe's interface is the SDK's own, pinned with it in pyproject.toml: an endpoint for notices must be made with the same.
Long because nothing of Stripe may stand elsewhere.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlsplit

import stripe
from django.conf import settings

from broadsheet.accounts.account import Account
from broadsheet.membership.inbox import Customer
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend as stand_in
from broadsheet.membership.payments.said import Moved, Notice, NoticeRefused, NotPossible, OrderIsOver, ProviderTrouble, Said
from broadsheet.membership.plan import Interval

HEEDED = (
    "checkout.session.",
    "customer.subscription.",
    "invoice.paid",
    "invoice.payment_failed",
    "charge.refunded",
    "charge.dispute.",
    "refund.",
)
GONE = ("canceled", "incomplete_expired")
STATES = {
    "incomplete": "joining", "trialing": "active", "active": "active", "past_due": "past_due", "unpaid": "past_due", "paused": "paused",
    "canceled": "lapsed", "incomplete_expired": "lapsed",
}  # fmt: skip
TIMEOUT_SECONDS = 20


class StripeProvider:
    """PaymentProvider over one Stripe account. `name` is "stripe", or "pretend" where the stand-in answers."""

    def __init__(self, client: stripe.StripeClient, secret: str, *, name: str, is_test: bool) -> None:
        self.name, self.is_test = name, is_test
        self._api, self._secret = client.v1, secret
        self._mode = "stripe-test" if name == "stripe" and is_test else name  # a customer of one mode is nobody in the other

    # --- what we ask for

    def start(self, order: Order, *, success: str, cancel: str) -> str:
        """As PaymentProvider says. The order's number is the key: a double click is one checkout."""
        if not order.is_open or (order.provider_ref and order.provider != self.name):
            raise OrderIsOver(f"The order {order.number} is {order.get_state_display()}, or is being paid another way. Begin a new one.")
        if order.provider_ref:
            return self._again(order)
        self._call_off_others(order)
        with _asking():
            session = self._api.checkout.sessions.create(
                self._checkout(order, success, cancel), {"idempotency_key": f"order-{order.number}"}
            )
        Order.objects.filter(pk=order.pk).update(provider=self.name, provider_ref=session.id, is_test=self.is_test)
        order.provider, order.provider_ref, order.is_test = self.name, session.id, self.is_test
        return str(session.url)

    def portal(self, account: Account, back: str) -> str | None:
        """As PaymentProvider says."""
        customer = Customer.objects.filter(account=account, provider=self._mode).first()
        if customer is None:
            return None
        with _asking():
            return self._api.billing_portal.sessions.create({"customer": customer.ref, "return_url": back}).url

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """As PaymentProvider says. Of what it claims, only its number, its kind and what it is about are read."""
        try:
            event = stripe.Webhook.construct_event(body, headers.get("Stripe-Signature", ""), self._secret)
            told = event.to_dict()
            number, kind, about = told["id"], told["type"], told["data"]["object"].get("id") or ""
        except (ValueError, KeyError, TypeError, AttributeError, stripe.SignatureVerificationError) as error:
            raise NoticeRefused("This notice was not signed by Stripe for this paper. Look at STRIPE_WEBHOOK_SECRET.") from error
        if bool(told.get("livemode")) == self.is_test:
            raise NoticeRefused("This notice is of Stripe's other mode, live or test. Point that mode's notices elsewhere.")
        return Notice(number, kind, about if kind.startswith(HEEDED) else "")

    def leave(self, ref: str) -> None:
        """As PaymentProvider says: a subscription that is owed for would be tried again until its end, so it ends at once."""
        with _asking():
            subscription = self._api.subscriptions.retrieve(ref)
            if subscription.status in ("past_due", "unpaid", "incomplete"):
                self._api.subscriptions.cancel(ref)
            elif subscription.status not in GONE:
                self._api.subscriptions.update(ref, {"cancel_at_period_end": True})

    def end(self, ref: str) -> None:
        """As PaymentProvider says."""
        with _asking():
            if self._api.subscriptions.retrieve(ref).status not in GONE:
                self._api.subscriptions.cancel(ref)

    def come_back(self, ref: str) -> None:
        """As PaymentProvider says."""
        with _asking():
            self._api.subscriptions.update(ref, {"cancel_at_period_end": False})

    def change_amount(self, ref: str, amount: Money) -> None:
        """As PaymentProvider says: without the item's number a second price would be added to the first."""
        with _asking():
            item = self._api.subscriptions.retrieve(ref)["items"].data[0]
            price: Any = {
                "currency": amount.currency.lower(),
                "unit_amount": amount.minor,
                "recurring": {"interval": item.price.recurring.interval},
                "product": _id(item.price.product),
            }
            self._api.subscriptions.update(ref, {"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"})

    def pause(self, ref: str, until: datetime) -> None:
        """As PaymentProvider says. Its invoices are void meanwhile: Stripe moves its periods on all the same."""
        with _asking():
            self._api.subscriptions.update(ref, {"pause_collection": {"behavior": "void", "resumes_at": int(until.timestamp())}})

    def resume(self, ref: str) -> None:
        """As PaymentProvider says."""
        with _asking():
            self._api.subscriptions.update(ref, {"pause_collection": ""})

    def refund(self, payment_ref: str, amount: Money | None, key: str) -> None:
        """As PaymentProvider says."""
        told: Any = {"payment_intent": payment_ref, **({"amount": amount.minor} if amount else {})}
        with _asking():
            self._api.refunds.create(told, {"idempotency_key": f"{key}-{_paper_key()}"})

    # --- what it says

    def says(self, ref: str) -> Said | None:
        """As PaymentProvider says."""
        says = {"cs": self._session, "sub": self._subscription, "in": self._invoice, "pi": self._payment}
        leads = {"ch": "charges", "re": "refunds", "dp": "disputes", "du": "disputes"}
        kind = ref.partition("_")[0]
        if kind not in says and kind not in leads:
            return None
        try:
            with _asking():
                if kind in leads:
                    ref = _id(getattr(self._api, leads[kind]).retrieve(ref).payment_intent)
                return says.get(kind, self._payment)(ref) if ref else None
        except _NoSuchThing:
            return None

    def known_refs(self, since: datetime) -> Iterator[str]:
        """As PaymentProvider says. Refunds and disputes name no paper: `says` tells whose they are."""
        made: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        with _asking():
            for subscription in self._api.subscriptions.list(cast(Any, {**made, "status": "all"})).auto_paging_iter():
                if _metadata(subscription).get("paper") == settings.PAPER.address:
                    yield subscription.id
            for intent in self._api.payment_intents.list(made).auto_paging_iter():
                if _metadata(intent).get("paper") == settings.PAPER.address and intent.status == "succeeded":
                    yield intent.id
            for refund in self._api.refunds.list(made).auto_paging_iter():
                yield refund.id
            for dispute in self._api.disputes.list(made).auto_paging_iter():
                yield dispute.id

    def _session(self, ref: str) -> Said | None:
        session = self._api.checkout.sessions.retrieve(ref)
        order = _order_of(session)
        if session.status == "complete":
            done = session.payment_status != "unpaid" or session.subscription
            return Said(ref, "open", order, leads_to=_id(session.subscription or session.payment_intent) if done else "")
        return Said(ref, "expired" if session.status == "expired" else "open", order)

    def _subscription(self, ref: str, also: str = "") -> Said:
        """A membership that renews. `also` names a payment of it whose refunds and disputes are told too."""
        subscription = self._api.subscriptions.retrieve(ref)
        price = subscription["items"].data[0].price
        paid = [move for move in map(_paid_invoice, self._invoices(ref)) if move]
        newest = max(paid, key=lambda move: move.at).ref if paid else ""
        back = [move for payment in dict.fromkeys([newest, also]) if payment.startswith("pi_") for move in self._given_back(payment)]
        return Said(
            ref=ref,
            state=_state(subscription),
            order=_order_of(subscription),
            amount=Money(price.unit_amount, subscription.currency.upper()),
            interval=price.recurring.interval,
            began_at=_moment(subscription.start_date),
            left_at=_moment(subscription.canceled_at),
            paused_until=_moment(subscription.pause_collection.resumes_at) if subscription.pause_collection else None,
            moves=(*paid, *back),
        )

    def _invoices(self, ref: str) -> Iterator[Any]:
        asked: Any = {"subscription": ref, "status": "paid", "limit": 100, "expand": ["data.payments"]}
        return self._api.invoices.list(asked).auto_paging_iter()

    def _invoice(self, ref: str) -> Said | None:
        subscription = _subscription_of(self._api.invoices.retrieve(ref))
        return self._subscription(subscription) if subscription else None

    def _payment(self, ref: str) -> Said | None:
        """A single payment, or the membership that it was taken for."""
        of_intent: Any = {"payment": {"type": "payment_intent", "payment_intent": ref}}
        for invoice_payment in self._api.invoice_payments.list(of_intent).data:
            subscription = _subscription_of(self._api.invoices.retrieve(_id(invoice_payment.invoice)))
            if subscription:
                return self._subscription(subscription, also=ref)
        intent = self._api.payment_intents.retrieve(ref)
        order = _order_of(intent)
        if intent.status != "succeeded":
            return Said(ref, "open", order)
        amount, at = Money(intent.amount_received, intent.currency.upper()), _moment(intent.created)
        moves = (Moved(ref, "payment", amount, at or datetime.now(UTC)), *self._given_back(ref))
        return Said(ref, "active", order, amount=amount, interval=Interval.ONCE.value, began_at=at, moves=moves)

    def _given_back(self, payment: str) -> Iterator[Moved]:
        """What of a payment went back: refunds that were not refused, disputes that were not won. Mostly nothing did: its charges say so."""
        of_it: Any = {"payment_intent": payment, "limit": 100}
        charges = self._api.charges.list(of_it).data
        if any(charge.amount_refunded for charge in charges):
            for refund in self._api.refunds.list(of_it).auto_paging_iter():
                if refund.status not in ("failed", "canceled"):
                    yield Moved(refund.id, "refund", _minus(refund), _known(refund.created), of=payment)
        if any(charge.disputed for charge in charges):
            for dispute in self._api.disputes.list(of_it).auto_paging_iter():
                yield from _disputed(dispute, payment)

    # --- a checkout

    def _again(self, order: Order) -> str:
        """Where an order that was begun is paid; an old answer under the same key would lead to a checkout that is over."""
        with _asking():
            session = self._api.checkout.sessions.retrieve(order.provider_ref)
        if session.status == "expired":
            order.expire()
        if session.status != "open" or not session.url:
            raise OrderIsOver(f"The order {order.number} was paid, or its time is over. Begin a new one.")
        return str(session.url)

    def _call_off_others(self, order: Order) -> None:
        """Nobody pays for the same thing in two windows: a newer order ends the older ones that wait."""
        waiting = Order.objects.filter(account=order.account, kind=order.kind, state=Order.State.OPEN, provider=self.name)
        for other in waiting.exclude(pk=order.pk).exclude(provider_ref=""):
            try:
                with _asking():
                    self._api.checkout.sessions.expire(other.provider_ref)
            except NotPossible:  # it was paid, or had expired: the next look at it tells
                continue
            other.expire()

    def _checkout(self, order: Order, success: str, cancel: str) -> Any:
        marks = {"order": str(order.number), "paper": settings.PAPER.address}
        price: dict[str, Any] = {
            "currency": order.currency.lower(),
            "unit_amount": order.amount_minor,
            "product_data": {"name": f"{settings.PAPER.name}: {order.plan.name}"},
        }
        asked: dict[str, Any] = {
            "ui_mode": "hosted_page",
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": str(order.number),
            "customer": self._customer(order.account),
            "success_url": success,
            "cancel_url": cancel,
            "metadata": marks,
        }
        if order.kind == Order.Kind.GIFT or order.interval == Interval.ONCE:
            return {**asked, "mode": "payment", "payment_intent_data": {"metadata": marks}}
        price["recurring"] = {"interval": order.interval}
        return {**asked, "mode": "subscription", "subscription_data": {"metadata": marks}}

    def _customer(self, account: Account) -> str:
        known = Customer.objects.filter(account=account, provider=self._mode).first()
        if known is None:
            told: Any = {"email": account.email, "metadata": {"account": str(account.pk), "paper": settings.PAPER.address}}
            key = hashlib.sha256(f"{settings.PAPER.address} {account.pk} {account.email}".encode()).hexdigest()[:32]
            with _asking():
                made = self._api.customers.create(told, {"idempotency_key": f"customer-{key}"})
            known, _new = Customer.objects.get_or_create(account=account, provider=self._mode, defaults={"ref": made.id})
        return known.ref


class InProcess(stripe.HTTPClient):
    """The SDK's way to Stripe, ending in this process instead: at a stand-in's desk."""

    name = "in-process"

    def __init__(self, answer: Callable[[str, str, str, Mapping[str, str]], tuple[int, dict[str, Any]]]) -> None:
        super().__init__()
        self._answer = answer

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None, *, _usage: Any = None
    ) -> tuple[str, int, Mapping[str, str]]:
        """One call, answered as Stripe would."""
        asked = urlsplit(url)
        words = post_data if method.upper() == "POST" else asked.query
        status, body = self._answer(method.upper(), asked.path, words or "", {name.lower(): value for name, value in headers.items()})
        return json.dumps(body), status, {"Request-Id": "req_pretend"}

    def close(self) -> None:
        """Nothing is open."""


def with_key(key: str, secret: str) -> StripeProvider:
    """Stripe itself, by a secret or a restricted key."""
    http = stripe.RequestsClient(timeout=TIMEOUT_SECONDS)
    client = stripe.StripeClient(key, http_client=http, max_network_retries=2)
    return StripeProvider(client, secret, name="stripe", is_test="_live_" not in key)


def pretend() -> StripeProvider:
    """The stand-in, by the same SDK."""
    client = stripe.StripeClient("sk_test_pretend", http_client=InProcess(stand_in.answer), max_network_retries=0)
    return StripeProvider(client, stand_in.secret(), name="pretend", is_test=True)


class _NoSuchThing(NotPossible):
    """Stripe does not know the number."""


@contextmanager
def _asking() -> Iterator[None]:
    """Stripe's errors in our words."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise _NoSuchThing("Stripe does not know what this is about any more. Look it up in Stripe's own dashboard.") from error
        raise NotPossible(f"Stripe refused: {error.user_message or error}") from error
    except stripe.StripeError as error:
        raise ProviderTrouble(f"Stripe did not answer as it should ({error}). Nothing was changed here; try again later.") from error


def _state(subscription: Any) -> str:
    """A subscription's state in our words: one that is paused or leaving is “active” to Stripe."""
    state = STATES[subscription.status]
    if state == "active" and (subscription.cancel_at_period_end or subscription.cancel_at):
        return "leaving"
    return "paused" if state == "active" and subscription.pause_collection else state


def _paid_invoice(invoice: Any) -> Moved | None:
    """An invoice's money under the number of its payment; none where nothing was taken."""
    if not invoice.amount_paid:
        return None
    payments = [payment for payment in (invoice.payments.data if invoice.payments else []) if payment.status == "paid"]
    intent = next((_id(payment.payment.payment_intent) for payment in payments if payment.payment.payment_intent), invoice.id)
    until = max(line.period.end for line in invoice.lines.data)
    at = _known(invoice.status_transitions.paid_at or invoice.created)
    return Moved(intent, "payment", Money(invoice.amount_paid, invoice.currency.upper()), at, covers_until=_known(until))


def _disputed(dispute: Any, payment: str) -> Iterator[Moved]:
    if not dispute.status.startswith("warning_"):  # an inquiry moves no money
        yield Moved(dispute.id, "dispute", _minus(dispute), _known(dispute.created), of=payment)
    if dispute.status == "won":
        yield Moved(f"{dispute.id}-won", "dispute", Money(dispute.amount, dispute.currency.upper()), _known(dispute.created), of=payment)


def _subscription_of(invoice: Any) -> str:
    details = invoice.parent.subscription_details if invoice.parent else None
    return _id(details.subscription) if details else ""


def _order_of(thing: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(_metadata(thing).get("order", ""))
    except ValueError:
        return None


def _metadata(thing: Any) -> dict[str, str]:
    return thing.metadata.to_dict() if thing.metadata else {}


def _id(thing: Any) -> str:
    """The number of a thing that Stripe names or tells whole."""
    return thing if isinstance(thing, str) else thing.id if thing else ""


def _minus(thing: Any) -> Money:
    return Money(-thing.amount, thing.currency.upper())


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _known(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _paper_key() -> str:
    return hashlib.sha256(settings.PAPER.address.encode()).hexdigest()[:8]
