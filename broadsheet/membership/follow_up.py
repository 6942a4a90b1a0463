"""What is written to readers after something happened to a membership, a payment, a gift: one line each. Pinned to the board in after.py."""

from collections.abc import Callable
from typing import Any

from broadsheet.membership import after
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mails import post
from broadsheet.membership.membership import Membership, State


def register() -> None:
    """Called once, when the rooms are made ready."""
    follows: dict[str, Callable[[Any], None]] = {
        "welcome": welcome,
        "card_failing": card_failing,
        "amount_changed": amount_changed,
        "paused": paused,
        "came_back": came_back,
        "leaving": leaving,
        "left": left,
        "due": due,
        "withdrawn": withdrawn,
        "receipt": receipt,
        "given_back": given_back,
        "gift_made": gift_made,
    }
    for what, follow in follows.items():
        after.pin(what, follow)


def welcome(membership: Membership) -> None:
    """Once in a membership's life. What has ended meanwhile is welcomed no more."""
    if membership.is_live:
        post("welcome", membership, membership.account)


def card_failing(membership: Membership) -> None:
    """Once for each payment that did not come; not if it came meanwhile."""
    if membership.state == State.PAST_DUE:
        post("card_failing", membership, membership.account, f"{membership.paid_until:%Y-%m-%d}" if membership.paid_until else "first")


def amount_changed(membership: Membership) -> None:
    """Once for each state of it: of two changes before the mail went out, the last is told."""
    post("amount_changed", membership, membership.account, f"{membership.amount_minor}/{membership.version}")


def paused(membership: Membership) -> None:
    """Once for each pause; not if it has ended already."""
    if membership.state == State.PAUSED:
        post("paused", membership, membership.account, f"{membership.paused_until:%Y-%m-%d}/{membership.version}")


def came_back(membership: Membership) -> None:
    """After a pause, or after leaving was taken back."""
    if membership.state == State.ACTIVE:
        post("goes_on", membership, membership.account, membership.version)


def leaving(membership: Membership) -> None:
    """Once for each time of leaving; not if it was taken back."""
    if membership.state == State.LEAVING and membership.left_at:
        post("leaving", membership, membership.account, f"{membership.left_at:%Y-%m-%dT%H%M%S}")


def left(membership: Membership) -> None:
    """Once. Where money went back, the mail about the money says it; what was never paid for ends in silence."""
    if membership.state == State.LAPSED and membership.payments.exists():
        post("left", membership, membership.account)


def due(membership: Membership) -> None:
    """Once before each end."""
    post("due", membership, membership.account, f"{membership.paid_until:%Y-%m-%d}" if membership.paid_until else "")


def withdrawn(membership: Membership) -> None:
    """To the reader, and to the paper, which has to send the money back."""
    post("withdrawn", membership, membership.account)
    post("give_it_back", membership, membership.account)


def receipt(line: Payment) -> None:
    """Of each payment, once; not of those that were made before the membership was brought here: another system gave that receipt."""
    if line.account and not _was_paid_elsewhere(line):
        post("receipt", line, line.account)


def given_back(line: Payment) -> None:
    """Of each refund, once. A dispute the bank tells by itself."""
    if line.account and line.kind == Payment.Kind.REFUND:
        post("given_back", line, line.account)


def gift_made(gift: Gift) -> None:
    """The code, to the giver and to the friend, if one was named."""
    if gift.order.account and not gift.void_at:
        post("gift_made", gift, gift.order.account)
        if gift.order.friend:
            post("gift_for_friend", gift, gift.order.account)


def _was_paid_elsewhere(line: Payment) -> bool:
    """Whether it was paid before its membership came with another system's list."""
    return line.membership is not None and Act.objects.filter(verb="bring", about=line.membership.ref, at__gt=line.paid_at).exists()
