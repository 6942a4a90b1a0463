"""Paying by bank transfer: a reference that shows a slip of the pen, a colleague who finds it, and an end that is told before."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import transfers
from broadsheet.membership.act import Act
from broadsheet.membership.clock import end_what_is_over
from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import NotPossible
from broadsheet.membership.payments.transfer import code_of, is_reference, reference_of
from tests.membership.paying import a_reader, an_order, begin, ledger_of, the_plan

pytestmark = pytest.mark.usefixtures("db")
IBAN = "DE02120300000000202051"  # Deutsche Bundesbank's example
FIVE = Money(500, "EUR")


@pytest.fixture
def desk(settings: Settings) -> Account:
    settings.PAPER = replace(settings.PAPER, iban=IBAN, account_holder="Harbour Press Ltd")
    return Account.objects.create_user("desk@gazette.example")


def test_a_known_reference_holds_and_a_slip_does_not() -> None:
    assert is_reference("RF18 5390 0754 7034")  # the standard's own example
    assert not is_reference("RF18 5390 0754 7043")
    assert not is_reference("RF18")
    assert not is_reference("RFxx1234")


@given(st.uuids(), st.integers(2, 18), st.sampled_from("0123456789"))
def test_one_wrong_figure_is_always_seen_and_two_that_are_swapped(number: UUID, at: int, figure: str) -> None:
    reference = reference_of(number)
    assert is_reference(reference)
    assert len(reference) == 19
    swapped = reference[: at - 1] + reference[at] + reference[at - 1] + reference[at + 1 :] if at > 2 else reference
    for typed in (reference[:at] + figure + reference[at + 1 :], swapped):
        assert typed == reference or not is_reference(typed)


def test_the_code_is_there_for_euros_only() -> None:
    assert code_of("Harbour Press", IBAN, FIVE, "RF18539007547034").startswith("<svg")
    assert "style=" not in code_of("Harbour Press", IBAN, FIVE, "RF18539007547034")  # the page's policy would strip it
    assert not code_of("Harbour Press", IBAN, Money(500, "USD"), "RF18539007547034")


def test_a_paper_that_told_no_account_offers_none() -> None:
    assert not transfers.is_offered()
    with pytest.raises(NotPossible, match="told no account"):
        transfers.begin(an_order(currency="EUR"))


def test_a_promise_gives_nothing_and_the_matched_payment_does(desk: Account) -> None:
    order = an_order(currency="EUR")
    told = transfers.begin(order)
    assert told == transfers.begin(order)
    assert (told.holder, told.amount) == ("Harbour Press Ltd", FIVE)
    membership = Membership.objects.get()
    assert membership.state == State.JOINING
    assert benefits_of(membership.account) == 0
    line = transfers.match(transfers.find(told.reference.lower()), FIVE, desk)
    assert benefits_of(membership.account) == the_plan().benefit_bits
    assert ledger_of(membership) == [("payment", 500)]
    act = Act.objects.get()
    assert (act.by, act.verb, act.about) == (desk, "match", line.ref)
    order.refresh_from_db()
    assert order.state == Order.State.PAID


def test_the_same_line_is_not_matched_twice(desk: Account) -> None:
    order = an_order(currency="EUR")
    transfers.begin(order)
    transfers.match(order, FIVE, desk, bank_number="2026/11/7")
    with pytest.raises(NotPossible, match="matched already"):
        transfers.match(order, FIVE, desk, bank_number="2026/11/7")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("came", [Money(499, "EUR"), Money(500, "USD")])
def test_too_little_or_other_money_is_not_matched(desk: Account, came: Money) -> None:
    order = an_order(currency="EUR")
    transfers.begin(order)
    with pytest.raises(NotPossible, match="was asked"):
        transfers.match(order, came, desk)


def test_another_payment_under_the_same_reference_makes_it_last_longer(desk: Account) -> None:
    order = an_order(currency="EUR")
    transfers.begin(order)
    transfers.match(order, FIVE, desk, bank_number="1")
    first = Membership.objects.get().paid_until
    transfers.match(order, FIVE, desk, bank_number="2")
    assert Membership.objects.get().paid_until >= first + timedelta(days=28)


def test_it_never_renews_by_itself_and_says_so_before_the_end_once(desk: Account) -> None:
    order = an_order(currency="EUR")
    transfers.begin(order)
    transfers.match(order, FIVE, desk)
    membership = Membership.objects.get()
    assert not membership.renews
    assert transfers.remind(timezone.now()) == 0
    assert transfers.remind(membership.paid_until - timedelta(days=10)) == 1
    assert transfers.remind(membership.paid_until - timedelta(days=9)) == 0
    assert end_what_is_over(membership.paid_until + timedelta(minutes=1)) == [membership]
    assert benefits_of(membership.account) == 0
    with pytest.raises(NotPossible, match="ended"):
        transfers.match(order, FIVE, desk, bank_number="late")


def test_a_reference_that_nobody_has_is_said(desk: Account) -> None:
    with pytest.raises(NotPossible, match="check digits"):
        transfers.find("RF00 1234")
    with pytest.raises(NotPossible, match="No order"):
        transfers.find("RF18 5390 0754 7034")


def test_an_order_is_paid_one_way_only(desk: Account) -> None:
    by_card, by_transfer = an_order(currency="EUR"), an_order(currency="EUR")
    begin(by_card)
    with pytest.raises(NotPossible, match="Begin a new one"):
        transfers.begin(by_card)
    transfers.begin(by_transfer)
    with pytest.raises(NotPossible, match="Begin a new one"):
        begin(by_transfer)


def test_a_gift_can_be_paid_by_transfer_too(desk: Account) -> None:
    order = an_order(a_reader(), kind=Order.Kind.GIFT, currency="EUR")
    transfers.begin(order)
    assert not Membership.objects.exists()
    transfers.match(order, FIVE, desk)
    assert Gift.objects.get().order == order
