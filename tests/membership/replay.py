"""A program for the test of the same name: what a paper goes through when its provider tells it everything, some of it twice, some of it never.

    python -m tests.membership.replay prepare READERS | replay SEED WORKER WORKERS DONE_FILE | at_once | verdict

It runs in a process of its own, so that it can be killed, over the paper and the database that its environment names."""

import json
import os
import random
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from broadsheet.accounts.account import Account  # noqa: E402
from broadsheet.membership.course import GRACE  # noqa: E402
from broadsheet.membership.hooks import hook  # noqa: E402
from broadsheet.membership.inbox import Told  # noqa: E402
from broadsheet.membership.ledger import Payment  # noqa: E402
from broadsheet.membership.membership import Membership  # noqa: E402
from broadsheet.membership.order import Order  # noqa: E402
from broadsheet.membership.payments import pretend, pretend_clock  # noqa: E402
from broadsheet.membership.payments.pretended import Pretended  # noqa: E402
from broadsheet.membership.reconcile import reconcile  # noqa: E402
from broadsheet.membership.sync import sync  # noqa: E402
from tests.membership.paying import a_reader, an_order, begin, pay, taker, told_of  # noqa: E402

CARDS = (pretend.GOOD, pretend.GOOD, pretend.GOOD, pretend.FAILS_LATER)
LOST, TWICE = 0.10, 0.30
LOOKED_ONLY = 13  # to each who pays
DAY_SECONDS = 86_400


@transaction.atomic
def prepare(readers: int) -> None:
    """Readers join, renew, leave, pause, are refunded and disputed, most only look at the checkout; nobody has told the paper of any of it."""
    chance = random.Random(7)
    for _number in range(LOOKED_ONLY * readers):
        _look_only(an_order(a_reader("looks")))
    for month, join in enumerate((range(readers // 2), range(0), range(readers // 2, readers))):
        for number in join:
            _join(chance, number)
        _live_on(chance, readers)
        pretend_clock.advance((31 + month) * DAY_SECONDS)
    _live_on(chance, readers)
    print(json.dumps({"notices": len(pretend.waiting_notices())}))


def _join(chance: random.Random, number: int) -> None:
    interval = "once" if number % 9 == 0 else "month"
    order = an_order(a_reader(f"reader-{number}"), interval=interval, amount_minor=chance.choice([300, 500, 2_500]))
    begin(order)  # a double click
    pay(order, chance.choice(CARDS))


def _look_only(order: Order) -> None:
    """A checkout that is opened and left: the commonest of all. Made at the stand-in's own desk, which is quicker."""
    price = {"currency": "usd", "unit_amount": "500", "product_data": {"name": "Partner"}}
    marks = {"order": str(order.number), "paper": settings.PAPER.address}
    words = {"mode": "payment", "line_items": [{"price_data": price}], "client_reference_id": str(order.number), "metadata": marks}
    order.provider, order.is_test, order.provider_ref = "pretend", True, pretend._new_session(words)["id"]
    order.save()


def _live_on(chance: random.Random, readers: int) -> None:
    """What readers do in a month."""
    pause_until = datetime.fromtimestamp(pretend.now() + 40 * DAY_SECONDS, UTC)
    live = [row for row in told_of("subscription") if row["status"] != "canceled"]
    for row in chance.sample(live, min(len(live), readers // 10)):
        chance.choice([taker().leave, taker().end, lambda ref: taker().pause(ref, pause_until)])(row["id"])
    for intent in chance.sample([row["payment_intent"] for row in told_of("charge", refunded=False, disputed=False)], readers // 12):
        chance.choice([lambda ref: taker().refund(ref, None, f"chaos-{ref}"), pretend.dispute])(intent)


def replay(seed: int, worker: int, workers: int, done: Path) -> None:
    """Tells the paper of it in any order, through its own address: one of several workers its share. Goes on where it was killed."""
    chance = random.Random(seed)
    notices = [notice for notice in pretend.waiting_notices() if chance.random() > LOST]
    notices += [notice for notice in notices if chance.random() < TWICE]
    chance.shuffle(notices)
    taker()
    start = int(done.read_text() or 0) if done.exists() else 0  # empty: killed while it wrote
    for number, (_ref, body, _signed) in enumerate(notices[worker::workers][start:], start):
        asked = RequestFactory().post(
            "/hooks/pretend/", body, content_type="application/json", headers={"Stripe-Signature": pretend.signature(body)}
        )
        assert hook(asked, "pretend").status_code == 200
        done.write_text(str(number + 1))
    print(json.dumps({"told": len(notices), "once": len({ref for ref, _body, _signed in notices})}))


def at_once(threads: int = 8) -> None:
    """So many ask about one checkout at the same moment."""
    ref, troubles, ready = pay(an_order()), [], threading.Barrier(threads)

    def ask() -> None:
        ready.wait()
        try:
            sync(ref)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the test names it
            troubles.append(repr(trouble))
        finally:
            connections.close_all()

    asking = [threading.Thread(target=ask) for _number in range(threads)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    counts = {model.__name__: model.objects.count() for model in (Membership, Payment)}
    print(
        json.dumps(
            {"troubles": troubles, **counts, "state": Membership.objects.get().state, "generation": Account.objects.get().pass_generation}
        )
    )


def verdict() -> None:
    """After a look over everything: what differs between the ledger and the provider, who was charged twice, who has what is not paid."""
    done = reconcile(since=datetime(2020, 1, 1, tzinfo=UTC))
    ours = {line.ref: line.amount_minor for line in Payment.objects.all()}
    theirs = _moved()
    now = datetime.fromtimestamp(pretend.now(), UTC)
    print(
        json.dumps(
            {
                "lines": len(ours),
                "differ": sorted(set(ours.items()) ^ set(theirs.items())),
                "troubles": done.troubles,
                "unknown": done.unknown,
                "undone": Told.objects.filter(done_at=None).count(),
                "states": Counter(Membership.objects.values_list("state", flat=True)),
                "states_differ": [m.ref for m in Membership.objects.all() if _state(m) != m.state],
                "charged_twice": _charged_twice(),
                "unpaid": [m.ref for m in Membership.objects.giving(now) if not _is_paid(m, now)],
                "refused": [m.ref for m in Membership.objects.all() if _is_owed(m, now) and m not in Membership.objects.giving(now)],
            },
            default=str,
        )
    )


@cache
def _all(kind: str) -> list[dict[str, Any]]:
    return told_of(kind)


def _kept(kind: str, **fields: Any) -> list[dict[str, Any]]:
    """As told_of; nothing changes any more, so that each kind is read once."""
    return [body for body in _all(kind) if all(body.get(name) == value for name, value in fields.items())]


def _moved() -> dict[str, int]:
    """Every movement of money that the stand-in knows, by its number."""
    came = {row["id"]: row["amount_received"] for row in _kept("payment_intent")}
    back = {row["id"]: -row["amount"] for kind in ("refund", "dispute") for row in _kept(kind)}
    return came | back


def _charged_twice() -> list[str]:
    """Subscriptions, or single orders, with more than one payment for the same time."""
    periods = Counter((row["_about"], row["lines"]["data"][0]["period"]["start"]) for row in _kept("invoice", status="paid"))
    orders = Counter(row["metadata"]["order"] for kind in ("subscription", "payment_intent") for row in _kept(kind) if row["metadata"])
    return [str(key) for key, times in (periods | orders).items() if times > 1]


def _state(membership: Membership) -> str:
    """As the stand-in has it, told apart by hand: not by the code that is tried."""
    body = Pretended.objects.get(ref=membership.ref).body
    if body["object"] == "payment_intent":
        return "refunded" if any(row["payment_intent"] == body["id"] for row in _kept("refund")) else "active"
    if body["status"] == "canceled":
        paid = _kept("invoice", status="paid", _about=body["id"])
        newest = max(paid, key=lambda row: row["lines"]["data"][0]["period"]["end"])["_paid_by"]
        return "refunded" if any(row["payment_intent"] == newest for row in _kept("refund")) else "lapsed"
    if body["status"] == "active" and body["cancel_at_period_end"]:
        return "leaving"
    return "paused" if body["status"] == "active" and body["pause_collection"] else body["status"]


def _kept_until(membership: Membership) -> datetime:
    """The end of what was paid and not given back, by the stand-in's own invoices."""
    back = {row["payment_intent"] for kind in ("refund", "dispute") for row in _kept(kind)}
    ends = [
        row["lines"]["data"][0]["period"]["end"]
        for row in _kept("invoice", status="paid", _about=membership.ref)
        if row["_paid_by"] not in back
    ]
    once: list[dict[str, Any]] = _kept("payment_intent", id=membership.ref)
    ends += [row["created"] + 365 * DAY_SECONDS for row in once if row["id"] not in back]
    return datetime.fromtimestamp(max(ends, default=0), UTC)


def _is_paid(membership: Membership, now: datetime) -> bool:
    return now < max(_kept_until(membership), membership.joined_at) + GRACE


def _is_owed(membership: Membership, now: datetime) -> bool:
    return _state(membership) not in ("lapsed", "refunded") and _kept_until(membership) > now


if __name__ == "__main__":
    words = sys.argv[2:]
    match sys.argv[1]:
        case "prepare":
            prepare(int(words[0]))
        case "replay":
            replay(int(words[0]), int(words[1]), int(words[2]), Path(words[3]))
        case "at_once":
            at_once()
        case "verdict":
            verdict()
