"""What we ask of Stripe, asked of Stripe itself in its test mode: `make stripe-live-test`, with a test key only. No money moves.

Run it before a paper goes live, and whenever the SDK's version is raised. It makes a customer, a checkout, a subscription paid by
Stripe's own test card and what a partner does with it, and ends what it began. What Stripe answers is held against the SDK's types."""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

CONFIG = 'name = "Stripe test"\nlanguage = "en"\ntimezone = "UTC"\ncurrency = "USD"\naddress = "http://localhost:8000"\n'
SKIPPED = "This was not run: set STRIPE_SECRET_KEY to a test key (sk_test_… or rk_test_…). It never runs with a live one."


def main() -> int:
    """The steps, each said as it is done; 0 when all went well, 2 when there is no test key."""
    key = os.environ.get("STRIPE_SECRET_KEY", "")
    if not key.startswith(("sk_test_", "rk_test_")):
        print(SKIPPED)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        (Path(folder) / "broadsheet.toml").write_text(CONFIG, encoding="utf-8")
        os.environ |= {"BROADSHEET_PAPER": folder, "DJANGO_SETTINGS_MODULE": "broadsheet.settings", "STRIPE_WEBHOOK_SECRET": "whsec_unused"}
        django.setup()
        call_command("migrate", verbosity=0)
        return _walk(key)


def _walk(key: str) -> int:
    import stripe  # noqa: PLC0415 - only with a key

    from broadsheet.membership.money import Money  # noqa: PLC0415 - only once a paper lies there
    from broadsheet.membership.payments.stripe import with_key  # noqa: PLC0415
    from tests.membership.contract import wrong_object  # noqa: PLC0415
    from tests.membership.paying import a_reader, an_order  # noqa: PLC0415

    api, taker, order = stripe.StripeClient(key).v1, with_key(key, "whsec_unused"), an_order()
    url = taker.start(
        order, success="http://localhost:8000/support/thanks/?s={CHECKOUT_SESSION_ID}", cancel="http://localhost:8000/support/"
    )
    _must("a checkout is at Stripe's own address", url.startswith("https://checkout.stripe.com/"))
    _must(
        "the same order leads to the same checkout",
        taker.start(order, success="http://localhost:8000/", cancel="http://localhost:8000/") == url,
    )
    _must("an unpaid checkout is open", _state(taker, order.provider_ref) == "open")
    api.checkout.sessions.expire(order.provider_ref)
    _must("an expired checkout is expired", _state(taker, order.provider_ref) == "expired")
    subscription = _subscribe(api, taker, an_order(a_reader("second")))
    said = taker.says(subscription)
    _must("a paid subscription is active", said.state == "active")
    _must(
        "its payment is one line with an end", len(said.moves) == 1 and said.moves[0].covers_until > datetime.now(UTC) + timedelta(days=25)
    )
    taker.change_amount(subscription, Money(700, "USD"))
    _must("another amount is heard", taker.says(subscription).amount == Money(700, "USD"))
    _each(taker, subscription, "paused", lambda: taker.pause(subscription, datetime.now(UTC) + timedelta(days=60)))
    _each(taker, subscription, "active", lambda: taker.resume(subscription))
    _each(taker, subscription, "leaving", lambda: taker.leave(subscription))
    _each(taker, subscription, "active", lambda: taker.come_back(subscription))
    taker.refund(said.moves[0].ref, None, f"live-{subscription}")
    _must("what went back is a line", [move.kind for move in taker.says(subscription).moves] == ["payment", "refund"])
    _must("a payment's number leads to its subscription", taker.says(said.moves[0].ref).ref == subscription)
    _each(taker, subscription, "lapsed", lambda: taker.end(subscription))
    _must("it is found among what was made", subscription in set(taker.known_refs(datetime.now(UTC) - timedelta(hours=1))))
    wrong = wrong_object(stripe.Subscription, api.subscriptions.retrieve(subscription).to_dict())
    _must(f"Stripe's own object is what the SDK says: {wrong[:5]}", not wrong)
    return 0


def _subscribe(api: Any, taker: Any, order: Any) -> str:
    """What a reader does on Stripe's page, by Stripe's own test card; the checkout itself can be paid by hand only."""
    words = taker._checkout(order, "http://localhost:8000/", "http://localhost:8000/")
    price = words["line_items"][0]["price_data"]
    product = api.products.create({"name": price["product_data"]["name"]}).id
    card = api.payment_methods.attach("pm_card_visa", {"customer": words["customer"]}).id
    told = {"customer": words["customer"], "default_payment_method": card, "metadata": words["metadata"]}
    named = {name: value for name, value in price.items() if name != "product_data"} | {"product": product}
    return str(api.subscriptions.create({**told, "items": [{"price_data": named}]}).id)


def _each(taker: Any, ref: str, state: str, verb: Callable[[], None]) -> None:
    verb()
    _must(f"then it is {state}", _state(taker, ref) == state)


def _state(taker: Any, ref: str) -> str:
    return str(taker.says(ref).state)


def _must(what: str, is_so: bool) -> None:
    print(("ok    " if is_so else "WRONG ") + what)
    if not is_so:
        raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main())
