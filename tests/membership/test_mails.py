"""What a reader is written to, once for each thing that happened; and what the post's trouble must never do."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.membership import after, follow_up, mails, reminders, transfers
from broadsheet.membership.clock import tick
from broadsheet.membership.gift import Gift
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.mail_words import KINDS, Words
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.notices import deliver_pretended
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend, pretend_clock
from broadsheet.membership.plain_words import day
from broadsheet.membership.plan import Interval
from broadsheet.membership.sync import sync
from tests.membership.living import do_what_is_queued, newest, set_words, subjects
from tests.membership.paying import DAY_SECONDS, a_partner, a_reader, an_order, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Membership:
    """A partner who was welcomed; the post is empty again."""
    membership = a_partner()
    do_what_is_queued()
    mail.outbox.clear()
    return membership


def told(membership: Membership) -> list[str]:
    """The subjects of what was written after the last."""
    do_what_is_queued()
    return subjects()


def test_a_newcomer_is_welcomed_with_what_they_have_and_gets_a_receipt() -> None:
    membership = a_partner()
    do_what_is_queued()
    assert sorted(subjects()) == [
        "You are a partner of The Harbour Gazette",
        f"Your receipt {timezone.localtime():%Y}-{Payment.objects.get().pk:06}",
    ]
    welcome = next(letter for letter in mail.outbox if "partner" in letter.subject)
    for words in (welcome.body, set_words(welcome)):
        for said in ("Premium articles", "$5 a month", day(membership.paid_until), "/account/membership/", "news@gazette.example"):
            assert said in words
    assert welcome.to == ["ruth@reader.example"]
    assert welcome.from_email == '"The Harbour Gazette" <news@gazette.example>'
    assert welcome.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_receipt_says_what_a_receipt_must() -> None:
    a_partner()
    do_what_is_queued()
    line = Payment.objects.get()
    receipt = next(letter for letter in mail.outbox if "receipt" in letter.subject)
    for said in (
        f"{line.pk:06}",
        "$5",
        day(line.paid_at),
        "Partner, until",
        f"http://localhost:8000/account/receipts/{line.pk}/",
        "no money moved",
    ):
        assert said in receipt.body


def test_the_same_thing_told_again_and_again_is_written_once() -> None:
    membership = a_partner()
    for _time in range(3):
        sync(membership.ref)
        do_what_is_queued()
        follow_up.welcome(membership)
        follow_up.receipt(Payment.objects.get())
    assert len(mail.outbox) == 2


def test_another_amount_says_from_when_on(partner: Membership) -> None:
    partner.change_amount(Money(800, "USD"))
    assert told(partner) == ["You pay another amount from now on"]
    assert "you pay $8 a month" in newest().body
    assert day(partner.paid_until) in newest().body


def test_a_pause_and_its_end_are_both_confirmed(partner: Membership) -> None:
    partner.pause(partner.paid_until + timedelta(days=20))
    do_what_is_queued()
    partner.resume()
    assert told(partner) == ["Your membership is paused", "Your membership goes on"]
    assert "nothing is taken before" in str(mail.outbox[0].body)


def test_leaving_is_confirmed_and_so_is_the_end(partner: Membership) -> None:
    partner.leave()
    assert told(partner) == ["You have left"]
    assert f"stays yours until {day(partner.paid_until)}" in newest().body
    pretend_clock.advance(32 * DAY_SECONDS)
    partner.catch_up()
    assert told(partner) == ["You have left", "Your membership has ended"]


def test_leaving_coming_back_and_leaving_again_are_three_things(partner: Membership) -> None:
    partner.leave()
    do_what_is_queued()
    partner.come_back()
    do_what_is_queued()
    pretend_clock.advance(60)
    partner.leave()
    assert told(partner) == ["You have left", "Your membership goes on", "You have left"]


def test_a_card_that_fails_is_told_once_with_the_end_of_the_grace() -> None:
    membership = a_partner(card=pretend.FAILS_LATER)
    do_what_is_queued()
    mail.outbox.clear()
    for _days in (31, 1, 1):
        pretend_clock.advance(_days * DAY_SECONDS)
        deliver_pretended()
    membership.refresh_from_db()
    assert membership.state == State.PAST_DUE
    assert told(membership) == ["Your payment did not come"]
    assert f"Until {day(membership.gives_until)} nothing changes for you." in newest().body
    assert "/account/membership/" in newest().body


def test_money_that_went_back_is_told_with_what_ended_and_nothing_else(partner: Membership) -> None:
    partner.refund()
    assert told(partner) == ["Your money went back"]
    assert "The contract ended with it" in newest().body


def test_a_years_payment_is_said_fourteen_days_before_and_once() -> None:
    membership = a_partner(interval=Interval.YEAR, amount_minor=5_000)
    do_what_is_queued()
    mail.outbox.clear()
    assert membership.paid_until is not None
    assert reminders.remind_of_renewals(membership.paid_until - timedelta(days=15)) == 0
    for days in (14, 13, 1):
        reminders.remind_of_renewals(membership.paid_until - timedelta(days=days))
    assert subjects() == [f"Your next year begins on {day(membership.paid_until)}"]
    assert "we take $50 for the next one" in newest().body


def test_a_months_payment_and_whoever_has_left_are_not_reminded() -> None:
    month = a_partner("month")
    year = a_partner("year", interval=Interval.YEAR, amount_minor=5_000)
    year.leave()
    for membership in (month, year):
        assert membership.paid_until is not None
        assert reminders.remind_of_renewals(membership.paid_until - timedelta(days=3)) == 0


def test_what_ends_by_itself_is_said_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "is_offered", lambda: True)
    order = an_order(interval=Interval.YEAR, amount_minor=5_000)
    transfers.begin(order)
    transfers.match(order, order.amount, a_reader("colleague"))
    membership = Membership.objects.get()
    do_what_is_queued()
    mail.outbox.clear()
    assert membership.paid_until is not None
    for days in (10, 9):
        transfers.remind(membership.paid_until - timedelta(days=days))
    assert told(membership) == [f"Your membership lasts until {day(membership.paid_until)}"]


def test_a_gifts_code_goes_to_the_giver_and_to_the_friend_with_the_givers_words() -> None:
    giver = a_reader("giver")
    order = an_order(
        giver,
        kind=Order.Kind.GIFT,
        interval=Interval.ONCE,
        amount_minor=1_500,
        months=3,
        friend="noa@friend.example",
        message="Read <b>on</b>!",
    )
    sync(pay(order))
    do_what_is_queued()
    code = Gift.objects.get().code
    letters = {letter.to[0]: letter for letter in mail.outbox if code in str(letter.body)}
    assert set(letters) == {"giver@reader.example", "noa@friend.example"}
    friends = letters["noa@friend.example"]
    assert "Read <b>on</b>!" in friends.body
    assert "Read &lt;b&gt;on&lt;/b&gt;!" in set_words(friends)


# --- the post's trouble


class Broken(Exception):
    """The post office is closed."""


def test_a_post_office_that_is_closed_fails_nothing_and_is_tried_again(monkeypatch: pytest.MonkeyPatch, partner: Membership) -> None:
    with monkeypatch.context() as closed:
        closed.setattr(mails.EmailMultiAlternatives, "send", _closed)
        partner.leave()
        do_what_is_queued()
    owed = Mail.objects.get(kind="leaving")
    assert (owed.sent_at, owed.begun_at, owed.tries) == (None, None, 1)
    assert "Broken" in owed.trouble
    tick()
    assert subjects() == [], "It is not its time yet."
    Mail.objects.update(next_try_at=timezone.now())
    tick()
    assert subjects() == ["You have left"]
    owed.refresh_from_db()
    assert owed.sent_at


def _closed(*_told: Any) -> None:
    raise Broken


def test_it_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch, partner: Membership) -> None:
    monkeypatch.setattr(mails.EmailMultiAlternatives, "send", _closed)
    owed = mails.post("left", partner, partner.account)
    for _time in range(mails.MOST_TRIES + 5):
        Mail.objects.update(next_try_at=timezone.now())
        mails.try_again()
    owed.refresh_from_db()
    assert owed.tries == mails.MOST_TRIES


def test_what_was_cut_off_in_the_middle_is_not_sent_a_second_time(partner: Membership) -> None:
    owed = Mail.objects.create(kind="left", about=str(partner.pk), account=partner.account, begun_at=timezone.now(), tries=1)
    assert not mails.send(owed)
    mails.try_again()
    assert mail.outbox == []


def test_nobody_writes_to_an_account_that_is_closed(partner: Membership) -> None:
    partner.account.is_active = False
    partner.account.save()
    partner.leave()
    assert told(partner) == []
    mails.try_again()
    assert mail.outbox == []


def test_no_word_of_a_name_breaks_out_of_a_header(partner: Membership) -> None:
    letter = mails.set_in_type(Words("A gift\r\nBcc: all@example.org", ["<script>"]), "ruth@reader.example")
    assert letter.subject == "A gift Bcc: all@example.org"
    assert "<script>" not in set_words(letter)


def test_every_kind_of_mail_is_told_of_by_somebody(partner: Membership) -> None:
    told_of = {
        "welcome",
        "card_failing",
        "amount_changed",
        "paused",
        "came_back",
        "leaving",
        "left",
        "due",
        "withdrawn",
        "receipt",
        "given_back",
        "gift_made",
    }
    assert {what for what, pinned in after._pinned.items() if any(follow.__module__ == follow_up.__name__ for follow in pinned)} == told_of
    assert set(KINDS) - told_of == {"renewal", "goes_on", "gift_for_friend", "give_it_back", "leave_link"}


def test_a_mail_speaks_the_papers_language(settings: Settings, partner: Membership) -> None:
    settings.LANGUAGE_CODE = "he"
    partner.leave()
    do_what_is_queued()
    assert any("א" <= letter <= "ת" for letter in newest().subject)
    assert 'lang="he"' in set_words(newest())


def test_a_mail_really_goes_through_a_post_office() -> None:
    """Django's own SMTP, against a post office of four sentences on this machine."""
    came = asyncio.run(_through_a_post_office())
    assert b"Subject: You have left" in came
    assert b'From: "The Harbour Gazette" <news@gazette.example>' in came or b"From: The Harbour Gazette <news@gazette.example>" in came
    assert b"Content-Type: text/plain" in came
    assert b"Content-Type: text/html" in came


async def _through_a_post_office() -> bytes:
    came = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post\r\n")
        is_letter = False
        while line := await reader.readline():
            if is_letter:
                came.extend(line)
                if line == b".\r\n":
                    is_letter = False
                    writer.write(b"250 taken\r\n")
            elif line.upper().startswith(b"DATA"):
                is_letter = True
                writer.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                writer.write(b"221 bye\r\n")
                writer.close()
                return
            else:
                writer.write(b"250 well\r\n")

    office = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = office.sockets[0].getsockname()[1]
    letter = mails.set_in_type(Words("You have left", ["Thank you."]), "ruth@reader.example")
    letter.connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port, use_tls=False, use_ssl=False
    )
    async with office:
        assert await asyncio.to_thread(letter.send) == 1
    return bytes(came)
