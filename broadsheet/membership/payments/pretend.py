"""The stand-in for Stripe on a paper without keys: answers the same SDK by the same words, and no money moves.

Everything it knows lies in the database (pretended.py), so that several workers are one Stripe; a row's lock makes each call whole.
pretend_clock.py lets its time pass. Refused outside the demo by a system check (checks.py). Long because it is a whole, if small, Stripe."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import transaction

from broadsheet.membership.payments import pretend_objects as objects
from broadsheet.membership.payments.pretend_objects import Body
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.plan import Interval

VERSION = "2026-10-28.endive"  # as the SDK that is pinned
GOOD, DECLINED, CHALLENGED, FAILS_LATER = "4242424242424242", "4000000000000002", "4000002500003155", "4000000000000341"
REFUSED = {DECLINED: "card_declined", "4000000000009995": "insufficient_funds", "4000000000000069": "expired_card"}
LISTED = ("subscriptions", "invoices", "payment_intents", "charges", "refunds", "disputes", "invoice_payments")
KINDS = {"checkout/sessions": "checkout.session", "billing_portal/sessions": "billing_portal.session"}


class Refusal(Exception):
    """An error as Stripe answers it."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": {"type": kind, "message": message, "code": code}}


def secret() -> str:
    """With what its notices are signed."""
    return "whsec_" + hmac.new(settings.SECRET_KEY.encode(), b"pretended notices", hashlib.sha256).hexdigest()


def answer(method: str, path: str, words: str, headers: Mapping[str, str]) -> tuple[int, Body]:
    """One call to the interface: status and body. A key that was seen with these words gets its first answer again."""
    if method == "GET":
        return _answered(method, path, words)
    key = headers.get("idempotency-key", "") if method == "POST" else ""
    with whole():
        if key and (seen := Pretended.objects.filter(ref=f"key:{key}").first()):
            return _as_before(seen.body, path, words)
        status, body = _answered(method, path, words)
        if key:
            Pretended.objects.create(ref=f"key:{key}", kind="key", body={"asked": [path, words], "status": status, "body": body})
    return status, body


@contextmanager
def whole() -> Iterator[None]:
    """Nothing else happens at this Stripe meanwhile."""
    with transaction.atomic():
        Pretended.objects.get_or_create(ref="clock", defaults={"kind": "clock", "body": {"ahead_seconds": 0}})
        Pretended.objects.select_for_update().get(ref="clock")
        yield


def now() -> int:
    """The stand-in's time, seconds."""
    clock = Pretended.objects.filter(ref="clock").first()
    return int(time.time()) + (clock.body["ahead_seconds"] if clock else 0)


def get(ref: str, kind: str) -> Body:
    """The object of this number. Raises Refusal."""
    row = Pretended.objects.filter(ref=ref, kind=kind).first()
    if row is None:
        raise Refusal(404, f"No such {kind}: '{ref}'", code="resource_missing")
    return row.body


def put(body: Body) -> Body:
    """Keeps an object, new or changed."""
    row = Pretended(ref=body["id"], kind=body["object"], about=body.get("_about", ""), body=body, made=body["created"])
    if not Pretended.objects.filter(ref=row.ref).update(body=body):
        row.save()
    return body


def tell(kind: str, thing: Body) -> None:
    """A notice that waits to be delivered."""
    told = objects.event(kind, thing, VERSION, now())
    Pretended.objects.create(ref=told["id"], kind="event", body=told, made=told["created"], waits=True)


def waiting_notices() -> list[tuple[str, bytes, str]]:
    """The notices that were not delivered yet, the oldest first: number, body, signature."""
    rows = Pretended.objects.filter(kind="event", waits=True).order_by("id")
    return [(row.ref, body := json.dumps(row.body).encode(), signature(body)) for row in rows]


def delivered(number: str) -> None:
    """The paper took this notice."""
    Pretended.objects.filter(ref=number).update(waits=False)


def signature(body: bytes, at: int | None = None) -> str:
    """The header that proves a notice to be ours."""
    at = int(time.time()) if at is None else at
    made = hmac.new(secret().encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


# --- what a reader does on the stand-in's own pages


def pay(ref: str, card: str, *, approved: bool | None = None) -> str:
    """A card is typed at a checkout: "paid", "gone" when it is not open any more, "challenge" when the bank asks the reader, else why not."""
    card = "".join(letter for letter in card if letter.isdigit())
    with whole():
        session = get(ref, "checkout.session")
        if session["status"] != "open":
            return "gone"
        if card in REFUSED or card not in {GOOD, CHALLENGED, FAILS_LATER}:
            return REFUSED.get(card, "incorrect_number")
        if card == CHALLENGED and approved is None:
            return "challenge"
        if approved is False:
            return "authentication_failed"
        _complete(session, card)
        return "paid"


def set_card(subscription: str, card: str) -> str:
    """Another card for what renews, typed in the portal: "kept", else why not. What is owed is tried at once."""
    card = "".join(letter for letter in card if letter.isdigit())
    if card in REFUSED or card not in {GOOD, CHALLENGED, FAILS_LATER}:
        return REFUSED.get(card, "incorrect_number")
    with whole():
        body = get(subscription, "subscription")
        body["_card"], body["_next_try"] = card, body["_next_try"] and now()
        put(body)
    return "kept"


def dispute(intent: str) -> str:
    """The payer's bank takes a payment back: the dispute's number."""
    with whole():
        charge = _charge_of(intent)
        charge["disputed"] = True
        made = put(objects.dispute(put(charge), now()))
        tell("charge.dispute.created", made)
        return made["id"]


def settle_dispute(ref: str, *, won: bool) -> None:
    """The bank decides."""
    with whole():
        made = get(ref, "dispute")
        made["status"] = "won" if won else "lost"
        tell("charge.dispute.closed", put(made))


def take(subscription: Body) -> bool:
    """The subscription's card is charged for its open or new invoice: whether money came."""
    rows = Pretended.objects.filter(kind="invoice", about=subscription["id"], body__status="open")
    invoice = rows[0].body if rows else objects.invoice(subscription, now())
    invoice["attempted"], invoice["attempt_count"] = True, invoice["attempt_count"] + 1
    if subscription["_card"] == FAILS_LATER and subscription["latest_invoice"]:
        subscription["latest_invoice"] = invoice["id"]
        tell("invoice.payment_failed", put(invoice))
        return False
    intent = _take(invoice["amount_due"], invoice["currency"], invoice["customer"], {})
    invoice["status_transitions"]["paid_at"] = now()
    invoice.update(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0, _paid_by=intent["id"])
    subscription["latest_invoice"] = invoice["id"]
    put(objects.invoice_payment(invoice, intent["id"], now()))
    tell("invoice.paid", put(invoice))
    return True


def cancel(subscription: Body) -> Body:
    """It ends now."""
    subscription.update(status="canceled", ended_at=now(), canceled_at=subscription["canceled_at"] or now(), pause_collection=None)
    tell("customer.subscription.deleted", put(subscription))
    return subscription


# --- the interface


def _answered(method: str, path: str, words: str) -> tuple[int, Body]:
    """A verb refuses before it writes."""
    try:
        return 200, _route(method, path.removeprefix("/v1/").strip("/").split("/"), _nested(words))
    except Refusal as refusal:
        return refusal.status, refusal.body


def _route(method: str, parts: list[str], told: Body) -> Body:
    double = "/".join(parts[:2])
    name, rest = (double, parts[2:]) if double in KINDS else (parts[0], parts[1:])
    verb = _VERBS.get((method, name, len(rest)))
    if verb is not None:
        return _told(verb(told, *rest))
    kind = KINDS.get(name, name[:-1])
    if method == "GET" and len(rest) == 1:
        return _told(_expanded(get(rest[0], kind), told))
    if method == "GET" and not rest and name in LISTED:
        return _list(kind, name, told)
    raise Refusal(404, f"Unrecognized request URL ({method}: /v1/{'/'.join(parts)}) at the stand-in.")


def _list(kind: str, name: str, told: Body) -> Body:
    """A page of objects, the newest first."""
    rows = Pretended.objects.filter(kind=kind)
    for field in ("customer", "status"):
        if told.get(field) and told[field] != "all":
            rows = rows.filter(**{f"body__{field}": told[field]})
    payment = told.get("payment")
    if about := told.get("subscription") or told.get("payment_intent") or (payment and payment["payment_intent"]):
        rows = rows.filter(about=about)
    if isinstance(told.get("created"), dict):
        rows = rows.filter(made__gte=int(told["created"].get("gte", 0)))
    if after := told.get("starting_after"):
        rows = rows.filter(id__lt=Pretended.objects.get(ref=after).pk)
    limit = int(told.get("limit", 10))
    page = list(rows[: limit + 1])
    inner = {"expand": [path.removeprefix("data.") for path in told.get("expand", [])]}
    bodies = [_told(_expanded(row.body, inner)) for row in page[:limit]]
    return {"object": "list", "data": bodies, "has_more": len(page) > limit, "url": f"/v1/{name}"}


def _expanded(body: Body, told: Body) -> Body:
    """With what `expand` asks for told whole: of an invoice, its payments."""
    if "payments" in told.get("expand", []) and body["object"] == "invoice":
        paid_by = body.get("_paid_by", "")
        rows = Pretended.objects.filter(kind="invoice_payment", about=paid_by) if paid_by else []
        body["payments"] = {"object": "list", "data": [row.told for row in rows], "has_more": False, "url": "/v1/invoice_payments"}
    return body


def _new_customer(told: Body) -> Body:
    return put(objects.customer(told, now()))


def _new_session(told: Body) -> Body:
    asked = told["line_items"][0]["price_data"]
    recurring = asked.get("recurring")
    if told["mode"] == "subscription" and not recurring:
        raise Refusal(400, "You must provide at least one recurring price in `subscription` mode when using prices.")
    price = objects.price(asked, objects.new_ref("prod"), now())
    return put(objects.session(told, price, settings.PAPER.full_address("/test-payments/checkout/"), now()))


def _expire_session(_told_words: Body, ref: str, _verb: str) -> Body:
    session = get(ref, "checkout.session")
    if session["status"] != "open":
        raise Refusal(
            400,
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of {session["status"]}.',
        )
    session.update(status="expired", url=None)
    tell("checkout.session.expired", put(session))
    return session


def _new_portal(told: Body) -> Body:
    get(told["customer"], "customer")
    return put(objects.portal(told, settings.PAPER.full_address("/test-payments/portal/"), now()))


def _change_subscription(told: Body, ref: str) -> Body:
    subscription = get(ref, "subscription")
    if subscription["status"] == "canceled":
        raise Refusal(400, "A canceled subscription can only update its cancellation_details and metadata.")
    item = subscription["items"]["data"][0]
    if "cancel_at_period_end" in told:
        leaves = told["cancel_at_period_end"] == "true"
        subscription["cancel_at_period_end"] = leaves
        subscription["cancel_at"] = item["current_period_end"] if leaves else None
        subscription["canceled_at"] = now() if leaves else None
    if "pause_collection" in told:
        pause = told["pause_collection"]
        subscription["pause_collection"] = (pause and {"behavior": pause["behavior"], "resumes_at": int(pause["resumes_at"])}) or None
    for asked in told.get("items", []):
        if asked.get("id") != item["id"]:
            raise Refusal(400, "items[0][id] is needed to replace the price: else a second item is added.")
        item["price"] = objects.price(asked["price_data"], asked["price_data"]["product"], now())
    tell("customer.subscription.updated", put(subscription))
    return subscription


def _cancel_subscription(_told_words: Body, ref: str) -> Body:
    subscription = get(ref, "subscription")
    if subscription["status"] == "canceled":
        raise Refusal(404, f"No such subscription: '{ref}'", code="resource_missing")
    return cancel(subscription)


def _new_refund(told: Body) -> Body:
    charge = _charge_of(told["payment_intent"])
    left = charge["amount"] - charge["amount_refunded"]
    amount = int(told.get("amount", left))
    if left <= 0 or charge["disputed"]:
        raise Refusal(400, "Charge has already been refunded, or is disputed.", code="charge_already_refunded")
    if amount > left:
        raise Refusal(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).")
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    made = put(objects.refund(put(charge), amount, told, now()))
    tell("refund.created", made)
    tell("charge.refunded", charge)
    return made


def _complete(session: Body, card: str) -> None:
    """A checkout that was paid, and what comes of it."""
    if not session["customer"]:
        session["customer"] = _new_customer({"email": session["customer_email"]})["id"]
    if session["mode"] == "subscription":
        ends = period_end(now(), session["_price"]["recurring"]["interval"])
        subscription = put(objects.subscription(session, card, ends, now()))
        take(subscription)
        tell("customer.subscription.created", put(subscription))
        session.update(subscription=subscription["id"], invoice=subscription["latest_invoice"])
    else:
        intent = _take(session["amount_total"], session["currency"], session["customer"], session["_marks"])
        session["payment_intent"] = intent["id"]
    session.update(status="complete", payment_status="paid", url=None)
    tell("checkout.session.completed", put(session))


def period_end(start: int, interval: str) -> int:
    """When a period that begins then ends, by the calendar."""
    return int(Interval(interval).after(datetime.fromtimestamp(start, UTC)).timestamp())


def _take(amount: int, currency: str, customer: str, marks: Body) -> Body:
    intent = put(objects.payment_intent(amount, currency, customer, marks, now()))
    put(objects.charge(intent, now()))
    return intent


def _charge_of(intent: str) -> Body:
    get(intent, "payment_intent")
    return Pretended.objects.get(kind="charge", about=intent).body


def _told(body: Body) -> Body:
    return {name: value for name, value in body.items() if not name.startswith("_")}


def _as_before(seen: Body, path: str, words: str) -> tuple[int, Body]:
    if seen["asked"] != [path, words]:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        return 400, Refusal(400, message, kind="idempotency_error").body
    return seen["status"], seen["body"]


def _nested(words: str) -> Body:
    """Form words as Stripe nests them: line_items[0][price_data][currency]=usd."""
    root: Body = {}
    for name, value in parse_qsl(words, keep_blank_values=True):
        *folders, last = name.replace("]", "").split("[")
        here = root
        for folder in folders:
            here = here.setdefault(folder, {})
        here[last] = value
    return _with_lists(root)


def _with_lists(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    inner = {name: _with_lists(value) for name, value in told.items()}
    if inner and all(name == "" or name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=lambda name: int(name or 0))]
    return inner


_VERBS: dict[tuple[str, str, int], Callable[..., Body]] = {
    ("POST", "customers", 0): _new_customer,
    ("POST", "checkout/sessions", 0): _new_session,
    ("POST", "checkout/sessions", 2): _expire_session,
    ("POST", "billing_portal/sessions", 0): _new_portal,
    ("POST", "subscriptions", 1): _change_subscription,
    ("DELETE", "subscriptions", 1): _cancel_subscription,
    ("POST", "refunds", 0): _new_refund,
}
