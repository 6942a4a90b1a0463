"""The screens of plans and prices: amounts as people type them, and nothing taken from those who are partners already."""

from typing import Any

import pytest
from django.test import Client

from broadsheet.accounts.people import colleague
from broadsheet.accounts.standing import benefits_of
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.membership.plan import Plan
from tests.membership.paying import a_partner, the_plan
from tests.newsroom.desk import flat, formset

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def boss() -> Client:
    client = Client()
    client.force_login(colleague("publisher@gazette.example", "Ottoline Marsh", None, "owner"), backend=BACKEND)
    return client


def price(**told: Any) -> dict[str, Any]:
    return {"interval": "month", "currency": "usd", "amount_minor": "5", "floor_minor": "3.50", "reduced_minor": "", "id": "", **told}


def a_form(prices: list[dict[str, Any]], initial: int = 0, **told: Any) -> dict[str, Any]:
    plain = {"name": "Friend", "slug": "friend", "line": "", "is_offered": "on", "position": 2, "prices": formset(prices, initial)}
    return {**dict(flat(plain)), "benefits": ["a", "p"], **told}


def standing(plan: Plan, **told: Any) -> dict[str, Any]:
    rows = [
        price(interval=row.interval, currency=row.currency, amount_minor=str(row.amount.major), floor_minor=str(row.floor.major), id=row.pk)
        for row in plan.prices.all()
    ]
    return a_form(rows, len(rows), **{"name": plan.name, "slug": plan.slug, "benefits": list(plan.benefits), **told})


def test_a_plan_is_made_with_its_prices(boss: Client) -> None:
    assert boss.get("/newsroom/desk/plans/add/").status_code == 200
    answer = boss.post(
        "/newsroom/desk/plans/add/", a_form([price(), price(interval="year", amount_minor="50", floor_minor="50", reduced_minor="20")])
    )
    assert answer.status_code == 302, answer.text
    plan = Plan.objects.get()
    told = [(row.interval, row.currency, row.amount_minor, row.floor_minor, row.reduced_minor) for row in plan.prices.all()]
    assert (plan.benefits, told) == ("ap", [("month", "USD", 500, 350, None), ("year", "USD", 5_000, 5_000, 2_000)])
    assert "offer" in OutboxLine.objects.last().names
    assert "$5 each month" in boss.get("/newsroom/desk/plans/").text
    assert 'value="3.50"' in boss.get(f"/newsroom/desk/plans/edit/{plan.pk}/").text


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"amount_minor": "five"}, "Type an amount"),
        ({"amount_minor": "5.001"}, "Type an amount"),
        ({"floor_minor": "6"}, "be more than the price"),
        ({"reduced_minor": "5"}, "A reduced rate is less"),
        ({"currency": "dollars"}, "at most 3"),
        ({"currency": "$"}, "three letters"),
    ],
)
def test_a_price_that_can_not_be_is_refused_in_a_sentence(boss: Client, row: dict[str, Any], why: str) -> None:
    assert why in boss.post("/newsroom/desk/plans/add/", a_form([price(**row)])).text
    assert not Plan.objects.exists()


def test_another_price_is_for_those_who_come_and_partners_keep_theirs(boss: Client) -> None:
    membership = a_partner()
    told = standing(membership.plan)
    told["prices-0-amount_minor"] = "7"
    answer = boss.post(f"/newsroom/desk/plans/edit/{membership.plan.pk}/", told, follow=True)
    assert "1 partner has this plan, and goes on paying what was agreed." in answer.text
    assert Plan.objects.get().prices.first().amount_minor == 700
    membership.refresh_from_db()
    assert membership.amount_minor == 500


def test_what_was_promised_is_not_taken_away_and_what_is_added_reaches_all(boss: Client) -> None:
    membership = a_partner()
    path = f"/newsroom/desk/plans/edit/{membership.plan.pk}/"
    assert "would have less than was promised" in boss.post(path, standing(membership.plan, benefits=["a"])).text
    Plan.objects.filter(pk=membership.plan.pk).update(benefits="a")
    generation = membership.account.pass_generation
    assert boss.post(path, standing(Plan.objects.get(), benefits=["a", "m"])).status_code == 302
    membership.account.refresh_from_db()
    assert benefits_of(membership.account) == Plan.objects.get().benefit_bits
    assert membership.account.pass_generation >= generation


def test_a_plan_that_stands_in_the_ledger_is_offered_no_more_but_not_deleted(boss: Client) -> None:
    membership = a_partner()
    answer = boss.post(f"/newsroom/desk/plans/delete/{membership.plan.pk}/", follow=True)
    assert "Offer it no more instead" in answer.text
    assert boss.post(f"/newsroom/desk/plans/edit/{membership.plan.pk}/", standing(membership.plan, is_offered="")).status_code == 302
    assert not Plan.objects.get().is_offered


def test_a_plan_that_nobody_had_can_be_deleted(boss: Client) -> None:
    plan = the_plan()
    assert boss.post(f"/newsroom/desk/plans/delete/{plan.pk}/").status_code == 302
    assert not Plan.objects.exists()
