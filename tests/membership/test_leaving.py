"""Leaving: as easily as joining, signed in or by a link; what stays until when; the withdrawal of the first days."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import leaving, ledger, transfers
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.plain_words import day
from broadsheet.membership.plan import Interval
from broadsheet.membership.sync import sync
from tests.membership.living import do_what_is_queued, newest, signed_in, subjects
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, pay, told_of

pytestmark = pytest.mark.django_db


def leave(membership: Membership, why: str = "") -> str:
    """What the page says after the one press."""
    answer = signed_in(membership.account).post("/account/leave/", {"membership": membership.pk, "why": why}, follow=True)
    membership.refresh_from_db()
    return " ".join(answer.content.decode().split())


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"/account/leave/\S+/", str(letter.body))
    assert found
    return found[0]


def test_one_press_leaves_and_the_page_says_until_when_everything_stays() -> None:
    membership = a_partner()
    said = leave(membership, "I am moving to the hills.")
    assert (membership.state, membership.why_left) == (State.LEAVING, "I am moving to the hills.")
    assert f"What is paid for stays yours until {day(membership.paid_until)}, and nothing more is taken." in said
    assert benefits_of(membership.account)


def test_nobody_has_to_say_why() -> None:
    membership = a_partner()
    leave(membership)
    assert (membership.state, membership.why_left) == (State.LEAVING, "")


def test_the_page_offers_a_pause_and_a_smaller_amount_once_with_the_same_weight_and_nothing_chosen() -> None:
    membership = a_partner()
    page = signed_in(membership.account).get("/account/leave/").content.decode()
    assert page.count("Pause instead") == page.count("Pay less instead") == 1
    ways = re.findall(r'<(?:button|a) class="([^"]+)"[^>]*>(?:Leave now|Pause instead|Pay less instead|Withdraw from contract)<', page)
    assert ways == ["button button--plain"] * 4
    assert " checked" not in page
    assert " required" not in page


def test_whoever_changes_their_mind_in_time_presses_once() -> None:
    membership = a_partner()
    leave(membership)
    answer = signed_in(membership.account).post(f"/account/membership/{membership.pk}/come-back/", follow=True)
    assert "Good to have you." in answer.content.decode()
    membership.refresh_from_db()
    assert (membership.state, membership.left_at) == (State.ACTIVE, None)


def test_whoever_is_behind_leaves_at_once_and_the_pass_ends_too() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    pretend_clock.advance(32 * DAY_SECONDS)
    membership.catch_up()
    client = signed_in(membership.account)
    assert "It ends at once" in client.get("/account/leave/").content.decode()
    answer = client.post("/account/leave/", {"membership": membership.pk})
    assert ".." in answer.cookies["bs_pass"].value  # a pass that holds nothing
    membership.refresh_from_db()
    assert membership.state == State.LAPSED


def test_what_was_given_is_not_left_for_it_ends_by_itself() -> None:
    sync(pay(an_order(a_reader("giver"), kind=Order.Kind.GIFT, interval=Interval.ONCE, amount_minor=1_500, months=3)))
    friend = a_reader("friend")
    Gift.objects.get().redeem(friend)
    assert leaving.leavable(friend) == []
    assert "There is nothing that you could leave" in signed_in(friend).get("/account/leave/").content.decode()


def test_another_readers_membership_is_not_left() -> None:
    membership = a_partner()
    assert signed_in(a_reader("mallory")).post("/account/leave/", {"membership": membership.pk}).status_code == 404
    membership.refresh_from_db()
    assert membership.state == State.ACTIVE


def test_a_provider_that_does_not_answer_is_said_and_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    membership = a_partner()
    monkeypatch.setattr(pretend, "_route", _breaks)
    answer = signed_in(membership.account).post("/account/leave/", {"membership": membership.pk})
    assert answer.status_code == 503
    assert "nothing was changed" in answer.content.decode()


def _breaks(*_told: object) -> None:
    raise pretend.Refusal(500, "The stand-in is ill.")


# --- the first fourteen days


def test_in_the_first_fourteen_days_the_money_comes_back_and_it_ends_at_once() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    assert f"/account/membership/{membership.pk}/withdraw/" in client.get("/account/leave/").content.decode()
    assert "Confirm the withdrawal" in client.get(f"/account/membership/{membership.pk}/withdraw/").content.decode()
    assert Membership.objects.get().state == State.ACTIVE
    said = client.post(f"/account/membership/{membership.pk}/withdraw/", follow=True).content.decode()
    assert "You had your money back, and it ended on" in said
    membership.refresh_from_db()
    assert membership.state == State.REFUNDED
    assert not benefits_of(membership.account)
    assert [one["amount"] for one in told_of("refund")] == [500]


def test_a_second_press_gives_nothing_back_twice() -> None:
    membership = a_partner()
    client = signed_in(membership.account)
    for _time in range(2):
        client.post(f"/account/membership/{membership.pk}/withdraw/")
    assert len(told_of("refund")) == 1


def test_whoever_has_left_can_still_withdraw_in_these_days() -> None:
    membership = a_partner()
    leave(membership)
    signed_in(membership.account).post(f"/account/membership/{membership.pk}/withdraw/")
    membership.refresh_from_db()
    assert membership.state == State.REFUNDED


def test_the_last_day_is_whole_and_after_it_one_leaves() -> None:
    membership = a_partner()
    end = leaving.withdrawal_ends(membership)
    assert timezone.localtime(end).date() == timezone.localtime(membership.joined_at).date() + timedelta(days=14)
    assert leaving.may_withdraw(membership, end)
    assert not leaving.may_withdraw(membership, end + timedelta(seconds=1))
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=15))
    client = signed_in(membership.account)
    assert "withdraw/" not in client.get("/account/leave/").content.decode()
    assert client.post(f"/account/membership/{membership.pk}/withdraw/").status_code == 409


def test_a_transfer_is_sent_back_by_a_colleague_who_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    order = an_order(interval=Interval.YEAR, amount_minor=5_000)
    monkeypatch.setattr(transfers, "is_offered", lambda: True)
    transfers.begin(order)
    transfers.match(order, order.amount, a_reader("colleague"))
    membership = Membership.objects.get()
    do_what_is_queued()
    mail.outbox.clear()
    signed_in(membership.account).post(f"/account/membership/{membership.pk}/withdraw/")
    do_what_is_queued()
    membership.refresh_from_db()
    assert membership.state == State.LAPSED
    assert Act.objects.get(verb="withdraw").about == ledger.newest_payment(membership).ref
    to = {letter.to[0]: letter.subject for letter in mail.outbox if "draw" in letter.subject or "back" in letter.subject}
    assert set(to) == {"ruth@reader.example", "news@gazette.example"}


# --- without signing in


def test_the_answer_is_the_same_for_every_address() -> None:
    a_partner()
    answers = []
    for address in ("ruth@reader.example", "stranger@reader.example"):
        answer = Client().post("/account/leave/", {"email": address})
        answers.append(re.sub(r'value="[\w-]{40,}"', "", answer.content.decode()).replace(address, ""))
        assert answer.status_code == 200
    assert answers[0] == answers[1]


def test_a_link_goes_to_the_partner_and_to_nobody_else() -> None:
    a_partner()
    a_reader("reads-only")
    do_what_is_queued()
    mail.outbox.clear()
    for address in ("Ruth@Reader.example", "stranger@reader.example", "reads-only@reader.example"):
        Client().post("/account/leave/", {"email": address})
    do_what_is_queued()
    assert [letter.to for letter in mail.outbox] == [["ruth@reader.example"]]


def test_opening_the_link_does_nothing_and_its_one_button_leaves() -> None:
    membership = a_partner()
    leaving.ask_for_link(membership.account.email)
    do_what_is_queued()
    path, scanner, reader = link_in(newest()), Client(), Client()
    page = scanner.get(path).content.decode()
    assert page.count("<button") == 1
    assert scanner.head(path).status_code == 200
    assert Membership.objects.get().state == State.ACTIVE
    said = reader.post(path, follow=True).content.decode()
    assert "You have left" in said
    assert Membership.objects.get().state == State.LEAVING


def test_a_link_is_good_once() -> None:
    membership = a_partner()
    leaving.ask_for_link(membership.account.email)
    do_what_is_queued()
    path = link_in(newest())
    Client().post(path)
    membership.refresh_from_db()
    membership.come_back()
    assert "You have left" in Client().post(path, follow=True).content.decode()
    assert Membership.objects.get().state == State.ACTIVE


def test_a_link_is_good_for_a_day_and_a_forged_one_never(monkeypatch: pytest.MonkeyPatch) -> None:
    membership = a_partner()
    leaving.ask_for_link(membership.account.email)
    do_what_is_queued()
    path = link_in(newest())
    forged = re.sub(r"leave/\d+", "leave/999", path)
    assert Client().post(forged).status_code == 410
    monkeypatch.setattr(leaving, "LINK_LIVES", timedelta(seconds=-1))
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "ask for a new one" in answer.content.decode()
    assert Membership.objects.get().state == State.ACTIVE


def test_an_address_is_written_to_three_times_an_hour_and_the_answer_stays_the_same() -> None:
    a_partner()
    do_what_is_queued()
    for _time in range(5):
        assert Client().post("/account/leave/", {"email": "ruth@reader.example"}).status_code == 200
    do_what_is_queued()
    assert Mail.objects.filter(kind="leave_link").count() == 3
    assert subjects().count("Your link to leave") == 3


def test_what_is_no_address_is_said() -> None:
    answer = Client().post("/account/leave/", {"email": "ruth"})
    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.content.decode()
