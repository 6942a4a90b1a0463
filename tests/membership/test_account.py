"""A partner's own pages: what there is, another amount, a pause, receipts, a year's statement, gifts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.own_part import pause_until
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.plain_words import day, next_payment_at
from broadsheet.membership.plan import Interval, Price
from broadsheet.membership.sync import sync
from tests.membership.living import signed_in
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, ledger_of, pay

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_account_says_what_a_partner_pays_and_when_next() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    for path in ("/account/", "/account/membership/"):
        said = text(client, path)
        assert "$5 a month" in said
        assert f"<dt>Next payment</dt><dd><bdi>{day(membership.paid_until)}</bdi></dd>" in said


def test_whoever_has_nothing_is_told_so_and_shown_no_way_to_leave() -> None:
    client = signed_in(a_reader())
    assert "account/leave/" not in text(client, "/account/")
    said = text(client, "/account/membership/")
    assert "You have none now." in said
    assert "account/leave/" not in said


def test_another_amount_is_said_with_the_day_from_which_it_counts() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    answer = client.post(f"/account/membership/{membership.pk}/amount/", {"amount": "1000", "other": ""}, follow=True)
    assert f"From {day(membership.paid_until)} on you pay $10 a month." in answer.content.decode()
    membership.refresh_from_db()
    assert membership.amount == Money(1000, "USD")
    assert ledger_of(membership) == [("payment", 500)]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"amount": "500", "other": "2"}, "It has to be $3 or more."),
        ({"amount": "other", "other": "much"}, "“much” is no amount."),
        ({"amount": "1000", "other": "7"}, "You chose $10 and typed 7."),
        ({"amount": "other", "other": "90000"}, "Please write to us first."),
        ({}, "Choose an amount, or type one."),
    ],
)
def test_an_amount_that_is_none_is_refused_with_words(told: dict[str, str], says: str) -> None:
    membership = a_partner()
    answer = signed_in(membership.account).post(f"/account/membership/{membership.pk}/amount/", told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    membership.refresh_from_db()
    assert membership.amount == Money(500, "USD")


def test_what_is_typed_counts_where_what_is_paid_now_was_left_chosen() -> None:
    membership = a_partner()
    signed_in(membership.account).post(f"/account/membership/{membership.pk}/amount/", {"amount": "500", "other": "6.50"})
    membership.refresh_from_db()
    assert membership.amount == Money(650, "USD")


def test_the_reduced_rate_is_for_whoever_takes_it_and_nobody_asks_why() -> None:
    membership = a_partner()
    Price.objects.filter(plan=membership.plan, interval=Interval.MONTH).update(reduced_minor=200)
    signed_in(membership.account).post(f"/account/membership/{membership.pk}/amount/", {"amount": "200"})
    membership.refresh_from_db()
    assert membership.amount == Money(200, "USD")


def test_what_is_paid_now_is_what_is_chosen_to_begin_with() -> None:
    membership = a_partner(amount_minor=777)
    said = text(signed_in(membership.account), f"/account/membership/{membership.pk}/amount/")
    assert 'value="777" checked' in said
    assert said.count(" checked") == 1


@pytest.mark.parametrize("months", [1, 2, 3])
def test_a_pause_leaves_out_as_many_payments_as_it_says(months: int) -> None:
    membership = a_partner()
    until = membership.paid_until
    assert until is not None
    answer = signed_in(membership.account).post(f"/account/membership/{membership.pk}/pause/", {"months": str(months)}, follow=True)
    membership.refresh_from_db()
    assert membership.state == State.PAUSED
    at = next_payment_at(membership, timezone.now())
    assert at is not None
    assert f"nothing is taken before {day(at)}" in answer.content.decode()
    while pretend.now() + DAY_SECONDS < at.timestamp():
        pretend_clock.advance(DAY_SECONDS // 2)
    membership.catch_up()
    assert ledger_of(membership) == [("payment", 500)]
    pretend_clock.advance(2 * DAY_SECONDS)
    membership.catch_up()
    assert ledger_of(membership) == [("payment", 500)] * 2
    assert membership.state == State.ACTIVE


def test_a_pause_ends_before_its_time_on_the_partners_word() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    client.post(f"/account/membership/{membership.pk}/pause/", {"months": "2"})
    answer = client.post(f"/account/membership/{membership.pk}/resume/", follow=True)
    assert f"The next payment is taken on {day(membership.paid_until)}." in answer.content.decode()  # said of what was done
    membership.refresh_from_db()
    assert (membership.state, membership.paused_until) == (State.ACTIVE, None)


def test_for_how_long_has_to_be_chosen_and_nothing_is_beforehand() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    assert " checked" not in text(client, f"/account/membership/{membership.pk}/pause/")
    assert client.post(f"/account/membership/{membership.pk}/pause/", {"months": "9"}).status_code == 422
    membership.refresh_from_db()
    assert membership.state == State.ACTIVE


def test_a_years_membership_is_not_paused_for_the_whole_next_year_would_be_left_out() -> None:
    membership = a_partner(interval=Interval.YEAR, amount_minor=5_000)
    client = signed_in(membership.account)
    assert "/pause/" not in text(client, "/account/membership/")
    assert client.get(f"/account/membership/{membership.pk}/pause/").status_code == 404
    assert pause_until(membership, 1, timezone.now()) is not None


def test_whoever_is_behind_reads_what_happens_next_and_finds_the_card_first() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    Membership.objects.filter(pk=membership.pk).update(state=State.PAST_DUE, paid_until=timezone.now())
    said = text(signed_in(membership.account), "/account/membership/")
    assert f"until {day(timezone.now() + timedelta(days=7))} nothing changes for you" in said
    assert '<button class="button">Another card</button>' in said


def test_the_card_is_changed_at_the_providers_and_asked_about_on_the_way_back() -> None:
    membership = a_partner()
    answer = signed_in(membership.account).post("/account/card/")
    assert answer.status_code == 303
    assert "/test-payments/portal/" in answer["Location"]
    assert signed_in(a_reader("nobody")).post("/account/card/").status_code == 404


def test_a_receipt_names_both_sides_the_sum_and_its_number(settings: Settings) -> None:
    membership = a_partner()
    line = Payment.objects.get()
    client = signed_in(membership.account)
    number = f"{timezone.localtime(line.paid_at):%Y}-{line.pk:06}"
    assert number in text(client, "/account/receipts/")
    said = text(client, f"/account/receipts/{line.pk}/")
    for word in (number, "The Harbour Gazette", "ruth@reader.example", "$5", line.ref, f"Partner, until {day(line.covers_until)}"):
        assert word in said


def test_a_years_statement_adds_up_what_came_and_went_back() -> None:
    membership = a_partner(interval=Interval.YEAR, amount_minor=5_000)
    membership.refund()
    year = timezone.localtime().year
    said = text(signed_in(membership.account), f"/account/statement/{year}/")
    for word in ("$50", "-$50", "$0", "the year is not over"):
        assert word in said
    assert signed_in(membership.account).get(f"/account/statement/{year - 1}/").status_code == 404


def test_gifts_given_show_whether_they_were_redeemed() -> None:
    giver = a_reader("giver")
    for _time in range(2):
        sync(pay(an_order(giver, kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=1_500, months=3)))
    first, second = Gift.objects.order_by("pk")
    first.redeem(a_reader("friend"))
    said = text(signed_in(giver), "/account/membership/")
    assert first.code in said
    assert second.code in said
    assert "redeemed on <time" in said
    assert "not redeemed yet" in said


def test_what_was_given_says_that_it_ends_by_itself() -> None:
    sync(pay(an_order(a_reader("giver"), kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=1_500, months=3)))
    friend = a_reader("friend")
    membership = Gift.objects.get().redeem(friend)
    assert f"It lasts until {day(membership.paid_until)} and ends by itself." in text(signed_in(friend), "/account/")


@pytest.mark.parametrize("path", ["", "amount/", "pause/", "withdraw/", "left/"])
def test_nobody_sees_or_changes_what_is_anothers(path: str) -> None:
    membership = a_partner()
    line = Payment.objects.get()
    other = signed_in(a_reader("mallory"))
    asked = f"/account/membership/{membership.pk}/{path}" if path else f"/account/receipts/{line.pk}/"
    assert other.get(asked).status_code == 404
    assert other.post(asked, {"amount": "1000", "months": "1"}).status_code in (404, 405)
    membership.refresh_from_db()
    assert (membership.state, membership.amount_minor) == (State.ACTIVE, 500)


@pytest.mark.parametrize("path", ["resume/", "come-back/"])
def test_a_verb_that_cannot_follow_is_refused_with_a_sentence(path: str) -> None:
    membership = a_partner()
    answer = signed_in(membership.account).post(f"/account/membership/{membership.pk}/{path}")
    assert answer.status_code == 409
    assert "that can&#x27;t be done with it now" in answer.content.decode()


def test_whoever_is_not_signed_in_proves_an_address_first() -> None:
    assert Client().get("/account/membership/")["Location"] == "/account/sign-in/send-code/?next=/account/membership/"
