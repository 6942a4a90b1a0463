"""Views and clicks: counted once, by creative, slot and day, and nothing of who looked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from broadsheet.advertising import tally, views
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flood import Bound
from broadsheet.advertising.tally import Did, Tally, Told
from tests.advertising.booking import a_flight

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def a_worker_that_has_heard_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_bound", Bound())


@pytest.fixture
def board() -> Creative:
    return a_flight().creatives.get(shape="board")


def tell(creative: int | str, did: str = "view", view: str = "0.5", slot: str = "end", **headers: str) -> HttpResponse:
    told = {"creative": creative, "did": did, "view": view, "slot": slot}
    return Client().post("/slots/seen/", told, headers=headers or {"Sec-Fetch-Site": "same-origin"})


def counted() -> list[tuple[str, int, int]]:
    return list(Tally.objects.values_list("slot__name", "views", "clicks"))


def test_a_view_is_counted_once_a_page_view(board: Creative) -> None:
    assert [tell(board.pk).status_code for _ in range(3)] == [204, 204, 204]
    assert counted() == [("end", 1, 0)]
    tell(board.pk, view="0.7")
    tell(board.pk, did="click")
    tell(board.pk, slot="front")
    assert sorted(counted()) == [("end", 2, 1), ("front", 1, 0)]
    assert Tally.objects.first().day == timezone.localdate()


def test_nothing_is_kept_of_who_looked(board: Creative) -> None:
    response = tell(board.pk)
    assert not response.cookies
    assert {field.name for field in Tally._meta.get_fields()} == {"id", "creative", "slot", "day", "views", "clicks"}
    assert {field.name for field in Told._meta.get_fields()} == {"mark", "at"}
    tally.forget_what_was_told(timezone.now() + timedelta(hours=1))
    assert not Told.objects.exists()
    assert counted() == [("end", 1, 0)]


def test_only_what_runs_in_that_slot_counts(board: Creative) -> None:
    over = a_flight("Voss, crab", starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2026, 1, 2, tzinfo=UTC))
    to_come = a_flight("Rowing boats", starts_at=timezone.now() + timedelta(days=1))
    tall = board.flight.creatives.get(shape="tall").pk
    for creative in (over.creatives.get(shape="board").pk, to_come.creatives.get(shape="board").pk, tall, 999_999):
        assert tell(creative).status_code == 204
    assert tell(board.pk, slot="no-such-slot").status_code == 204
    assert counted() == []
    assert not Told.objects.exists()


@pytest.mark.parametrize(
    "told", [{"did": "bought"}, {"creative": "1; drop"}, {"creative": ""}, {"creative": "9" * 30}, {"view": ""}, {"view": "x" * 60}], ids=str,
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(board: Creative, told: dict[str, str]) -> None:
    assert tell(**{"creative": board.pk, **told}).status_code == 400
    assert counted() == []


def test_only_our_own_pages_may_tell(board: Creative) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"X-Nothing": "1"},
    ):
        assert tell(board.pk, **headers).status_code == 403
    assert tell(board.pk, Origin="http://localhost:8000").status_code == 204
    assert counted() == [("end", 1, 0)]


def test_a_flood_is_bounded(board: Creative, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_bound", Bound(each=5))
    codes = [tell(board.pk, view=str(number)).status_code for number in range(20)]
    assert codes == [204] * 5 + [429] * 15
    assert counted() == [("end", 5, 0)]


def test_asking_for_the_address_is_no_way_to_tell() -> None:
    assert Client().get("/slots/seen/").status_code == 405


def test_a_day_is_the_papers_own(board: Creative) -> None:
    late = timezone.now()
    assert tally.count(Did.VIEW, board.pk, "end", "a", late)
    assert tally.count(Did.VIEW, board.pk, "end", "b", late + timedelta(days=1))
    assert Tally.objects.count() == 2
