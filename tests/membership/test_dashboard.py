"""The figures of the membership: what is counted, in which month, and that nobody is named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from broadsheet.accounts.people import colleague
from broadsheet.masthead import things
from broadsheet.masthead.things import Named
from broadsheet.membership import desk, plots
from broadsheet.membership.dashboard import figures, recurring
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.plots import Series
from tests.membership.paying import a_partner, a_reader, the_plan

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def held(name: str, **told: Any) -> Membership:
    fields = {"provider": "pretend", "state": State.ACTIVE, "interval": "month", "amount_minor": 500, "currency": "USD", **told}
    fields.setdefault("paid_until", NOW + timedelta(days=20))
    count = Membership.objects.count()
    return Membership.objects.create(account=a_reader(name), plan=the_plan(), ref=f"sub_pretend_{count}", **fields)


def ago(months: int) -> datetime:
    return NOW - relativedelta(months=months)


@pytest.mark.django_db
def test_who_came_and_went_stands_in_the_month_of_it() -> None:
    held("ruth", joined_at=ago(3))
    held("ned", joined_at=ago(14), state=State.LAPSED, left_at=ago(2), paid_until=ago(1))
    held("ivy", joined_at=ago(5), state=State.REFUNDED, left_at=ago(5), paid_until=ago(4))
    held("olive", joined_at=ago(6), state=State.LAPSED, left_at=ago(4), paid_until=ago(4))
    held("olive", joined_at=ago(2))
    held("sam", joined_at=ago(1), state=State.JOINING, paid_until=None)
    told = figures(NOW)
    assert told.partners == 2
    by_month = {f"{month.first:%Y-%m}": (month.new, month.lost, month.partners) for month in told.months}
    assert len(by_month) == 12
    assert by_month["2026-08"] == (1, 0, 3)  # Ruth came; Ned was still there
    assert by_month["2026-10"] == (0, 1, 2)  # Ned went with what he had paid for
    assert by_month["2026-06"] == (1, 1, 2)  # Ivy was paid back in her first month
    assert by_month["2026-05"] == (1, 0, 2)  # Olive came, and has stayed
    assert by_month["2025-12"] == (0, 0, 1)


@pytest.mark.django_db
def test_what_comes_in_by_itself_is_counted_by_the_month_and_the_currency() -> None:
    held("ruth")
    held("ned", interval="year", amount_minor=5_000)
    held("ivy", currency="EUR", amount_minor=700)
    for name, told in (
        ("olive", {"state": State.LEAVING}),
        ("sam", {"state": State.PAUSED}),
        ("joan", {"interval": "once"}),
        ("tom", {"provider": "given"}),
    ):
        held(name, **told)
    assert recurring() == ["€7", "$9.17"]


@pytest.mark.django_db
def test_what_was_played_counts_no_more_once_real_money_is_taken(settings: Settings) -> None:
    held("ruth", is_test=True)
    assert figures(NOW).partners == 1
    settings.TAKES_REAL_MONEY = True
    assert (figures(NOW).partners, recurring()) == (0, [])


@pytest.mark.django_db
def test_what_brought_readers_is_called_by_its_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        things._found_by, "article", lambda numbers: [Named("article-12", "The last ferry", "/2026/11/1/ferry/")] if 12 in numbers else []
    )
    for name, thing in (("ruth", "article-12"), ("ned", "article-12"), ("ivy", "article-99")):
        held(name, joined_at=NOW - timedelta(days=3), brought_by=thing)
    rows = figures(NOW).brought_by
    assert [(row.name, row.number, row.path) for row in rows] == [("The last ferry", 2, "/2026/11/1/ferry/"), ("article-99", 1, "")]


@pytest.mark.django_db
def test_reasons_are_told_where_three_gave_the_same_and_money_that_went_back_is_summed() -> None:
    for number, why in enumerate(["Too dear", "too dear.", " too  dear", "My husband Tom reads it to me"]):
        held(f"r{number}", state=State.LAPSED, left_at=ago(1), paid_until=ago(1), why_left=why)
    membership = a_partner("ruth")
    desk.refund(membership.payments.get(), None, ends=True, seen=0, by=a_reader("desk"), why="asked for it")
    told = figures(timezone.now())
    assert [(row.name, row.number) for row in told.reasons] == [("Too dear", 3)]
    assert told.own_words == 1
    assert [(str(row["kind"]), row["number"], row["amount"]) for row in told.went_back] == [("refund", 1, "$5")]


@pytest.mark.django_db
def test_the_screen_names_nobody_and_asks_as_often_whatever_there_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.force_login(
        colleague("boss@gazette.example", "Boss", None, "owner"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    held("ruth", joined_at=timezone.now(), brought_by="section-1")
    for number in range(30):
        held(f"reader{number}", joined_at=ago(number % 11), brought_by=f"article-{number}")
    page = client.get("/newsroom/desk/figures/").text
    assert "reader.example" not in page
    assert page.count('<svg class="plot" viewBox="0 0 560 230" role="img"') == 2
    with django_assert_num_queries(12):
        figures(NOW)


def test_a_plot_is_named_for_those_who_do_not_see_it_and_tells_the_figures_truly() -> None:
    shown = plots.columns("p", "New & lost", "Seven came.", ["Jan", "Feb"], Series("new", [7, 0]), Series("lost", [0, 2]))
    assert 'role="img" aria-labelledby="p-title p-says"' in shown
    assert '<title id="p-title">New &amp; lost</title><desc id="p-says">Seven came.</desc>' in shown
    assert shown.count("<rect") == 4
    assert "style=" not in shown
    for empty in (
        plots.columns("p", "t", "s", ["Jan"], Series("new", [0])),
        plots.line("p", "t", "s", ["Jan"], Series("new", [0])),
        plots.line("p", "t", "s", [], Series("new", [])),
    ):
        assert empty.endswith("</svg>")


def test_whoever_reads_from_the_right_sees_the_first_month_at_the_right() -> None:
    ltr = plots._frame(0, 10, 12, is_mirrored=False)
    rtl = plots._frame(0, 10, 12, is_mirrored=True)
    assert ltr.x(0.5) < ltr.x(11.5)
    assert rtl.x(0.5) > rtl.x(11.5)
    assert ltr.x(3) + rtl.x(3) == plots.WIDTH


@pytest.mark.parametrize(("most", "step"), [(1, 1), (4, 1), (7, 2), (30, 10), (139, 50), (100_000, 50_000)])
def test_a_scale_has_round_figures_and_holds_them_all(most: int, step: int) -> None:
    frame = plots._frame(0, most, 12, is_mirrored=False)
    assert frame.most % step == 0
    assert frame.most >= most
