"""Taking over another system's members: each line is taken, updated, left as it is, or refused by its number and why."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague
from broadsheet.accounts.standing import benefits_of
from broadsheet.membership import follow_up
from broadsheet.membership.act import Act
from broadsheet.membership.inbox import Customer
from broadsheet.membership.mail import Mail
from broadsheet.membership.member_list import Taken, Wanted, look, take
from broadsheet.membership.member_rows import MemberListProblem
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.sync import sync
from tests.membership.paying import a_reader, an_order, ledger_of, pay, the_plan

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=100)
LATER = SOON + timedelta(days=100)
HEAD = "email,name,plan,paid_until,complimentary,amount,interval,created_at,stripe_customer_id,stripe_subscription_id\n"


@pytest.fixture
def boss(db: None) -> Account:
    the_plan()
    return colleague("publisher@gazette.example", "Ottoline Marsh", None, "owner")


def brought(boss: Account, text: str, wanted: Wanted | None = None) -> Taken:
    return take(text.encode(), wanted or Wanted(), boss, "members.csv")


def outcomes(taken: Taken) -> list[str]:
    return [verdict.outcome.value for verdict in taken.verdicts]


def test_what_was_paid_elsewhere_is_given_until_its_end_and_nobody_is_written_to(boss: Account, mailoutbox: list[object]) -> None:
    taken = brought(boss, f"{HEAD}Ruth@Reader.example,Ruth Amory,Partner,{SOON},,5.00,month,2021-02-04T07:55:20Z,,\n")
    assert outcomes(taken) == ["taken"]
    ruth = Account.objects.get(email="ruth@reader.example")
    membership = ruth.memberships.get()
    assert (ruth.name, ruth.has_usable_password(), membership.provider, membership.state) == ("Ruth Amory", False, "brought", State.ACTIVE)
    assert (timezone.localtime(membership.paid_until).date(), membership.amount_minor, membership.joined_at.year) == (SOON, 500, 2021)
    assert not membership.renews
    assert benefits_of(ruth) == the_plan().benefit_bits
    assert (not mailoutbox, Mail.objects.count(), ledger_of(membership)) == (True, 0, [])
    assert (Act.objects.get().verb, Act.objects.get().by, Act.objects.get().why) == ("bring", boss, "members.csv, 2")


def test_taken_twice_nothing_changes_and_a_later_day_lasts_longer(boss: Account) -> None:
    text = f"{HEAD}ruth@reader.example,Ruth,Partner,{SOON},,,,,cus_1,\nned@reader.example,,,,true,,,,,\nivy@reader.example,,,,,,,,,\n"
    assert outcomes(brought(boss, text, Wanted(the_plan()))) == ["taken"] * 3
    assert outcomes(brought(boss, text, Wanted(the_plan()))) == ["unchanged"] * 3
    assert (Account.objects.count(), Membership.objects.count(), Customer.objects.count()) == (4, 2, 1)
    assert outcomes(brought(boss, text.replace(str(SOON), str(LATER)), Wanted(the_plan()))) == ["updated", "unchanged", "unchanged"]
    ruth = Membership.objects.get(account__email="ruth@reader.example")
    assert timezone.localtime(ruth.paid_until).date() == LATER
    assert outcomes(brought(boss, text, Wanted(the_plan()))) == ["unchanged"] * 3
    assert Membership.objects.get(account__email="ned@reader.example").paid_until is None


def test_what_ended_here_is_not_begun_again(boss: Account) -> None:
    text = f"{HEAD}ruth@reader.example,,Partner,{SOON},,,,,,\n"
    brought(boss, text)
    Membership.objects.get().lapse()
    assert outcomes(brought(boss, text.replace(str(SOON), str(LATER)))) == ["unchanged"]
    assert Membership.objects.get().state == State.LAPSED


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not-an-address,,,,,,,,,", "is no e-mail address"),
        (f"a@b.example,,Gold,{SOON},,,,,,", "no plan “Gold” here"),
        ("a@b.example,,Partner,,,,,,,", "neither until when it is paid"),
        ("a@b.example,,Partner,03/04/27,,,,,,", "can be read one way only"),
        (f"a@b.example,,Partner,{SOON},,five,,,,", "no amount of money"),
        (f"a@b.example,,Partner,{SOON},,,weekly,,,", "no interval"),
        ("a@b.example,,Partner,,,,,,cus 1,", "no number of Stripe"),
        ("a@b.example,,Partner,,,,,,,pi_1", "no number of Stripe"),
        (f"ruth@reader.example,,Partner,{SOON},,,,,,", "stands in line 2"),
        (f"closed@reader.example,,Partner,{SOON},,,,,,", "closed here"),
        (f"a@b.example,,Partner,{SOON},,,,,cus_taken,", "another account’s"),
        ("a@b.example,,Partner,,,,,,,sub_taken", "another account’s"),
    ],
)
def test_a_line_that_is_off_is_refused_by_its_number_and_the_rest_is_taken(boss: Account, line: str, why: str) -> None:
    Account.objects.create_user("closed@reader.example", is_active=False)
    Customer.objects.create(account=boss, provider="stripe", ref="cus_taken")
    Membership.objects.create(
        account=boss, plan=the_plan(), provider="stripe", ref="sub_taken", interval="month", amount_minor=500, currency="USD"
    )
    taken = brought(boss, f"{HEAD}ruth@reader.example,,Partner,{SOON},,,,,,\n\n{line}\n")
    assert outcomes(taken) == ["taken", "refused"]
    assert (taken.refused[0].line, why in taken.refused[0].why) == (4, True), taken.refused[0].why
    assert not Account.objects.filter(email="a@b.example").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"correo,nombre\nruth@reader.example,Ruth\n", "No column is called “email”. There are: correo, nombre"),
        (b"", "No column is called"),
        ("email,name\nruth@reader.example,Zo\u00e9\n".encode("latin-1"), "UTF-8"),
        (b'email,name\n"ruth@reader.example,Ruth\n', "no table"),
        (b"Email Address,MEMBER_RATING,LEID\nruth@reader.example,2,1\n", "mailing list"),
    ],
)
def test_what_is_no_list_of_members_is_refused_whole(content: bytes, why: str) -> None:
    with pytest.raises(MemberListProblem, match=why):
        look(content, Wanted())


def test_a_table_may_be_divided_as_its_country_does(boss: Account) -> None:
    taken = brought(boss, f"\ufeffE-mail;First name;Last name;Paid until;Tier\r\nruth@reader.example;Ruth;Amory;{SOON};partner\r\n")
    assert outcomes(taken) == ["taken"]
    assert Membership.objects.get().account.name == "Ruth Amory"


def test_what_is_over_brings_an_account_alone(boss: Account) -> None:
    brought(boss, f"{HEAD}ruth@reader.example,,Partner,2020-01-01,,,,,,\n")
    assert Account.objects.filter(email="ruth@reader.example").exists()
    assert not Membership.objects.exists()


def test_looking_writes_nothing_and_says_what_taking_does(boss: Account) -> None:
    text = f"{HEAD}ruth@reader.example,,Partner,{SOON},,,,,,\nned@reader.example,,Gold,{SOON},,,,,,\n"
    looked = look(text.encode(), Wanted())
    assert Account.objects.count() == 1
    assert looked.verdicts == brought(boss, text).verdicts


def test_a_subscription_of_stripes_gives_for_a_week_until_stripe_was_asked(boss: Account) -> None:
    text = f"{HEAD}ruth@reader.example,,Partner,,,,,,cus_9,sub_900\n"
    assert outcomes(brought(boss, text)) == ["taken"]
    membership = Membership.objects.get()
    assert (membership.provider, membership.ref, membership.state, membership.renews) == ("stripe", "sub_900", State.ACTIVE, True)
    assert benefits_of(membership.account)
    assert Customer.objects.get(ref="cus_9").account == membership.account
    assert outcomes(brought(boss, text)) == ["unchanged"]


def test_what_the_provider_goes_on_taking_is_written_here_and_old_receipts_stay_unsent(boss: Account) -> None:
    """The stand-in plays the provider: it has a subscription that no order of ours made."""
    pay(an_order(a_reader("olive")))
    row = Pretended.objects.get(kind="subscription")
    row.body["metadata"] = {}
    row.save()
    assert sync(row.ref) is None
    told = {"provider": "pretend", "ref": row.ref, "state": State.ACTIVE, "interval": "month", "amount_minor": 0, "currency": "USD"}
    membership = Membership.objects.create(account=a_reader("ruth"), plan=the_plan(), paid_until=timezone.now(), **told)
    Act.objects.create(account=membership.account, by=boss, verb="bring", about=row.ref, why="members.csv, 2")
    assert sync(row.ref) == membership
    line = membership.payments.get()
    assert (line.amount_minor, sync(line.ref)) == (500, membership)
    membership.refresh_from_db()
    assert (membership.amount_minor, membership.paid_until) == (500, line.covers_until)
    follow_up.receipt(line)
    assert not Mail.objects.exists()


def test_ghosts_own_lists_are_read(boss: Account, inputs: Path) -> None:
    files = inputs / "ghost" / "ghost-fixtures"
    plain = take((files / "valid-members-import.csv").read_bytes(), Wanted(), boss, "ghost")
    assert outcomes(plain) == ["taken", "taken"]
    assert Account.objects.get(email="test@example.com").joined_at.year == 1991
    assert outcomes(take((files / "members-newsletters-step1.csv").read_bytes(), Wanted(), boss, "ghost")) == ["taken"] * 3
    gift = (files / "members-gift-with-tier.csv").read_bytes()
    assert "no plan “Premium Tier”" in look(gift, Wanted()).refused[0].why
    assert "neither until when" in look(gift, Wanted(the_plan())).refused[0].why
    assert outcomes(look(gift, Wanted(the_plan(), timezone.now() + timedelta(days=30)))) == ["taken"]
    with pytest.raises(MemberListProblem, match="correo_electrpnico"):
        look((files / "members-with-mappings.csv").read_bytes(), Wanted())


def test_lists_that_are_no_members_are_refused_by_what_they_are(inputs: Path) -> None:
    files = inputs / "other-cms" / "migrate"
    lists = [
        *(files / "mg-mailchimp-members").glob("*.csv"),
        *(files / "mg-curated-members-csv").glob("*.csv"),
        files / "mg-tinynews-members" / "subs-v2.csv",
    ]
    assert len(lists) == 5
    for path in lists:
        with pytest.raises(MemberListProblem, match="mailing list"):
            look(path.read_bytes(), Wanted())


def test_the_screen_shows_first_what_would_come_of_it(boss: Account) -> None:
    client = Client()
    client.force_login(boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = f"{HEAD}ruth@reader.example,,Partner,{SOON},,,,,,\nned,,,,,,,,,\n"
    shown = client.post("/newsroom/desk/members/", {"file": SimpleUploadedFile("members.csv", text.encode())})
    assert "“ned” is no e-mail address." in shown.text
    assert not Membership.objects.exists()
    once = shown.context["once"]
    assert "This came of it" in client.post("/newsroom/desk/members/", {"once": once}).text
    assert Membership.objects.get().account.email == "ruth@reader.example"
    assert "is gone" in client.post("/newsroom/desk/members/", {"once": once}).text
    assert "No column is called" in client.post("/newsroom/desk/members/", {"file": SimpleUploadedFile("a.csv", b"x\ny\n")}).text


def test_the_command_names_what_it_refuses(boss: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "members.csv"
    file.write_text(f"{HEAD}ruth@reader.example,,Partner,{SOON},,,,,,\nned,,,,,,,,,\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("take_members", file, "--dry-run")
    assert not Membership.objects.exists()
    with pytest.raises(CommandError, match="--by"):
        call_command("take_members", file)
    with pytest.raises(CommandError, match="partner"):
        call_command("take_members", file, "--dry-run", "--plan", "gold")
    with pytest.raises(SystemExit):
        call_command("take_members", file, "--by", boss.email)
    told = capsys.readouterr()
    assert "Refused: line 3: ned: “ned” is no e-mail address." in told.err
    assert "1 taken, 0 updated, 0 unchanged, 1 refused." in told.out
    assert Membership.objects.count() == 1
