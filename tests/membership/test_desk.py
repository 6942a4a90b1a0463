"""The support desk: a partner is found, every act is written with who and why, and money goes back once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import desk, transfers, what_is_kept
from broadsheet.membership.act import Act, ActsAreKept
from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble
from broadsheet.membership.plan import Interval
from broadsheet.membership.receipts import number_of
from broadsheet.membership.sync import sync
from tests.membership.paying import a_partner, a_reader, an_order, ledger_of, pay, the_plan, told_of

pytestmark = pytest.mark.django_db
FIVE = Money(500, "EUR")
SCREENS = ("/newsroom/desk/", "/newsroom/desk/transfer/", "/newsroom/desk/figures/", "/newsroom/desk/members/")


@pytest.fixture
def ida(db: None) -> Account:
    """Of the support desk, and of no other."""
    colleague = Account.objects.create_user("ida@gazette.example", None, name="Ida Petrie")
    colleague.groups.add(Group.objects.get(name="Support desk"))
    return colleague


@pytest.fixture
def a_paper_with_an_account(settings: Settings) -> None:
    settings.PAPER = replace(settings.PAPER, iban="DE02120300000000202051", account_holder="Harbour Press Ltd")


def seated(colleague: Account) -> Client:
    client = Client()
    client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def at_desk(ida: Account) -> Client:
    return seated(ida)


def the_act(verb: str) -> Act:
    return Act.objects.get(verb=verb)


def screen(membership: Membership, verb: str, about: Any = "") -> str:
    return f"/newsroom/desk/{membership.account_id}/{verb}/?about={about}"


def given_back(payment: Payment) -> int:
    return Payment.objects.get(pk=payment.pk).went_back.minor


# --- who may


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_opens_for_who_may_help(at_desk: Client, path: str) -> None:
    assert at_desk.get(path).status_code == 200


def test_no_screen_opens_for_an_editor_and_none_of_the_news_for_the_desk(at_desk: Client) -> None:
    membership = a_partner()
    editor = Account.objects.create_user("editor@gazette.example")
    editor.groups.add(Group.objects.get(name="Moderators"))
    own = [f"/newsroom/desk/{membership.account_id}/", *(screen(membership, verb) for verb in ("give", "note", "refund"))]
    for path in [*SCREENS, *own, "/newsroom/desk/plans/", f"/newsroom/desk/{membership.account_id}/look/{membership.pk}/"]:
        assert seated(editor).get(path).status_code in (302, 403), path
        assert Client().get(path).status_code == 302, path
    assert at_desk.get("/newsroom/article/add/").status_code in (302, 403)
    assert at_desk.get("/newsroom/desk/plans/add/").status_code in (302, 403)


# --- finding


def test_a_partner_is_found_by_whatever_they_have_in_hand(a_paper_with_an_account: None) -> None:
    membership = a_partner("ruth")
    reader = membership.account
    Account.objects.filter(pk=reader.pk).update(name="Ruth Amory")
    by_transfer = an_order(reader, currency="EUR")
    reference = transfers.begin(by_transfer).reference
    line = membership.payments.get()
    for told in (
        "ruth@reader.example",
        "RUTH@",
        "amory",
        str(by_transfer.number),
        by_transfer.number.hex,
        reference.lower(),
        membership.ref,
        line.ref,
        number_of(line),
    ):
        assert desk.find(told) == [reader], told
    for told in ("", "  ", "nobody", "RF00 1234", "2026-999999", "sub_none"):
        assert desk.find(told) == [], told


def test_a_gifts_code_finds_the_giver_and_the_friend() -> None:
    giver, friend = a_reader("giver"), a_reader("friend")
    sync(pay(an_order(giver, kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=6_000)))
    Gift.objects.get().redeem(friend)
    assert {account.pk for account in desk.find(Gift.objects.get().code.lower())} == {giver.pk, friend.pk}


def test_one_who_is_found_alone_is_opened_at_once(at_desk: Client) -> None:
    membership = a_partner()
    assert at_desk.get("/newsroom/desk/?q=ruth@").headers["Location"] == f"/newsroom/desk/{membership.account_id}/"
    a_partner("ruthless")
    assert "ruthless@reader.example" in at_desk.get("/newsroom/desk/?q=ruth").text


def test_a_partners_page_shows_it_all_in_as_many_queries_whatever_there_is(
    at_desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    membership = a_partner()
    path = f"/newsroom/desk/{membership.account_id}/"
    at_desk.get(path)
    with django_assert_max_num_queries(40) as few:
        page = at_desk.get(path).text
    assert membership.ref in page
    assert number_of(membership.payments.get()) in page
    for number in range(5):
        desk.give(membership.account, the_plan(), None, once=f"g{number}", by=membership.account, why="a test of many")
        an_order(membership.account)
    with django_assert_max_num_queries(len(few)):
        at_desk.get(path)


# --- money that goes back


def test_a_refund_from_the_screen_to_the_ledger(at_desk: Client, ida: Account) -> None:
    membership = a_partner()
    line = membership.payments.get()
    address = screen(membership, "refund", line.pk)
    assert "$5 of it are with us" in at_desk.get(address).text
    assert "This field is required" in at_desk.post(address, {"how": "end", "seen": 0, "why": ""}).text
    answer = at_desk.post(address, {"how": "end", "seen": 0, "why": "paid twice, by her own word"})
    assert answer.status_code == 302, answer.text
    membership.refresh_from_db()
    assert membership.state == State.REFUNDED
    assert ledger_of(membership) == [("payment", 500), ("refund", -500)]
    assert benefits_of(membership.account) == 0
    act = the_act("refund")
    assert (act.by, act.account, act.why) == (ida, membership.account, "paid twice, by her own word")
    back = membership.payments.get(kind="refund")
    assert at_desk.get(screen(membership, "refund", back.pk)).status_code == 404
    assert "Nothing of this payment is left" in at_desk.post(address, {"how": "end", "seen": 500, "why": "again"}).text


def test_a_part_goes_back_and_the_membership_goes_on(at_desk: Client) -> None:
    membership = a_partner()
    line = membership.payments.get()
    address = screen(membership, "refund", line.pk)
    assert "Type the part as an amount" in at_desk.post(address, {"how": "part", "amount": "some", "seen": 0, "why": "x"}).text
    assert "No more than $5 can be given back" in at_desk.post(address, {"how": "part", "amount": "5.01", "seen": 0, "why": "x"}).text
    assert at_desk.post(address, {"how": "part", "amount": "2.00", "seen": 0, "why": "a week without delivery"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.state, given_back(line)) == (State.ACTIVE, 200)
    assert benefits_of(membership.account)
    assert (
        "Meanwhile some of it went back: $3 are left"
        in at_desk.post(address, {"how": "part", "amount": "2.00", "seen": 0, "why": "x"}).text
    )
    assert given_back(line) == 200


def test_two_who_refund_at_the_same_moment_refund_once(ida: Account) -> None:
    membership = a_partner()
    line = membership.payments.get()
    for _colleague in range(2):  # each saw nothing gone back, and neither has heard of the other
        desk._refund_by_card(line, Money(200, "USD"), 0, ends=False)
    assert len(told_of("refund")) == 1
    with pytest.raises((NotPossible, ProviderTrouble)):
        desk._refund_by_card(line, Money(300, "USD"), 0, ends=False)
    assert given_back(line) == 200


def test_an_act_that_failed_says_so_and_stays(ida: Account, settings: Settings) -> None:
    membership = a_partner()
    settings.TEST_PAYMENTS = False
    with pytest.raises(NotPossible, match="not set up"):
        desk.refund(membership.payments.get(), None, ends=True, seen=0, by=ida, why="asked for it")
    assert [act.verb for act in Act.objects.all()] == ["not_done", "refund"]
    with pytest.raises(ActsAreKept):
        Act.objects.all().delete()
    with pytest.raises(ActsAreKept):
        the_act("refund").save()


def test_a_transfer_that_was_sent_back_is_written_down(a_paper_with_an_account: None, ida: Account) -> None:
    order = an_order(currency="EUR")
    transfers.begin(order)
    line = transfers.match(order, FIVE, ida)
    desk.refund(line, Money(200, "EUR"), ends=False, seen=0, by=ida, why="sent back by hand")
    with pytest.raises(NotPossible, match="Meanwhile"):
        desk.refund(Payment.objects.get(pk=line.pk), Money(200, "EUR"), ends=False, seen=0, by=ida, why="sent back by hand")
    desk.refund(Payment.objects.get(pk=line.pk), None, ends=True, seen=200, by=ida, why="and the rest")
    membership = Membership.objects.get()
    assert ledger_of(membership) == [("payment", 500), ("refund", -200), ("refund", -300)]
    assert membership.state == State.REFUNDED


def test_a_gift_that_is_paid_back_is_void(ida: Account) -> None:
    sync(pay(an_order(kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=6_000)))
    desk.refund(Payment.objects.get(), None, ends=False, seen=0, by=ida, why="the friend has one")
    assert Gift.objects.get().void_at


# --- what is given


def test_it_lasts_longer_by_days_and_not_twice_for_one_look(at_desk: Client) -> None:
    membership = a_partner()
    address = screen(membership, "extend", membership.pk)
    told = {"days": 10, "seen": membership.version, "why": "the site was down"}
    assert at_desk.post(address, told).status_code == 302
    assert "was changed meanwhile" in at_desk.post(address, told).text
    paid_until = membership.paid_until
    membership.refresh_from_db()
    assert (membership.extended_until, membership.paid_until) == (paid_until + timedelta(days=10), paid_until)
    assert the_act("extend").why == "the site was down"


def test_a_membership_is_given_until_a_day_once(at_desk: Client) -> None:
    reader = a_reader()
    last = timezone.localdate() + timedelta(days=30)
    told = {"plan": the_plan().pk, "until": f"{last:%Y-%m-%d}", "once": "6d1c4a5e-8f6b-4f0a-9a51-0d3f6f1f7a10", "why": "won the quiz"}
    for _press in range(2):
        assert at_desk.post(f"/newsroom/desk/{reader.pk}/give/", told).status_code == 302
    given = Membership.objects.get()
    assert (given.provider, given.state, timezone.localtime(given.paid_until).date()) == ("given", State.ACTIVE, last)
    assert benefits_of(reader) == the_plan().benefit_bits
    assert the_act("give").about == f"partner {last:%Y-%m-%d}"


def test_what_is_given_without_end_has_none_until_it_is_ended(at_desk: Client, ida: Account) -> None:
    given = desk.give(a_reader(), the_plan(), None, once="a", by=ida, why="forty years of letters")
    assert "without end" in at_desk.get(f"/newsroom/desk/{given.account_id}/").text
    assert at_desk.post(screen(given, "end", given.pk), {"why": "she asked"}).status_code == 302
    given.refresh_from_db()
    assert (given.state, benefits_of(given.account)) == (State.LAPSED, 0)


def test_ending_what_renews_keeps_what_is_paid_for(at_desk: Client) -> None:
    membership = a_partner()
    at_desk.post(screen(membership, "end", membership.pk), {"why": "by telephone"})
    membership.refresh_from_db()
    assert membership.state == State.LEAVING
    assert benefits_of(membership.account)


def test_what_was_played_ends_here_once_real_money_is_taken(ida: Account, settings: Settings) -> None:
    membership = a_partner()
    settings.TEST_PAYMENTS = False
    desk.end(membership, by=ida, why="it was played")
    assert membership.state == State.LAPSED


# --- a transfer, a note, a mail, a device


def test_a_transfer_is_matched_by_what_the_statement_says(at_desk: Client, a_paper_with_an_account: None) -> None:
    order = an_order(currency="EUR")
    reference = transfers.begin(order).reference
    assert reference.replace(" ", "") in at_desk.get("/newsroom/desk/").text
    told = {"reference": reference, "amount": "5.00", "came_on": "2026-11-20", "bank_number": "77"}
    assert "check digits" in at_desk.post("/newsroom/desk/transfer/", {**told, "reference": "RF00 1234"}).text
    assert "was asked" in at_desk.post("/newsroom/desk/transfer/", {**told, "amount": "4.00"}).text
    assert at_desk.post("/newsroom/desk/transfer/", told).headers["Location"] == f"/newsroom/desk/{order.account_id}/"
    assert "matched already" in at_desk.post("/newsroom/desk/transfer/", told).text
    assert Membership.objects.get().state == State.ACTIVE
    assert the_act("match").by.email == "ida@gazette.example"


def test_a_note_stays_for_the_next_colleague(at_desk: Client) -> None:
    reader = a_reader()
    at_desk.post(f"/newsroom/desk/{reader.pk}/note/", {"why": "Prefers to be called <Ruth>."})
    assert "Prefers to be called &lt;Ruth&gt;." in at_desk.get(f"/newsroom/desk/{reader.pk}/").text
    what_is_kept.erase(reader)  # the note's words go with the person
    assert the_act("note").why == ""


def test_a_receipt_goes_out_again_once_for_each_asking(at_desk: Client, mailoutbox: list[Any]) -> None:
    membership = a_partner()
    line = membership.payments.get()
    mail = Mail.objects.get_or_create(kind="receipt", about=str(line.pk), defaults={"account": membership.account})[0]
    before = len(mailoutbox)
    told = {"once": "6d1c4a5e-8f6b-4f0a-9a51-0d3f6f1f7a10", "why": "lost it"}
    for _press in range(2):
        assert at_desk.post(screen(membership, "again", mail.pk), told).status_code == 302
    assert len(mailoutbox) == before + 1
    assert number_of(line) in mailoutbox[-1].subject
    assert the_act("again").why == "lost it"


def test_an_account_is_signed_out_everywhere(at_desk: Client) -> None:
    reader = a_reader()
    device = seated(reader)
    assert device.get("/account/").status_code == 200
    at_desk.post(f"/newsroom/desk/{reader.pk}/sign-out/", {"why": "lost her telephone"})
    assert device.get("/account/").status_code == 302
    assert the_act("sign_out").account == reader


def test_the_provider_is_asked_again(at_desk: Client) -> None:
    membership = a_partner()
    Membership.objects.filter(pk=membership.pk).update(state=State.PAST_DUE)
    assert "Behind with a payment" in at_desk.get("/newsroom/desk/").text
    at_desk.post(f"/newsroom/desk/{membership.account_id}/look/{membership.pk}/")
    membership.refresh_from_db()
    assert membership.state == State.ACTIVE


def test_an_act_about_what_is_another_accounts_is_not_found(at_desk: Client) -> None:
    mine, other = a_partner("ruth"), a_partner("olive", pretend.GOOD)
    for verb, about in (("refund", other.payments.get().pk), ("extend", other.pk), ("end", other.pk), ("extend", "x"), ("dance", 1)):
        assert at_desk.get(screen(mine, verb, about)).status_code == 404, verb
