"""The screens on which space is sold: what is typed there stands on pages, and what was counted is not lost."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from broadsheet.accounts.account import Account
from broadsheet.advertising.campaign import Advertiser, Campaign
from broadsheet.advertising.creative import Creative
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.seller import Seller
from broadsheet.advertising.slot import Slot
from broadsheet.advertising.tally import Did, Tally, count
from broadsheet.delivery.outbox import OutboxLine
from tests.advertising.booking import a_flight, a_long_article, printed
from tests.newsroom.desk import flat, formset

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    """Somebody of the advertising department, and of no other."""
    seller = Account.objects.create_user("space@gazette.example", None, name="Ida Petrie")
    seller.groups.add(Group.objects.get(name="Advertising"))
    client = Client()
    client.force_login(seller, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def campaign() -> Campaign:
    return Campaign.objects.create(advertiser=Advertiser.objects.create(name="Petrie Lamps"), name="Walk over")


def the_form(campaign: Campaign, creatives: list[dict[str, Any]], *, initial: int = 0, **told: Any) -> dict[str, Any]:
    plain = {"campaign": campaign.pk, "starts_at": "2026-01-01 00:00", "ends_at": "", "weight": 2, "creatives": formset(creatives, initial)}
    slots = [slot.pk for slot in Slot.objects.filter(name__in=told.pop("slots", ["end"]))]
    files = {f"creatives-{number}-picture": row.pop("picture") for number, row in enumerate(creatives) if "picture" in row}
    plain["creatives"] = formset(creatives, initial)
    return {**dict(flat(plain)), **told, "slots": slots, **files}


def words(**told: Any) -> dict[str, Any]:
    return {
        "shape": "board", "link": "https://petrie-lamps.example/", "headline": "Walk over", "line": "", "button": "", "foot": "", "tone": "light", "alt": "", "id": "",
    } | told  # fmt: skip


def a_picture(form: str = "PNG", size: tuple[int, int] = (970, 180)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "#35525d").save(out, form)
    return SimpleUploadedFile(f"lamps.{form.lower()}", out.getvalue())


def complaints(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    "screen", ["flight/", "flight/add/", "advertiser/", "advertiser/add/", "slot/", "slot/add/", "seller/", "seller/add/", "figures/"]
)
def test_a_screen_opens(desk: Client, screen: str) -> None:
    assert desk.get(f"/newsroom/space/{screen}").status_code == 200


def test_who_sells_space_edits_no_news(desk: Client) -> None:
    for path in ("/newsroom/article/add/", "/newsroom/front/add/", "/newsroom/quiet/"):
        assert desk.get(path).status_code in (302, 403), path


def test_a_flight_is_booked_and_stands_on_pages_at_once(desk: Client, campaign: Campaign) -> None:
    article = a_long_article()
    answer = desk.post("/newsroom/space/flight/add/", the_form(campaign, [words()], only_on=[article.section.thing]))
    assert answer.status_code == 302, complaints(answer)
    assert Flight.objects.get().only_on == [article.section.thing]
    assert "slots-after-body" in OutboxLine.objects.last().names
    assert "Walk over" in printed(article.path).text


def test_a_picture_keeps_its_pixels_and_nothing_else(desk: Client, campaign: Campaign) -> None:
    answer = desk.post("/newsroom/space/flight/add/", the_form(campaign, [words(headline="", alt="Lamps, all on.", picture=a_picture())]))
    assert answer.status_code == 302, complaints(answer)
    creative = Creative.objects.get()
    assert (creative.width, creative.height, creative.picture.name[-5:]) == (970, 180, ".webp")
    assert (settings.PAPER.media_folder / creative.picture.name).is_file()
    image = printed(a_long_article().path).text
    assert f'<img src="/media/{creative.picture.name}" width="970" height="180" alt="Lamps, all on." loading="lazy"' in image


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"headline": ""}, "a creative shows something"),
        ({"headline": "", "picture": a_picture()}, "Say what the picture says"),
        ({"link": "javascript:alert(1)"}, "Give a whole address"),
        ({"link": "//elsewhere.example/"}, "Give a whole address"),
        ({"alt": "x", "picture": a_picture(size=(3_000, 3_000))}, "3000 × 3000 pixels"),
        ({"alt": "x", "picture": a_picture("GIF", (10, 10))}, "no picture that we can take"),
        ({"shape": "tall"}, "There is no creative of the shape of"),
    ],
    ids=lambda told: str(told)[:30],
)
def test_what_can_not_be_shown_is_refused_in_a_sentence(desk: Client, campaign: Campaign, row: dict[str, Any], why: str) -> None:
    answer = desk.post("/newsroom/space/flight/add/", the_form(campaign, [words(**row)]))
    assert why in complaints(answer).replace("&#x27;", "'")
    assert not Flight.objects.exists()


def test_a_flight_can_not_end_before_it_begins(desk: Client, campaign: Campaign) -> None:
    answer = desk.post("/newsroom/space/flight/add/", the_form(campaign, [words()], ends_at="2025-01-01 00:00"))
    assert "It would end before it begins" in complaints(answer)


def test_what_was_seen_is_ended_and_not_deleted(desk: Client) -> None:
    flight = a_flight(slots=("end",))
    board = flight.creatives.get(shape="board")
    count(Did.VIEW, board.pk, "end", "a", timezone.now())
    answer = desk.post(f"/newsroom/space/flight/delete/{flight.pk}/", follow=True)
    assert "Give it an end instead" in answer.text
    rows = [words(id=creative.pk, shape=creative.shape, DELETE="on" if creative == board else "") for creative in flight.creatives.all()]
    form = the_form(flight.campaign, [*rows, words(headline="Another")], initial=3)
    assert "its figures would go with it" in complaints(desk.post(f"/newsroom/space/flight/edit/{flight.pk}/", form))
    assert Tally.objects.get().views == 1


def test_a_flight_that_nobody_saw_can_be_deleted_and_is_off_every_page(desk: Client) -> None:
    flight = a_flight(slots=("end",))
    names = {creative.thing for creative in flight.creatives.all()}
    assert desk.post(f"/newsroom/space/flight/delete/{flight.pk}/").status_code == 302
    withdrawn = OutboxLine.objects.filter(verb=OutboxLine.Verb.WITHDRAWN).get()
    assert set(withdrawn.names.split()) == names


def test_a_slot_is_closed_and_not_deleted(desk: Client) -> None:
    end = Slot.objects.get(name="end")
    a_flight(slots=("end",))
    desk.post(f"/newsroom/space/slot/delete/{end.pk}/")
    desk.post(f"/newsroom/space/slot/edit/{end.pk}/", {"name": "end", "opening": end.opening, "shape": end.shape, "band": 1})
    end.refresh_from_db()
    assert not end.is_open
    assert end.thing in OutboxLine.objects.last().names
    assert b"slot" not in printed(a_long_article().path).content


def test_who_else_may_sell_is_listed_and_told(desk: Client) -> None:
    told = {"domain": "exchange.example", "account": "pub-12", "relation": "DIRECT", "authority": ""}
    assert desk.post("/newsroom/space/seller/add/", told).status_code == 302
    assert OutboxLine.objects.last().names == "sellers"
    assert printed("/ads.txt").text == "exchange.example, pub-12, DIRECT\n"
    refused = desk.post("/newsroom/space/seller/add/", {**told, "account": "a, DIRECT\nevil.example"})
    assert "One word" in complaints(refused)
    assert Seller.objects.count() == 1


def test_an_advertisers_orders_are_written_in_one_place(desk: Client) -> None:
    rows = formset([{"name": "Walk over", "kind": "direct", "note": "", "id": ""}])
    answer = desk.post("/newsroom/space/advertiser/add/", dict(flat({"name": "Petrie Lamps", "contact": "Ned", "campaigns": rows})))
    assert answer.status_code == 302, complaints(answer)
    assert str(Campaign.objects.get()) == "Petrie Lamps: Walk over"


def test_the_figures_are_sums_over_days(desk: Client) -> None:
    board = a_flight().creatives.get(shape="board")
    for view in "abcd":
        count(Did.VIEW, board.pk, "end", view, timezone.now())
    count(Did.CLICK, board.pk, "end", "a", timezone.now())
    shown = desk.get("/newsroom/space/figures/?days=7").text
    assert "Petrie Lamps: Petrie Lamps, all on" in shown
    assert "250.0" in shown
