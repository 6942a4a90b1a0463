"""From “Become a partner” to thank you: what may be chosen, who pays once, who is told why not."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.accounts.account import Account
from broadsheet.membership import checkout
from broadsheet.membership.gift import Gift
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.plan import Interval, Price
from broadsheet.membership.sync import sync
from broadsheet.membership.wish import Wish
from tests.membership.paying import a_partner, a_reader, an_order, ledger_of, pay, the_plan, told_of

pytestmark = pytest.mark.django_db
MONTHLY = {"each": "month", "amount-month": "500", "plan": "partner"}
ARTICLE = "/2026/11/24/a-bridge/"


@pytest.fixture(autouse=True)
def a_plan() -> None:
    the_plan()


def choose(client: Client, **told: str) -> str:
    """Chosen, and sent on: where to."""
    answer = client.post("/support/", {**MONTHLY, **told})
    assert (answer.status_code, answer["Location"]) == (303, "/support/pay/"), answer.content.decode()[:400]
    return client.get("/support/pay/")["Location"]


def signed_in(name: str = "ruth") -> Client:
    client = Client()
    client.force_login(a_reader(name), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def paid(client: Client, where: str) -> str:
    """Paid at the checkout, and back: the address of thanks."""
    ref = re.search(r"cs_\w+", where)[0]
    assert pretend.pay(ref, pretend.GOOD) == "paid"
    return f"/support/thanks/?s={ref}"


def complaint(client: Client, **told: str) -> str:
    answer = client.post("/support/", {**MONTHLY, **told})
    assert answer.status_code == 422
    return re.search(r'class="field__error"[^>]*>(.*?)</p>', answer.content.decode())[1]


# --- the choice


def test_nothing_is_chosen_beforehand_that_costs_more_than_the_appeal_says(client: Client) -> None:
    page = client.get("/support/").content.decode()
    checked = re.findall(r'name="([\w-]+)" [^>]*?value="(\w+)"[^>]*? checked', page)
    assert ("each", "month") in checked
    assert ("amount-month", "500") in checked
    assert {value for name, value in checked if name == "amount-month"} == {"500"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"amount-month": "other"}, "Choose an amount"),
        ({"amount-month": "other", "other-month": "tide"}, "is no amount"),
        ({"amount-month": "other", "other-month": "1"}, "$3 or more"),
        ({"amount-month": "other", "other-month": "99999999"}, "write to us first"),
        ({"other-month": "12"}, "You chose $5 and typed 12"),
        ({"each": "never"}, "Choose how often"),
    ],
)
def test_what_can_not_be_paid_is_said_at_its_field(client: Client, told: dict[str, str], says: str) -> None:
    assert says in complaint(client, **told)
    assert not Order.objects.exists()


def test_ones_own_amount_and_the_reduced_rate_are_taken_as_they_are() -> None:
    Price.objects.filter(interval=Interval.MONTH).update(reduced_minor=200)
    choose(signed_in("own"), **{"amount-month": "other", "other-month": "12.50"})
    choose(signed_in("reduced"), **{"amount-month": "200"})
    assert sorted(Order.objects.values_list("amount_minor", flat=True)) == [200, 1250]


def test_a_single_payment_lasts_as_many_months_as_it_says(client: Client) -> None:
    assert "12 months" in client.get("/support/").content.decode()
    reader = signed_in()
    back = paid(reader, choose(reader, **{"each": "once", "amount-once": "other", "other-once": "17"}))
    assert reader.get(back).status_code == 200
    membership = Membership.objects.get()
    assert membership.months == 3
    assert timedelta(days=88) < membership.paid_until - timezone.now() < timedelta(days=93)


def test_a_paper_that_offers_nothing_has_no_such_page_and_names_none(client: Client) -> None:
    the_plan().prices.all().delete()
    assert client.get("/support/").status_code == 404
    assert "/support/" not in client.get("/account/kept/").content.decode()


# --- the way


def test_a_newcomer_joins_and_is_led_back_with_the_benefits_in_hand(client: Client) -> None:
    client.post("/support/", {**MONTHLY, "next": ARTICLE, "from": "article-12"})
    asked = client.get("/support/pay/")["Location"]
    assert asked == "/account/sign-in/send-code/?next=%2Fsupport%2Fpay%2F"
    code_page = client.post(asked, {"email": "New@Reader.example"})["Location"]
    assert not Account.objects.exists(), "Nobody has an account because somebody typed an address."
    code = re.search(r"^ +([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE)[1]
    assert client.post(code_page, {"code": code})["Location"] == "/support/pay/"
    back = paid(client, client.get("/support/pay/")["Location"])
    answer = client.get(back)
    assert f'href="{ARTICLE}"' in answer.content.decode()
    assert answer.cookies["bs_pass"].value.split(".")[2] == "apme"
    membership = Membership.objects.get()
    assert (membership.account.email, membership.state, membership.brought_by) == ("new@reader.example", State.ACTIVE, "article-12")
    assert client.get("/support/")["Location"] == "/account/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/support/pay/"])
def test_nobody_is_led_elsewhere_after_paying(elsewhere: str) -> None:
    choose(signed_in(), next=elsewhere, **{"from": "<script>"})
    assert (Order.objects.get().return_to, Order.objects.get().brought_by) == ("/", "")


def test_thanks_are_for_whoever_paid(client: Client) -> None:
    ruth = signed_in()
    back = paid(ruth, choose(ruth))
    assert signed_in("somebody").get(back).status_code == 404
    assert client.get(back).status_code == 302, "Signed out meanwhile: the reader signs in, and comes back to it."
    assert ruth.get("/support/thanks/").status_code == 404
    assert ruth.get(back).status_code == 200


def test_without_javascript_and_with_a_forged_form_nothing_is_begun() -> None:
    assert Client(enforce_csrf_checks=True).post("/support/", MONTHLY).status_code == 403


# --- paying once


def test_a_double_click_is_one_order_and_one_checkout() -> None:
    ruth = signed_in()
    assert choose(ruth) == choose(ruth)
    assert Order.objects.count() == 1
    assert len(told_of("checkout.session")) == 1


def test_back_with_another_amount_is_another_order_and_ends_the_first() -> None:
    ruth = signed_in()
    first, second = choose(ruth), choose(ruth, **{"amount-month": "1000"})
    assert first != second
    assert pretend.pay(re.search(r"cs_\w+", first)[0], pretend.GOOD) == "gone"
    back = paid(ruth, second)
    ruth.get(back)
    assert Membership.objects.get().amount_minor == 1000


def test_a_checkout_whose_time_is_over_is_begun_anew() -> None:
    ruth = signed_in()
    first = choose(ruth)
    pretend_clock.advance(25 * 3_600)
    second = choose(ruth)
    assert first != second
    assert ruth.get(paid(ruth, second)).status_code == 200
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("state", [State.ACTIVE, State.PAST_DUE, State.PAUSED, State.LEAVING])
def test_a_partner_is_led_to_the_account_wherever_they_begin(state: State) -> None:
    Membership.objects.filter(pk=a_partner().pk).update(state=state)
    ruth = signed_in()
    assert ruth.get("/support/")["Location"] == "/account/"
    assert ruth.post("/support/", MONTHLY)["Location"] == "/account/"


def test_a_window_that_was_open_before_is_led_to_the_account_too() -> None:
    ruth = signed_in()
    ruth.post("/support/", MONTHLY)
    a_partner()
    assert ruth.get("/support/pay/")["Location"] == "/account/"
    assert Order.objects.count() == 1


def test_whoever_has_it_for_some_time_is_told_before_paying_again() -> None:
    a_partner(interval=Interval.ONCE, amount_minor=1_500, months=3)
    ruth = signed_in()
    assert "You have all of this until" in ruth.get("/support/").content.decode()
    ruth.post("/support/", MONTHLY)
    assert ruth.get("/support/pay/")["Location"].startswith("/support/?")
    until = re.search(r'name="knows_until" value="([\d-]+)"', ruth.get("/support/").content.decode())[1]
    assert "/test-payments/checkout/" in choose(ruth, knows_until=until)


def test_of_two_that_were_paid_at_the_same_moment_the_second_is_paid_back() -> None:
    first, second = an_order(), an_order(amount_minor=1_000)
    ref = pay(first)
    session = pretend.get(ref, "checkout.session")
    assert session["status"] == "complete"
    kept = sync(ref)
    twice = sync(pay(second))
    for membership in (kept, twice):
        checkout.give_back_the_second(membership)
        checkout.give_back_the_second(membership)
        membership.refresh_from_db()
    assert (kept.state, twice.state) == (State.ACTIVE, State.REFUNDED)
    assert ledger_of(kept) == [("payment", 500)]
    assert ledger_of(twice) == [("payment", 1_000), ("refund", -1_000)]


def test_a_price_that_changed_meanwhile_is_chosen_again() -> None:
    ruth = signed_in()
    ruth.post("/support/", MONTHLY)
    Price.objects.filter(interval=Interval.MONTH).update(amount_minor=900, floor_minor=900)
    assert ruth.get("/support/pay/")["Location"] == "/support/"


def test_whoever_tests_cards_has_to_wait() -> None:
    ruth = signed_in()
    answers = []
    for minor in (500, 600, 700, 800, 900, 1100):
        ruth.post("/support/", {**MONTHLY, "amount-month": "other", "other-month": str(minor / 100)})
        answers.append(ruth.get("/support/pay/"))
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Nothing was taken" in answers[-1].content.decode()
    assert Order.objects.filter(state=Order.State.OPEN).count() == 1


def test_many_accounts_at_one_address_have_to_wait_too() -> None:
    statuses = []
    for number in range(21):
        browser = signed_in(f"reader{number}")
        browser.post("/support/", MONTHLY)
        statuses.append(browser.get("/support/pay/").status_code)
    assert statuses == [303] * 20 + [429]


# --- by bank


def test_a_bank_transfer_is_a_second_way_where_the_paper_has_an_account(settings: Settings) -> None:
    assert 'name="way"' not in signed_in().get("/support/").content.decode()
    settings.PAPER = _with_an_account(settings.PAPER)
    ruth = signed_in()
    page = ruth.get(choose(ruth, way="transfer")).content.decode()
    assert "GB33 BUKB 2020 1555 5555 55" in page
    membership = Membership.objects.get()
    assert (membership.provider, membership.state) == ("transfer", State.JOINING)
    assert "Your bank transfer has not come yet" in ruth.get("/support/").content.decode()


def test_whoever_pays_by_card_meanwhile_is_not_waited_for_at_the_bank(settings: Settings) -> None:
    settings.PAPER = _with_an_account(settings.PAPER)
    ruth = signed_in()
    choose(ruth, way="transfer")
    ruth.get(paid(ruth, choose(ruth)))
    checkout.forget_the_transfer(Membership.objects.get(provider="pretend"))
    assert Membership.objects.get(provider="transfer").state == State.LAPSED


# --- gifts


def give(client: Client, **told: str) -> Gift:
    answer = client.post("/support/give/", {"months": "3", "friend": "friend@reader.example", "message": "For the ferry.", **told})
    assert answer["Location"] == "/support/pay/"
    back = paid(client, client.get("/support/pay/")["Location"])
    page = client.get(back).content.decode()
    gift = Gift.objects.latest("made_at")
    assert gift.code in page
    return gift


def test_a_gift_is_paid_once_and_redeemed_once_by_a_newcomer(client: Client) -> None:
    gift = give(signed_in())
    assert (gift.months, gift.order.amount_minor, gift.order.friend) == (3, 1_500, "friend@reader.example")
    assert not Membership.objects.exists(), "The giver has nothing of it."
    typed = gift.code.lower().replace("-", " ")
    asked = client.post("/support/gift/", {"code": typed})["Location"]
    code_page = client.post(asked, {"email": "friend@reader.example"})["Location"]
    code = re.search(r"^ +([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]
    assert client.post(code_page, {"code": code})["Location"] == "/support/gift/"
    assert f'value="{typed}"' in client.get("/support/gift/").content.decode(), "Nothing is typed twice."
    answer = client.post("/support/gift/", {"code": typed})
    assert "For the ferry." in answer.content.decode()
    assert answer.cookies["bs_pass"].value.split(".")[2] == "apme"
    assert "redeemed already" in signed_in("thief").post("/support/gift/", {"code": typed}).content.decode()


def test_a_partner_may_give_and_keeps_a_code_for_later() -> None:
    a_partner()
    ruth = signed_in()
    gift = give(ruth)
    assert "You are a partner already" in ruth.post("/support/gift/", {"code": gift.code}).content.decode()
    gift.refresh_from_db()
    assert gift.redeemed_at is None


def test_a_gift_begins_where_another_ends() -> None:
    ruth = signed_in()
    for _ in range(2):
        signed = signed_in("giver")
        gift = give(signed)
        assert ruth.post("/support/gift/", {"code": gift.code}).status_code == 200
    until = Membership.objects.filter(provider="gift").latest("paid_until").paid_until
    assert until - timezone.now() > timedelta(days=175)


def test_codes_are_not_guessed() -> None:
    ruth = signed_in()
    statuses = [ruth.post("/support/gift/", {"code": f"AAAA-BBBB-CCC{letter}"}).status_code for letter in "ABCDEFGHJKM"]
    assert statuses == [422] * 10 + [429]


def test_a_wish_lies_in_a_session_as_plain_values(client: Client) -> None:
    client.post("/support/", MONTHLY)
    assert Wish(**client.session["wish"]).amount == (500, "USD")


def _with_an_account(paper):
    from dataclasses import replace

    return replace(paper, iban="GB33BUKB20201555555555", account_holder="The Harbour Gazette Trust")
