"""The stand-in's own pages, and its manners: what a reader types, what the bank says, what a key is worth."""

from typing import Any

import pytest
import stripe
from django.test import Client
from pytest_django.fixtures import Settings

from broadsheet.membership.membership import Membership, State
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.payments import stripe as ours
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, begin, taker, told_of

pytestmark = pytest.mark.django_db
OTHER_DECLINED = "4000 0000 0000 9995"


def _checkout(client: Client) -> tuple[str, Any]:
    path = f"/test-payments/checkout/{begin(an_order())}/"
    return path, client.get(path)


def test_a_checkout_says_the_sum_the_interval_and_that_no_money_moves(client: Client) -> None:
    path, page = _checkout(client)
    said = page.content.decode()
    assert "TEST MODE" in said
    assert said.count("Pay <bdi>$5</bdi> a month") == 2
    assert "ruth@reader.example" in said
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert told_of("checkout.session")[0]["url"] == f"http://localhost:8000{path}"


def test_a_good_card_leads_back_and_the_paper_is_told(client: Client) -> None:
    path, _page = _checkout(client)
    answer = client.post(path, {"card": "4242 4242 4242 4242"})
    assert answer.status_code == 303
    assert answer["Location"] == f"http://localhost:8000/support/thanks/?s={path.split('/')[3]}"
    assert Membership.objects.get().state == State.ACTIVE


@pytest.mark.parametrize(
    ("card", "says"),
    [(pretend.DECLINED, "declined"), (OTHER_DECLINED, "not enough money"), ("1234", "no test card"), ("", "no test card")],
)
def test_a_card_that_is_refused_says_why_and_can_be_put_right(client: Client, card: str, says: str) -> None:
    path, _page = _checkout(client)
    answer = client.post(path, {"card": card})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Membership.objects.exists()
    assert client.post(path, {"card": pretend.GOOD}).status_code == 303


def test_a_bank_that_asks_is_answered_yes_or_no(client: Client) -> None:
    path, _page = _checkout(client)
    assert "Your bank asks" in client.post(path, {"card": pretend.CHALLENGED}).content.decode()
    assert client.post(path, {"card": pretend.CHALLENGED, "bank": "no"}).status_code == 422
    assert not Membership.objects.exists()
    assert client.post(path, {"card": pretend.CHALLENGED, "bank": "yes"}).status_code == 303


def test_a_checkout_that_is_over_takes_nothing_twice(client: Client) -> None:
    path, _page = _checkout(client)
    client.post(path, {"card": pretend.GOOD})
    assert client.post(path, {"card": pretend.GOOD}).status_code == 410
    assert "Nothing is taken twice" in client.get(path).content.decode()
    assert len(told_of("subscription")) == 1


def test_in_the_portal_a_partner_changes_the_card(client: Client) -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    url = taker().portal(a_reader(), "http://localhost:8000/account/")
    assert url is not None
    path = url.removeprefix("http://localhost:8000")
    page = client.get(path).content.decode()
    assert "TEST MODE" in page
    assert "ends in <bdi>0341</bdi>" in page
    assert client.post(path, {"subscription": membership.ref, "card": pretend.DECLINED}).status_code == 422
    assert client.post(path, {"subscription": membership.ref, "card": pretend.GOOD}).status_code == 302
    assert "ends in <bdi>4242</bdi>" in client.get(path).content.decode()
    assert client.post(path, {"subscription": a_partner("other").ref, "card": pretend.GOOD}).status_code == 404


def test_nobody_who_never_paid_has_a_portal() -> None:
    assert taker().portal(a_reader(), "http://localhost:8000/") is None


@pytest.mark.parametrize("path", ["checkout/cs_pretend404", "portal/bps_pretend404", "checkout/clock"])
def test_a_page_that_nobody_began_is_not_there(client: Client, path: str) -> None:
    taker()
    assert client.get(f"/test-payments/{path}/").status_code == 404


def test_outside_the_demo_its_pages_are_not_there(client: Client, settings: Settings) -> None:
    path, _page = _checkout(client)
    settings.TEST_PAYMENTS = False
    assert client.get(path).status_code == 404


def test_a_key_is_worth_one_answer_and_refuses_other_words() -> None:
    api = ours.pretend()._api
    first = api.customers.create({"email": "a@reader.example"}, {"idempotency_key": "k"})
    assert api.customers.create({"email": "a@reader.example"}, {"idempotency_key": "k"}).id == first.id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        api.customers.create({"email": "b@reader.example"}, {"idempotency_key": "k"})


def test_a_refund_under_one_key_goes_back_once() -> None:
    payment = a_partner().payments.get().ref
    taker().refund(payment, None, "desk-1")
    taker().refund(payment, None, "desk-1")
    with pytest.raises(NotPossible, match="already been refunded"):
        taker().refund(payment, None, "desk-2")
    assert len(told_of("refund")) == 1


def test_what_it_does_not_know_it_refuses_as_stripe_does() -> None:
    api = ours.pretend()._api
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        api.coupons.list()
    with pytest.raises(NotPossible, match="does not know"):
        taker().come_back("sub_pretend404")


def test_long_lists_come_in_pages() -> None:
    membership = a_partner()
    pretend_clock.advance(100 * DAY_SECONDS)
    api = ours.pretend()._api
    page = api.invoices.list({"subscription": membership.ref, "limit": 2})
    assert (len(page.data), page.has_more) == (2, True)
    assert len(list(page.auto_paging_iter())) == 4


def test_trouble_with_the_provider_is_told_as_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    membership = a_partner()
    monkeypatch.setattr(ours.InProcess, "request", lambda *_told, **_more: ("not json", 502, {}))
    with pytest.raises(ProviderTrouble, match="try again later"):
        membership.catch_up()
    with pytest.raises(ProviderTrouble):
        membership.leave()
    membership.refresh_from_db()
    assert membership.state == State.ACTIVE
