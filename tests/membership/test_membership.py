"""What the holder of a membership, the support desk and time may do to it; and what nobody may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import after, course
from broadsheet.membership.clock import end_what_is_over
from broadsheet.membership.course import GRACE, VERBS
from broadsheet.membership.gift import Gift
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.payments.said import NotPossible
from broadsheet.membership.plan import Interval
from broadsheet.membership.sync import sync
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, ledger_of, pay, taker, the_plan, told_of

pytestmark = pytest.mark.usefixtures("db")


def test_leaving_keeps_what_is_paid_for_and_takes_nothing_more() -> None:
    membership = a_partner()
    membership.leave("too expensive")
    assert (membership.state, membership.why_left) == (State.LEAVING, "too expensive")
    assert benefits_of(membership.account)
    pretend_clock.advance(40 * DAY_SECONDS)
    membership.catch_up()
    assert membership.state == State.LAPSED
    assert ledger_of(membership) == [("payment", 500)]
    assert Membership.objects.get().why_left == "too expensive"


def test_whoever_comes_back_in_time_goes_on_as_before() -> None:
    membership = a_partner()
    membership.leave()
    membership.come_back()
    assert (membership.state, membership.left_at) == (State.ACTIVE, None)


def test_leaving_while_a_payment_is_due_ends_at_once_and_the_card_is_not_tried_again() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    membership.leave()
    assert membership.state == State.LAPSED
    tries = told_of("invoice", status="open")[0]["attempt_count"]
    pretend_clock.advance(30 * DAY_SECONDS)
    assert told_of("invoice", status="open")[0]["attempt_count"] == tries


def test_another_amount_is_taken_from_the_next_payment_on() -> None:
    membership = a_partner()
    membership.change_amount(Money(1_500, "USD"))
    assert membership.amount == Money(1_500, "USD")
    assert ledger_of(membership) == [("payment", 500)]
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    assert ledger_of(membership) == [("payment", 500), ("payment", 1_500)]


def test_a_pause_takes_nothing_gives_what_is_paid_and_ends_by_itself() -> None:
    membership = a_partner()
    paid_until = membership.paid_until
    membership.pause(timezone.now() + timedelta(days=70))
    assert membership.state == State.PAUSED
    assert benefits_of(membership.account)
    pretend_clock.advance(65 * DAY_SECONDS)
    membership.catch_up()
    assert (membership.paid_until, ledger_of(membership)) == (paid_until, [("payment", 500)])  # though Stripe's periods moved on
    assert membership not in Membership.objects.giving(paid_until + timedelta(hours=1))
    pretend_clock.advance(35 * DAY_SECONDS)
    membership.catch_up()
    assert (membership.state, len(ledger_of(membership))) == (State.ACTIVE, 2)


def test_a_pause_can_be_cut_short() -> None:
    membership = a_partner()
    membership.pause(timezone.now() + timedelta(days=70))
    membership.resume()
    assert (membership.state, membership.paused_until) == (State.ACTIVE, None)


def test_a_refund_gives_the_payment_back_whole_and_ends_it_now() -> None:
    membership = a_partner()
    membership.refund()
    assert membership.state == State.REFUNDED
    assert ledger_of(membership) == [("payment", 500), ("refund", -500)]
    assert benefits_of(membership.account) == 0
    assert told_of("subscription")[0]["status"] == "canceled"
    sync(membership.ref)  # the provider says “canceled” for ever after
    assert Membership.objects.get().state == State.REFUNDED


def test_a_refund_that_was_made_by_hand_at_the_provider_is_not_made_again_and_ends_it_all_the_same() -> None:
    membership = a_partner()
    taker().refund(membership.payments.get().ref, None, "by-hand")
    membership.catch_up()
    assert membership.state == State.ACTIVE
    membership.refund()
    assert membership.state == State.REFUNDED
    assert ledger_of(membership) == [("payment", 500), ("refund", -500)]


def test_a_single_payment_is_refunded_too() -> None:
    membership = a_partner(interval=Interval.ONCE, amount_minor=6_000)
    membership.refund()
    assert membership.state == State.REFUNDED
    assert benefits_of(membership.account) == 0


@pytest.mark.parametrize("ended", [State.LAPSED, State.REFUNDED])
@pytest.mark.parametrize("verb", ["leave", "come_back", "resume", "refund", "lapse", "fall_behind"])
def test_nothing_can_be_done_with_one_that_has_ended(ended: State, verb: str) -> None:
    membership = a_partner()
    Membership.objects.filter(pk=membership.pk).update(state=ended)
    membership.refresh_from_db()
    with pytest.raises(NotPossible, match="that can't be done with it now"):
        getattr(membership, verb)()


def test_a_change_that_somebody_else_made_meanwhile_is_seen() -> None:
    membership = _given()
    elsewhere = Membership.objects.get(pk=membership.pk)
    elsewhere.lapse()
    with pytest.raises(NotPossible):
        membership.leave()


def test_a_single_payment_offers_no_pause() -> None:
    membership = a_partner(interval=Interval.ONCE)
    assert [verb for verb in VERBS if membership.may(verb)] == ["renew", "fall_behind", "extend", "leave", "lapse", "refund"]


def test_goodwill_adds_days_and_survives_what_the_provider_says() -> None:
    membership = a_partner()
    membership.leave()
    membership.extend(membership.paid_until + timedelta(days=30))
    membership.catch_up()
    assert membership in Membership.objects.giving(membership.paid_until + timedelta(days=29))
    assert membership not in Membership.objects.giving(membership.paid_until + timedelta(days=31))


def test_one_that_the_paper_gives_needs_no_provider() -> None:
    membership = _given()
    assert benefits_of(membership.account)
    membership.leave()
    assert membership.state == State.LEAVING
    membership.come_back()
    membership.pause(timezone.now() + timedelta(days=3))
    membership.resume()
    membership.change_amount(Money(0, "USD"))
    membership.lapse()
    assert benefits_of(membership.account) == 0


def test_the_rows_that_give_are_those_that_the_course_says() -> None:
    now = timezone.now()
    for number, (state, provider, interval, days) in enumerate(
        (state, provider, interval, days)
        for state in State
        for provider, interval in (("pretend", "month"), ("pretend", "once"), ("transfer", "month"), ("given", "once"))
        for days in (-8, -3, 5, None)
    ):
        Membership.objects.create(
            account=a_reader(),
            plan=the_plan(),
            provider=provider,
            ref=str(number),
            state=state,
            interval=interval,
            amount_minor=500,
            currency="USD",
            paid_until=days and now + timedelta(days=days),
        )
    by_the_course = {membership.ref for membership in Membership.objects.all() if membership.gives_until > now}
    assert {membership.ref for membership in Membership.objects.giving(now)} == by_the_course
    assert 0 < len(by_the_course) < Membership.objects.count()


def test_benefits_that_end_by_the_clock_end_the_passes_that_hold_them() -> None:
    membership = _given(until=timezone.now() + timedelta(days=1))
    generation = membership.account.pass_generation
    assert end_what_is_over(timezone.now()) == []
    later = timezone.now() + timedelta(days=2)
    assert end_what_is_over(later) == [membership]
    membership.refresh_from_db()
    assert (membership.state, membership.gives) == (State.LAPSED, False)
    membership.account.refresh_from_db()
    assert membership.account.pass_generation > generation
    assert end_what_is_over(later) == []


def test_a_partner_whose_renewal_nobody_told_is_asked_about_before_anything_ends() -> None:
    membership = a_partner()
    pretend_clock.advance(32 * DAY_SECONDS)
    assert end_what_is_over(membership.paid_until + GRACE + timedelta(hours=1)) == []
    membership.refresh_from_db()
    assert (membership.state, membership.gives) == (State.ACTIVE, True)


def test_on_a_paper_that_takes_real_money_played_payments_give_nothing(settings) -> None:
    membership = a_partner()
    settings.TAKES_REAL_MONEY = True
    assert benefits_of(membership.account) == 0
    assert end_what_is_over(timezone.now()) == [membership]  # and no pass out there holds them on
    assert end_what_is_over(timezone.now()) == []


# --- gifts


def test_a_gift_is_made_when_it_is_paid_and_redeemed_once() -> None:
    order = an_order(kind=Order.Kind.GIFT, interval=Interval.YEAR, amount_minor=5_000)
    ref = pay(order)
    assert sync(ref) is None
    gift = Gift.objects.get()
    assert (gift.months, gift.order) == (12, order)
    assert benefits_of(order.account) == 0
    friend = a_reader("naomi")
    membership = gift.redeem(friend)
    assert benefits_of(friend) == the_plan().benefit_bits
    assert membership.paid_until > timezone.now() + timedelta(days=360)
    with pytest.raises(NotPossible, match="redeemed already"):
        gift.redeem(a_reader("other"))
    sync(ref)
    assert Gift.objects.count() == 1


def test_a_gift_that_is_paid_back_is_void_and_so_is_what_came_of_it() -> None:
    order = an_order(kind=Order.Kind.GIFT, amount_minor=500)
    sync(pay(order))
    gift, friend = Gift.objects.get(), a_reader("naomi")
    gift.redeem(friend)
    taker().refund(told_of("payment_intent")[0]["id"], None, "by-hand")
    sync(told_of("refund")[0]["id"])
    gift.refresh_from_db()
    assert gift.void_at
    assert benefits_of(friend) == 0
    with pytest.raises(NotPossible, match="paid back"):
        gift.redeem(a_reader("other"))


# --- who is told


def test_whoever_wants_to_know_is_told_once_of_each_step(pinned: list[str]) -> None:
    membership = a_partner()
    assert sorted(pinned) == ["receipt", "welcome"]
    membership.catch_up()
    membership.leave()
    membership.come_back()
    membership.change_amount(Money(700, "USD"))
    membership.refund()
    assert pinned[2:] == ["leaving", "came_back", "amount_changed", "given_back", "left"]


def test_paying_twice_for_the_same_thing_is_told(pinned: list[str]) -> None:
    first, second = an_order(), an_order()
    pay(first)
    pay(second)  # in another window, opened before the first was paid
    sync(first.provider_ref)
    assert "paid_twice" not in pinned
    sync(second.provider_ref)
    assert "paid_twice" in pinned


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """What was told, in its order; tasks run at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    told: list[str] = []
    monkeypatch.setattr(after, "_pinned", _Everything(told))
    return told


class _Everything(dict[str, list[Callable[[Model], None]]]):
    """Pinned under every name."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, what: str) -> list[Callable[[Model], None]]:
        return [lambda _thing: self._told.append(what)]


def _given(until=None) -> Membership:
    membership = Membership.objects.create(
        account=a_reader(), plan=the_plan(), provider="given", ref="1", interval=Interval.ONCE, amount_minor=0, currency="USD"
    )
    membership.join(until)
    assert membership.gives_until == (until or course.FOREVER)
    return membership
