"""What `broadsheet check` says of the money, and the two commands that help."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.membership import ledger_guard
from broadsheet.membership.inbox import Told
from broadsheet.membership.order import Order
from broadsheet.membership.troubles import troubles
from tests.membership.paying import a_partner, an_order, ledger_of, pay

pytestmark = pytest.mark.django_db


def test_where_all_is_well_nothing_is_said() -> None:
    a_partner()
    assert list(troubles()) == []


def test_whoever_paid_and_has_nothing_is_named() -> None:
    pay(an_order())
    Order.objects.all().delete()
    (said,) = troubles()
    assert "sub_pretend" in said
    assert "somebody paid and has nothing" in said


def test_notices_that_nobody_could_act_upon_are_counted() -> None:
    told = Told.objects.create(provider="pretend", number="evt_1", kind="invoice.paid", about="in_1", trouble="ProviderTrouble: no")
    Told.objects.update(told_at=timezone.now() - timedelta(hours=2))
    (said,) = troubles()
    assert said.startswith("1 notices")
    assert told.trouble in said


def test_played_memberships_on_a_real_paper_are_counted(settings: Settings) -> None:
    a_partner()
    settings.TAKES_REAL_MONEY = True
    assert any("made by test payments" in said for said in troubles())


def test_a_lost_guard_is_seen_and_laid_again() -> None:
    ledger_guard.lift(connection)
    assert any("not guarded" in said for said in troubles())
    call_command("guard_ledger", stdout=StringIO())
    assert list(troubles()) == []


def test_days_pass_at_the_stand_in_and_the_paper_is_told(settings: Settings) -> None:
    membership = a_partner()
    out = StringIO()
    call_command("pass_test_time", "32", stdout=out)
    assert "32 days have passed" in out.getvalue()
    assert len(ledger_of(membership)) == 2
    settings.TEST_PAYMENTS = False
    with pytest.raises(CommandError, match="not pretended"):
        call_command("pass_test_time", "1")
