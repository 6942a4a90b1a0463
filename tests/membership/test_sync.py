"""What a reader paid is what a reader has: whoever tells it, however often, in whatever order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import notices
from broadsheet.membership.clock import end_what_is_over
from broadsheet.membership.inbox import Customer, Told
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.payments.said import OrderIsOver
from broadsheet.membership.plan import Interval
from broadsheet.membership.reconcile import reconcile
from broadsheet.membership.sync import sync
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, begin, ledger_of, pay, taker, told_of

pytestmark = pytest.mark.usefixtures("db")


def test_a_reader_who_paid_has_what_the_plan_gives() -> None:
    reader = a_reader()
    assert benefits_of(reader) == 0
    generation = reader.pass_generation
    membership = sync(pay(an_order(reader)))
    assert membership is not None
    assert membership.state == State.ACTIVE
    assert benefits_of(reader) == membership.plan.benefit_bits
    assert ledger_of(membership) == [("payment", 500)]
    assert Order.objects.get().state == Order.State.PAID
    reader.refresh_from_db()
    assert reader.pass_generation == generation + 1


def test_a_checkout_that_was_only_opened_gives_nothing() -> None:
    ref = begin(an_order())
    assert sync(ref) is None
    assert not Membership.objects.exists()
    assert Order.objects.get().is_open


def test_asking_again_changes_nothing_and_ends_no_pass() -> None:
    membership = a_partner()
    generation = a_reader().pass_generation
    for _time in range(3):
        sync(membership.ref)
        sync(Order.objects.get().provider_ref)
    assert Membership.objects.count() == Payment.objects.count() == Customer.objects.count() == 1
    assert a_reader().pass_generation == generation


@pytest.mark.parametrize("interval", Interval)
def test_each_interval_lasts_as_long_as_it_says(interval: Interval) -> None:
    membership = a_partner(interval=interval)
    assert membership.interval == interval
    assert abs(membership.paid_until - interval.after(timezone.now())) < timedelta(minutes=1)
    assert membership.renews == (interval != Interval.ONCE)


def test_notices_in_any_order_and_twice_end_in_what_is_true() -> None:
    order = an_order()
    pay(order)
    ref = told_of("subscription")[0]["id"]
    taker().leave(ref)
    taker().end(ref)
    waiting = pretend.waiting_notices()
    assert len(waiting) >= 4
    for _number, body, signed in [*reversed(waiting), *waiting]:  # ended first, made last
        assert notices.take(taker(), body, {"Stripe-Signature": signed})
    membership = Membership.objects.get()
    assert membership.state == State.LAPSED
    assert benefits_of(membership.account) == 0
    assert ledger_of(membership) == [("payment", 500)]
    assert set(Told.objects.values_list("tries", flat=True)) == {1}


def test_without_any_notice_the_nights_look_finds_who_paid() -> None:
    pay(an_order())
    assert not Membership.objects.exists()
    done = reconcile()
    assert Membership.objects.get().state == State.ACTIVE
    assert (done.troubles, done.unknown) == ([], [])


def test_a_renewal_is_one_more_line_and_one_more_month() -> None:
    membership = a_partner()
    until = membership.paid_until
    pretend_clock.advance(32 * DAY_SECONDS)
    membership = sync(membership.ref)
    assert membership is not None
    assert membership.paid_until > until + timedelta(days=27)
    assert ledger_of(membership) == [("payment", 500), ("payment", 500)]


def test_a_card_that_fails_leaves_the_benefits_for_the_grace_only() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    paid_until = membership.paid_until
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    assert membership.state == State.PAST_DUE
    assert membership.paid_until == paid_until  # Stripe's own period has moved on
    assert membership in Membership.objects.giving(paid_until + timedelta(days=6))
    assert membership not in Membership.objects.giving(paid_until + timedelta(days=8))


def test_a_new_card_makes_good_what_failed() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    assert pretend.set_card(membership.ref, pretend.GOOD) == "kept"
    pretend_clock.advance(60)
    membership.catch_up()
    assert membership.state == State.ACTIVE
    assert len(ledger_of(membership)) == 2


def test_a_card_that_goes_on_failing_ends_it_for_good() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    pretend_clock.advance(60 * DAY_SECONDS)
    membership.catch_up()
    assert membership.state == State.LAPSED
    assert benefits_of(membership.account) == 0
    assert not membership.account.memberships.get().gives


def test_what_is_given_back_at_the_provider_is_given_back_here() -> None:
    membership = a_partner()
    payment = Payment.objects.get()
    taker().refund(payment.ref, None, "by-hand")
    refund = told_of("refund")[0]["id"]
    sync(refund)
    membership.refresh_from_db()
    assert ledger_of(membership) == [("payment", 500), ("refund", -500)]
    assert Payment.objects.get(ref=refund).of == payment
    assert membership.paid_until == membership.joined_at  # still running at the provider, and nothing is paid
    assert membership not in Membership.objects.giving(timezone.now() + timedelta(days=8))


def test_an_older_payments_refund_is_found_by_its_own_number() -> None:
    membership = a_partner()
    first = Payment.objects.get()
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    taker().refund(first.ref, None, "by-hand")
    sync(told_of("charge", payment_intent=first.ref)[0]["id"])
    assert ("refund", -500) in ledger_of(membership)
    membership.refresh_from_db()
    assert membership.state == State.ACTIVE


def test_a_disputed_payment_covers_nothing_until_it_is_won() -> None:
    membership = a_partner(interval=Interval.ONCE, amount_minor=6_000)
    dispute = pretend.dispute(membership.ref)
    sync(dispute)
    end_what_is_over(timezone.now())
    assert benefits_of(membership.account) == 0
    assert membership.account.memberships.get().is_live
    pretend.settle_dispute(dispute, won=True)
    sync(dispute)
    assert ledger_of(membership) == [("payment", 6_000), ("dispute", -6_000), ("dispute", 6_000)]
    assert benefits_of(membership.account) == membership.plan.benefit_bits


def test_another_papers_things_are_nothing_to_us() -> None:
    order = an_order()
    ref = pay(order)
    Order.objects.filter(pk=order.pk).delete()
    assert sync(ref) is None
    assert sync(told_of("subscription")[0]["id"]) is None
    assert not Membership.objects.exists()


def test_a_number_that_nobody_knows_is_nothing() -> None:
    taker()
    assert sync("sub_pretend404") is None
    assert sync("pi_pretend404") is None
    assert sync("whatever_pretend404") is None


def test_what_the_provider_made_for_us_and_we_do_not_know_is_reported() -> None:
    order = an_order()
    pay(order)
    Order.objects.filter(pk=order.pk).delete()
    assert reconcile().unknown == [told_of("subscription")[0]["id"]]


# --- orders: the traps


def test_a_double_click_is_one_checkout() -> None:
    order = an_order()
    again = Order.objects.get(pk=order.pk)  # as the other click's request read it, before either had an answer
    assert begin(order) == begin(again)
    assert len(told_of("checkout.session")) == 1


def test_a_changed_amount_is_a_new_order_and_ends_the_old_checkout() -> None:
    first, second = an_order(amount_minor=500), an_order(amount_minor=5_000)
    old, new = begin(first), begin(second)
    assert pretend.pay(old, pretend.GOOD) == "gone"
    assert pretend.pay(new, pretend.GOOD) == "paid"
    membership = sync(new)
    assert membership is not None
    assert membership.amount_minor == 5_000
    first.refresh_from_db()
    assert first.state == Order.State.EXPIRED


def test_an_order_whose_checkout_has_expired_asks_for_a_new_one() -> None:
    order = an_order()
    begin(order)
    pretend_clock.advance(25 * 3600)
    with pytest.raises(OrderIsOver, match="Begin a new one"):
        begin(order)
    assert not order.is_open
    begin(an_order())


def test_an_order_that_was_paid_can_not_be_paid_again() -> None:
    order = an_order()
    pay(order)
    with pytest.raises(OrderIsOver):
        begin(order)
    sync(order.provider_ref)
    order.refresh_from_db()
    with pytest.raises(OrderIsOver):
        begin(order)
