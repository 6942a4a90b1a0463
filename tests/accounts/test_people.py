"""Colleagues, made by hand of the command or in the newsroom's own screens."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from broadsheet.accounts import passes
from broadsheet.accounts.account import Account
from broadsheet.accounts.people import NoSuchRole, colleague
from broadsheet.delivery.outbox import OutboxLine

SignIn = Callable[[Account], Client]
PASSWORD = "nine tides and a half"


@pytest.fixture
def owner(db: None) -> Account:
    return colleague("Owner@Gazette.example", "Ines Haldane", PASSWORD, "owner")


@pytest.mark.parametrize(("role", "group"), [("reporter", "Editors"), ("editor", "Moderators")])
def test_a_colleague_has_the_newsrooms_rights_of_a_role(role: str, group: str, db: None) -> None:
    account = colleague("mara@gazette.example", "Mara Venn", None, role)
    assert [found.name for found in account.groups.all()] == [group]
    assert account.works_here
    assert not account.is_superuser
    assert not account.has_usable_password()


def test_a_colleague_made_twice_is_one_and_keeps_what_was_changed(gideon: Account) -> None:
    again = colleague("GIDEON.farrow@gazette.example", "Somebody Else", "another password", "reporter")
    assert again == gideon
    assert again.name == "Gideon Farrow"
    assert again.check_password(PASSWORD)
    assert again.groups.count() == 2


def test_a_role_that_is_none_is_refused_by_name(db: None) -> None:
    with pytest.raises(NoSuchRole, match=r"no role “king” in the newsroom\. Choose one of reporter, editor, owner"):
        colleague("x@gazette.example", "X", None, "king")
    assert not Account.objects.exists()


def test_an_owner_makes_a_colleague_in_the_newsroom_with_one_name(owner: Account, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = client.get("/newsroom/users/new/").content.decode()
    assert 'name="name"' in page
    assert "first_name" not in page
    client.post(
        "/newsroom/users/new/",
        {
            "email": "Mara@Gazette.example",
            "name": "Mara Venn",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [Group.objects.get(name="Editors").pk],
        },
    )
    mara = Account.objects.get(email="mara@gazette.example")
    assert (mara.name, mara.works_here) == ("Mara Venn", True)
    assert "Mara Venn" in client.get("/newsroom/users/?q=venn").content.decode()
    again = client.post(
        "/newsroom/users/new/", {"email": "MARA@gazette.example", "name": "Mara", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert Account.objects.count() == 2
    assert again.status_code == 200


def test_an_account_closed_in_the_newsroom_loses_its_passes_at_once(owner: Account, gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(owner)
    group = Group.objects.get(name="Moderators").pk
    unchanged = {"email": gideon.email, "name": "G. Farrow", "is_active": "on", "groups": [group]}
    client.post(f"/newsroom/users/edit/{gideon.pk}/", unchanged)
    gideon.refresh_from_db()
    assert (gideon.name, gideon.pass_generation) == ("G. Farrow", 0)
    del unchanged["is_active"]
    client.post(f"/newsroom/users/edit/{gideon.pk}/", unchanged)
    gideon.refresh_from_db()
    assert (gideon.is_active, gideon.pass_generation) == (False, 1)
    assert OutboxLine.objects.get().names == f"{gideon.pk}:1"


def test_accounts_closed_or_deleted_from_the_list_lose_their_passes(owner: Account, gideon: Account, ada: Account, sign_in: SignIn) -> None:
    client = sign_in(owner)
    client.post(f"/newsroom/bulk/accounts/account/set_active_state/?id={gideon.pk}&next=/newsroom/users/", {"mark_as_active": "False"})
    client.post(f"/newsroom/bulk/accounts/account/delete/?id={gideon.pk}&next=/newsroom/users/")
    client.post(f"/newsroom/users/delete/{ada.pk}/")
    assert list(Account.objects.all()) == [owner]
    assert list(OutboxLine.objects.order_by("pk").values_list("names", flat=True)) == [f"{gideon.pk}:1", f"{gideon.pk}:2", f"{ada.pk}:1"]


def test_a_colleagues_own_settings_ask_for_one_name_and_no_password(gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(gideon)
    page = client.get("/newsroom/account/").content.decode()
    assert "own_name-name" in page
    for absent in ("first_name", "avatar-avatar", "new_password1", "email-"):
        assert absent not in page, absent
    client.post(
        "/newsroom/account/",
        {
            "own_name-name": "Gideon F.",
            "locale-preferred_language": "he",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    gideon.refresh_from_db()
    assert gideon.name == "Gideon F."
    assert gideon.wagtail_userprofile.preferred_language == "he"
    assert 'dir="rtl"' in client.get("/newsroom/").content.decode()


def test_the_newsrooms_way_out_leaves_no_pass_behind(gideon: Account, sign_in: SignIn) -> None:
    answer = sign_in(gideon).post("/newsroom/logout/")
    assert {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0} == {"bs_session", "bs_pass"}
    assert passes.COOKIE_NAME == "bs_pass"
