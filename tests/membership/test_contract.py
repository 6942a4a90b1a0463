"""Each request that we send, and each object that the stand-in answers, is one that Stripe's own SDK knows."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.utils import timezone
from stripe import params

from broadsheet.membership.membership import Membership
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.payments import stripe as ours
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.plan import Interval
from broadsheet.membership.reconcile import reconcile
from tests.membership.contract import wrong_object, wrong_request
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, begin, pay, taker

pytestmark = pytest.mark.django_db
OBJECTS = {
    "customer": stripe.Customer,
    "checkout.session": stripe.checkout.Session,
    "billing_portal.session": stripe.billing_portal.Session,
    "subscription": stripe.Subscription,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
}
REQUESTS = {
    "POST /v1/customers": params.CustomerCreateParams,
    "POST /v1/checkout/sessions": params.checkout.SessionCreateParams,
    "POST /v1/checkout/sessions/…/expire": params.checkout.SessionExpireParams,
    "GET /v1/checkout/sessions/…": params.checkout.SessionRetrieveParams,
    "POST /v1/billing_portal/sessions": params.billing_portal.SessionCreateParams,
    "GET /v1/subscriptions": params.SubscriptionListParams,
    "GET /v1/subscriptions/…": params.SubscriptionRetrieveParams,
    "POST /v1/subscriptions/…": params.SubscriptionUpdateParams,
    "DELETE /v1/subscriptions/…": params.SubscriptionCancelParams,
    "GET /v1/invoices": params.InvoiceListParams,
    "GET /v1/invoices/…": params.InvoiceRetrieveParams,
    "GET /v1/invoice_payments": params.InvoicePaymentListParams,
    "GET /v1/payment_intents": params.PaymentIntentListParams,
    "GET /v1/payment_intents/…": params.PaymentIntentRetrieveParams,
    "GET /v1/charges": params.ChargeListParams,
    "GET /v1/charges/…": params.ChargeRetrieveParams,
    "GET /v1/refunds": params.RefundListParams,
    "GET /v1/refunds/…": params.RefundRetrieveParams,
    "POST /v1/refunds": params.RefundCreateParams,
    "GET /v1/disputes": params.DisputeListParams,
    "GET /v1/disputes/…": params.DisputeRetrieveParams,
}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    """Every call that goes out by the SDK: what is asked, its parameters, its headers."""
    seen: list[tuple[str, dict[str, Any], dict[str, str]]] = []
    request = ours.InProcess.request

    def seeing(self: ours.InProcess, method: str, url: str, headers: Any, post_data: Any = None, **more: Any) -> Any:
        path, _, query = url.removeprefix("https://api.stripe.com").partition("?")
        words = post_data if method.upper() == "POST" else query
        seen.append((f"{method.upper()} {re.sub('/[a-z]+_pretend[^/]*', '/…', path)}", _typed(pretend._nested(words or "")), dict(headers)))
        return request(self, method, url, headers, post_data, **more)

    monkeypatch.setattr(ours.InProcess, "request", seeing)
    return seen


def _everything_that_can_happen() -> None:
    membership = a_partner()
    membership.change_amount(Money(900, "USD"))
    membership.pause(timezone.now() + timedelta(days=40))
    membership.resume()
    membership.leave()
    membership.come_back()
    taker().portal(a_reader(), "http://localhost:8000/account/")
    taker().refund(membership.payments.get().ref, Money(100, "USD"), "part")
    begin(an_order(a_reader("waits")))
    begin(an_order(a_reader("waits"), amount_minor=700))
    failing = a_partner("failing", card=pretend.FAILS_LATER)
    once = a_partner("once", interval=Interval.ONCE, amount_minor=6_000)
    pretend.settle_dispute(pretend.dispute(once.ref), won=False)
    pay(an_order(a_reader("giver"), kind=Order.Kind.GIFT))
    pretend_clock.advance(33 * DAY_SECONDS)
    reconcile()
    failing.refresh_from_db()
    failing.leave()
    membership.refresh_from_db()
    membership.refund()
    for kind in ("invoice", "charge"):
        taker().says(Pretended.objects.filter(kind=kind)[0].ref)


def test_every_request_that_we_send_is_one_that_stripe_knows(calls: list[tuple[str, dict[str, Any], dict[str, str]]]) -> None:
    _everything_that_can_happen()
    wrong = [f"{asked}: {each}" for asked, words, _headers in calls for each in wrong_request(REQUESTS[asked], words)]
    assert wrong == []
    never = set(REQUESTS) - {asked for asked, _words, _headers in calls}
    assert never == set(), "These are held against nothing: nobody asks them"


def test_every_request_names_the_version_and_what_is_paid_has_a_key(calls: list[tuple[str, dict[str, Any], dict[str, str]]]) -> None:
    _everything_that_can_happen()
    assert {headers["Stripe-Version"] for _asked, _words, headers in calls} == {pretend.VERSION} == {stripe.api_version}
    keys = [headers["Idempotency-Key"] for asked, _words, headers in calls if asked in ("POST /v1/checkout/sessions", "POST /v1/refunds")]
    assert all(key.startswith(("order-", "refund-", "part-")) for key in keys)


def test_every_object_that_the_stand_in_keeps_is_one_that_stripe_knows() -> None:
    _everything_that_can_happen()
    rows = Pretended.objects.exclude(kind__in=["key", "clock"])
    assert set(rows.values_list("kind", flat=True)) == set(OBJECTS)
    assert [f"{row.ref} {each}" for row in rows for each in wrong_object(OBJECTS[row.kind], row.told)] == []


def test_every_order_makes_one_checkout_in_stripes_hosted_page_with_the_papers_marks(
    calls: list[tuple[str, dict[str, Any], dict[str, str]]],
) -> None:
    order = an_order()
    begin(order)
    asked = next(words for asked, words, _headers in calls if asked == "POST /v1/checkout/sessions")
    assert asked["ui_mode"] == "hosted_page"
    assert asked["metadata"] == {"order": str(order.number), "paper": "http://localhost:8000"}
    assert asked["subscription_data"]["metadata"] == asked["metadata"]
    assert asked["line_items"][0]["price_data"]["unit_amount"] == 500


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({"ui_mode": "hosted"}, "SessionCreateParams.ui_mode: 'hosted' is none of"),
        ({"line_items": [{"price_data": {"currency": "usd", "unit_amuont": 5}}]}, "price_data.unit_amuont: no such field"),
        ({"line_items": [{"quantity": "one"}]}, "line_items[0].quantity: 'one' is no int"),
        ({"mode": "subscribe"}, "'subscribe' is none of"),
        ({"expand": "data"}, "expand: 'data' is no list"),
    ],
)
def test_the_checker_finds_a_slip_at_any_depth(spoilt: dict[str, Any], says: str) -> None:
    assert any(says in each for each in wrong_request(params.checkout.SessionCreateParams, spoilt))


def test_the_checker_finds_what_an_object_lacks_or_has_no_more() -> None:
    a_partner()
    invoice = Pretended.objects.filter(kind="invoice")[0].told
    assert "Invoice.subscription: no such field in Invoice of 2026-10-28.endive" in wrong_object(
        stripe.Invoice, {**invoice, "subscription": "sub_1"}
    )
    assert "Invoice.lines: is missing" in wrong_object(stripe.Invoice, {name: value for name, value in invoice.items() if name != "lines"})


def test_an_object_of_the_sdk_is_no_dictionary() -> None:
    """Why our one file never says `.get`: it would say so only when a reader pays."""
    begin(an_order())
    session = ours.pretend()._api.checkout.sessions.retrieve(Order.objects.get().provider_ref)
    assert not isinstance(session, dict)
    assert not hasattr(session, "get")
    assert session.metadata is not None
    assert session.metadata.to_dict()["order"] == str(Order.objects.get().number)


def test_two_papers_on_one_account_ignore_each_other() -> None:
    ref = pay(an_order())
    begin(an_order(a_reader("other")))
    assert Counter(Membership.objects.values_list("ref", flat=True)) == Counter()
    Order.objects.all().delete()  # as the other paper's database is
    assert taker().says(ref) is not None
    reconcile()
    assert not Membership.objects.exists()


def _typed(told: Any) -> Any:
    """Form words are text: what looks like a number or a yes is one."""
    if isinstance(told, dict):
        return {name: _typed(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_typed(value) for value in told]
    if re.fullmatch(r"-?\d{1,10}", told):
        return int(told)
    return {"true": True, "false": False}.get(told, told)
