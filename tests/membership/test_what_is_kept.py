"""What this room keeps of an account: shown, given out, erased."""

import pytest

from broadsheet.accounts import erasing, privacy
from broadsheet.membership import what_is_kept
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend
from broadsheet.membership.plan import Interval
from broadsheet.membership.sync import sync
from tests.membership.living import do_what_is_queued
from tests.membership.paying import a_partner, a_reader, an_order, pay

pytestmark = pytest.mark.django_db


def test_the_room_is_on_the_board() -> None:
    assert "membership" in [part.name for part in privacy.parts()]


def test_everything_is_given_out() -> None:
    membership = a_partner()
    sync(
        pay(
            an_order(
                membership.account, kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=1_500, months=3, friend="noa@friend.example"
            )
        )
    )
    do_what_is_queued()
    given = what_is_kept.export(membership.account)
    assert [one["plan"] for one in given["memberships"]] == ["Partner"]
    assert sorted(one["amount_minor"] for one in given["payments"]) == [500, 1_500]
    assert [one["months"] for one in given["gifts_given"]] == [3]
    assert "noa@friend.example" in [one["friend"] for one in given["orders"]]
    assert {one["kind"] for one in given["mails"]} >= {"welcome", "receipt"}


def test_nobody_is_erased_from_whom_money_would_still_be_taken() -> None:
    membership = a_partner()
    reason = what_is_kept.reason_not_to_erase(membership.account)
    assert reason is not None
    assert "the next payment would be taken on" in reason
    membership.leave()
    assert what_is_kept.reason_not_to_erase(membership.account) is None
    assert what_is_kept.reason_not_to_erase(a_reader("reads-only")) is None


def test_erasing_ends_it_and_leaves_the_money_without_the_person() -> None:
    membership = a_partner()
    order = an_order(
        membership.account,
        kind=Order.Kind.GIFT,
        interval=Interval.ONCE,
        amount_minor=1_500,
        months=3,
        friend="noa@friend.example",
        message="For you",
    )
    sync(pay(order))
    Membership.objects.update(why_left="My name is Ruth.")
    erasing.erase(membership.account, ending=True)
    membership.refresh_from_db()
    order.refresh_from_db()
    assert (membership.state, membership.why_left) == (State.LEAVING, "")
    assert (order.friend, order.message) == ("", "")
    assert Payment.objects.count() == 2
    assert what_is_kept.stays(membership.account)


def test_where_the_provider_does_not_answer_nothing_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    membership = a_partner()
    monkeypatch.setattr(pretend, "_route", _breaks)
    with pytest.raises(privacy.Refused, match="nothing was erased"):
        erasing.erase(membership.account, ending=True)
    membership.account.refresh_from_db()
    assert membership.account.email == "ruth@reader.example"


def _breaks(*_told: object) -> None:
    raise pretend.Refusal(500, "The stand-in is ill.")
