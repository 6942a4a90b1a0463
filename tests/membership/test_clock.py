"""What time does to memberships: each minute, and each night."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from broadsheet.membership import clock, notices
from broadsheet.membership.inbox import Told
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.payments import pretend_clock
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.reconcile import look_over_everything, refs_to_look_over
from tests.membership.paying import DAY_SECONDS, a_partner, an_order, begin, ledger_of, pay, told_of

pytestmark = pytest.mark.django_db


def test_a_turn_lets_the_stand_ins_time_pass_and_tells_the_paper() -> None:
    membership = a_partner()
    pretend_clock.advance(32 * DAY_SECONDS)
    clock.tick()
    assert len(ledger_of(membership)) == 2
    assert not Pretended.objects.filter(waits=True).exists()


def test_a_step_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    pay(an_order())
    monkeypatch.setattr(clock, "_end_what_is_over", lambda: 1 / 0)
    clock.tick()
    assert Membership.objects.get().state == State.ACTIVE


def test_the_nights_look_is_queued_once_a_day_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "NIGHTLY_HOUR", 0)
    for _turn in range(3):
        clock.tick()
    assert DBTaskResult.objects.filter(task_path__endswith="look_over_everything").count() == 1
    for number in range(12):
        a_partner(f"reader-{number}")
    look_over_everything.call()
    assert DBTaskResult.objects.filter(task_path__endswith=".look_over").count() == 2


def test_at_night_are_asked_about_what_is_live_what_waits_and_what_was_made() -> None:
    assert refs_to_look_over(None) == []
    live, waits = a_partner(), an_order()
    begin(waits)
    Membership.objects.filter(pk=a_partner("gone").pk).update(state=State.LAPSED)
    made = {row["id"] for row in told_of("subscription")}
    assert set(refs_to_look_over(None)) == {live.ref, waits.provider_ref, *made}


def test_a_notice_that_was_done_long_ago_is_forgotten() -> None:
    now = timezone.now()
    for number, done_at in enumerate((now - timedelta(days=91), now - timedelta(days=2), None)):
        Told.objects.create(provider="pretend", number=str(number), kind="invoice.paid", about="in_1", done_at=done_at)
    notices.forget_what_is_done(now)
    assert set(Told.objects.values_list("number", flat=True)) == {"1", "2"}
