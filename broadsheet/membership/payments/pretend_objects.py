"""The forms of Stripe's objects, as the stand-in fills them in: every field that must be there, none that Stripe does not have.

tests/membership/test_contract.py holds each against the SDK's own types. Long because Stripe's objects are."""

import secrets
from typing import Any

Body = dict[str, Any]


def new_ref(prefix: str) -> str:
    """A number that tells whose it is."""
    return f"{prefix}_pretend{secrets.token_hex(9)}"


def customer(told: Body, now: int) -> Body:
    """Whoever pays."""
    return {
        "id": new_ref("cus"),
        "object": "customer",
        "created": now,
        "email": told.get("email"),
        "name": told.get("name"),
        "metadata": told.get("metadata") or {},
        "livemode": False,
        "balance": 0,
        "description": None,
        "default_source": None,
        "shipping": None,
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None},
    }


def price(told: Body, product: str, now: int) -> Body:
    """An amount, each month or year or once."""
    recurring = told.get("recurring")
    return {
        "id": new_ref("price"),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": told["currency"],
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product,
        "recurring": recurring
        and {"interval": recurring["interval"], "interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"},
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": int(told["unit_amount"]),
        "unit_amount_decimal": str(told["unit_amount"]),
    }


def session(told: Body, price: Body, url: str, now: int) -> Body:
    """A checkout that waits for the reader. What it becomes is kept beside it, under names of the stand-in's own."""
    ref = new_ref("cs")
    return {
        "id": ref,
        "object": "checkout.session",
        "mode": told["mode"],
        "status": "open",
        "payment_status": "unpaid",
        "created": now,
        "expires_at": now + 86_400,
        "livemode": False,
        "url": url + ref + "/",
        "ui_mode": told.get("ui_mode", "hosted_page"),
        "success_url": told.get("success_url"),
        "cancel_url": told.get("cancel_url"),
        "client_reference_id": told.get("client_reference_id"),
        "client_secret": None,
        "customer": told.get("customer"),
        "customer_email": told.get("customer_email"),
        "customer_creation": None,
        "customer_details": None,
        "currency": price["currency"],
        "amount_total": price["unit_amount"],
        "amount_subtotal": price["unit_amount"],
        "metadata": told.get("metadata") or {},
        "subscription": None,
        "payment_intent": None,
        "invoice": None,
        "setup_intent": None,
        "locale": None,
        "payment_method_types": ["card"],
        "payment_method_options": {},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None},
        "shipping_options": [],
        "billing_address_collection": None,
        "_price": price,
        "_marks": (told.get("subscription_data") or told.get("payment_intent_data") or {}).get("metadata") or {},
    }


def portal(told: Body, url: str, now: int) -> Body:
    """A visit to the customer's own page."""
    ref = new_ref("bps")
    return {
        "id": ref,
        "object": "billing_portal.session",
        "configuration": "bpc_pretend",
        "created": now,
        "customer": told["customer"],
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": told.get("return_url"),
        "url": url + ref + "/",
    }


def subscription(session: Body, card: str, ends: int, now: int) -> Body:
    """What came of a checkout that renews."""
    ref, price = new_ref("sub"), session["_price"]
    item = {
        "id": new_ref("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_start": now,
        "current_period_end": ends,
        "discounts": [],
        "metadata": {},
        "price": price,
        "plan": _plan(price, now),
        "quantity": 1,
        "subscription": ref,
        "tax_rates": [],
    }
    return {
        "id": ref,
        "object": "subscription",
        "customer": session["customer"],
        "status": "active",
        "created": now,
        "start_date": now,
        "billing_cycle_anchor": now,
        "billing_mode": {"type": "flexible", "flexible": None},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "currency": price["currency"],
        "discounts": [],
        "ended_at": None,
        "items": {"object": "list", "data": [item], "has_more": False, "url": "/v1/subscription_items"},
        "latest_invoice": None,
        "livemode": False,
        "metadata": session["_marks"],
        "trial_end": None,
        "trial_start": None,
        "automatic_tax": {"enabled": False, "disabled_reason": None, "liability": None},
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "schedule": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "on_subscription",
        },
        "_card": card,
        "_tries": 0,
        "_next_try": None,
    }


def payment_intent(amount: int, currency: str, customer: str, marks: Body, now: int) -> Body:
    """A payment that succeeded."""
    return {
        "id": new_ref("pi"),
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": amount,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": now,
        "currency": currency,
        "customer": customer,
        "livemode": False,
        "metadata": marks,
        "payment_method_types": ["card"],
        "status": "succeeded",
    }


def charge(intent: Body, now: int) -> Body:
    """The card's side of a payment."""
    return {
        "id": new_ref("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "succeeded",
        "_about": intent["id"],
    }


def invoice(subscription: Body, now: int) -> Body:
    """What is owed for the subscription's present period; `open` until it is paid."""
    ref, item = new_ref("in"), subscription["items"]["data"][0]
    amount, currency = item["price"]["unit_amount"], subscription["currency"]
    line = {
        "id": new_ref("il"),
        "object": "line_item",
        "amount": amount,
        "currency": currency,
        "description": None,
        "discount_amounts": None,
        "discountable": True,
        "discounts": [],
        "invoice": ref,
        "livemode": False,
        "metadata": {},
        "parent": None,
        "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
        "pretax_credit_amounts": None,
        "pricing": None,
        "quantity": 1,
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": None,
    }
    return {
        "id": ref,
        "object": "invoice",
        "amount_due": amount,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": amount,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {"enabled": False, "disabled_reason": None, "liability": None, "provider": None, "status": None},
        "billing_reason": "subscription_cycle",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "customer": subscription["customer"],
        "default_tax_rates": [],
        "discounts": [],
        "ending_balance": None,
        "issuer": {"type": "self"},
        "lines": {"object": "list", "data": [line], "has_more": False, "url": f"/v1/invoices/{ref}/lines"},
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "parent": {
            "quote_details": None,
            "subscription_details": {"metadata": subscription["metadata"], "subscription": subscription["id"]},
            "type": "subscription_details",
        },
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "open",
        "status_transitions": {"finalized_at": now, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None},
        "subtotal": amount,
        "total": amount,
        "_about": subscription["id"],
    }


def invoice_payment(invoice: Body, intent: str, now: int) -> Body:
    """Which payment settled an invoice."""
    return {
        "id": new_ref("inpay"),
        "object": "invoice_payment",
        "amount_paid": invoice["amount_paid"],
        "amount_requested": invoice["amount_due"],
        "created": now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent},
        "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": now},
        "_about": intent,
    }


def refund(charge: Body, amount: int, told: Body, now: int) -> Body:
    """Money on its way back."""
    return {
        "id": new_ref("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "metadata": told.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": told.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
        "_about": charge["payment_intent"],
    }


def dispute(charge: Body, now: int) -> Body:
    """A payment that its payer's bank took back, for now."""
    return {
        "id": new_ref("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 7 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
        "_about": charge["payment_intent"],
    }


def event(kind: str, thing: Body, version: str, now: int) -> Body:
    """A notice that something changed."""
    return {
        "id": new_ref("evt"),
        "object": "event",
        "api_version": version,
        "created": now,
        "livemode": False,
        "pending_webhooks": 1,
        "type": kind,
        "data": {"object": {name: value for name, value in thing.items() if not name.startswith("_")}},
        "request": {"id": None, "idempotency_key": None},
    }


def _plan(price: Body, now: int) -> Body:
    """An item's price once more, in the words of an older day that Stripe still tells."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": True,
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": now,
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": 1,
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
