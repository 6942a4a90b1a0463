"""What a reader paid is what a reader has, whoever tells it, however often, in whatever order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import notices
from broadsheet.membership.inbox import Told
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.payments.said import OrderIsOver
from broadsheet.membership.plan import Interval
from broadsheet.membership.sync import sync
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, begin, ledger_of, pay, taker, told_of

pytestmark = pytest.mark.django_db


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
