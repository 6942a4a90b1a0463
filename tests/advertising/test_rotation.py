"""What may rotate in a slot, and who else may sell the paper's space: two small files for machines."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from broadsheet.advertising.seller import Seller
from broadsheet.advertising.slot import Slot
from broadsheet.masthead import quiet
from tests.advertising.booking import FREE_OF_IT, a_flight, printed

pytestmark = pytest.mark.django_db


def test_it_tells_what_runs_now_with_its_odds_and_is_kept_for_everyone() -> None:
    ends_at = timezone.now() + timedelta(hours=2)
    one, two = a_flight(weight=4, ends_at=ends_at), a_flight("Voss, crab", slots=("end",))
    a_flight("Rowing boats", starts_at=timezone.now() + timedelta(hours=3))
    response = printed("/slots/end.json")
    boards = [flight.creatives.get(shape="board") for flight in (one, two)]
    assert {key: told["odds"] for key, told in response.json().items()} == {str(boards[0].pk): 0.25, str(boards[1].pk): 1.0}
    assert "Petrie Lamps" in response.json()[str(boards[0].pk)]["html"]
    assert response["Content-Type"] == "application/json"
    assert response.keeping.benefits == 0
    assert response.keeping.fresh_until == ends_at
    assert {"slots-after-body", boards[0].thing, boards[1].thing} <= set(response.keeping.shows)
    assert printed("/slots/end.json", FREE_OF_IT).content == response.content


def test_when_the_whole_paper_is_quiet_nothing_rotates() -> None:
    a_flight()
    quiet.keep(quiet.PAPER, "Mourning", "Gideon Farrow")
    assert printed("/slots/end.json").json() == {}


def test_a_slot_that_is_not_in_use_is_not_there() -> None:
    a_flight()
    Slot.objects.filter(name="end").update(is_open=False)
    assert printed("/slots/end.json").status_code == 404
    assert printed("/slots/nothing.json").status_code == 404


def test_the_paper_says_that_nobody_else_may_sell_its_space_until_somebody_may() -> None:
    response = printed("/ads.txt")
    assert (response["Content-Type"], response.content) == (
        "text/plain; charset=utf-8",
        b"placeholder.example.com, placeholder, DIRECT, placeholder\n",
    )
    Seller.objects.create(domain="exchange.example", account="pub-12", authority="f08c")
    Seller.objects.create(domain="agency.example", account="7", relation=Seller.Relation.RESELLER)
    assert printed("/ads.txt").content == b"agency.example, 7, RESELLER\nexchange.example, pub-12, DIRECT, f08c\n"
    assert printed("/ads.txt").keeping.shows == ("sellers",)


def test_what_the_paper_wrote_itself_stands(tests_paper: Path) -> None:
    file = tests_paper / "theme" / "ads.txt"
    file.write_text("OWNERDOMAIN=gazette.example\n", encoding="utf-8")
    try:
        assert printed("/ads.txt").content == b"OWNERDOMAIN=gazette.example\n"
    finally:
        file.unlink()
