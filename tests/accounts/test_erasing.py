"""An account is erased: the person goes, a row without a person stays."""

from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from broadsheet.accounts import privacy
from broadsheet.accounts.account import Account
from broadsheet.accounts.privacy import Kept, Part, Refused

SignIn = Callable[[Account], Client]


class Library:
    """A room that lends books, and wants them back before a reader goes."""

    def __init__(self) -> None:
        self.lent = True
        self.readers_card: str | None = "1907"
        self.can_take_back = True

    def keeps(self, account: Account) -> list[Kept]:
        return [Kept("Reader's card", self.readers_card)] if self.readers_card else []

    def export(self, account: Account) -> object:
        return {"card": self.readers_card}

    def stays(self, account: Account) -> list[str]:
        return ["That a book was lent stays, without you, for seven years: the law asks it."]

    def reason_not_to_erase(self, account: Account) -> str | None:
        return "A book is lent to you. Bring it back first." if self.lent else None

    def end(self, account: Account) -> None:
        if not self.can_take_back:
            raise Refused("The library is closed. Try again tomorrow.")
        self.lent = False

    def erase(self, account: Account) -> None:
        self.readers_card = None


@pytest.fixture
def library() -> Iterator[Library]:
    room = Library()
    privacy.register(Part("library", room.keeps, room.export, room.stays, room.reason_not_to_erase, room.end, room.erase))
    yield room
    del privacy._board["library"]


def test_the_person_goes_with_every_way_to_sign_in(ada: Account, sign_in: SignIn) -> None:
    client, elsewhere = sign_in(ada), Client()
    elsewhere.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    EmailAddress.objects.create(user=ada, email=ada.email)
    Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Telephone", "credential": {}})
    done = client.post("/account/erase/")
    assert "Your account is erased" in done.content.decode()
    assert {name for name, cookie in done.cookies.items() if cookie["max-age"] == 0} == {"bs_session", "bs_pass"}
    left = Account.objects.get(pk=ada.pk)
    assert (left.name, left.is_active, left.has_usable_password(), left.last_login) == ("", False, False, None)
    assert left.email.endswith("@erased.invalid")
    assert left.pass_generation == 1
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    for browser in (client, elsewhere):
        assert browser.get("/account/").status_code == 302
    assert Account.objects.create_user("ada@reader.example").pk != ada.pk, "The address is free again."


def test_it_says_what_goes_and_what_stays_and_for_how_long(library: Library, ada: Account, sign_in: SignIn) -> None:
    library.lent = False
    page = sign_in(ada).get("/account/erase/").content.decode()
    goes, stays = page.split("What stays")
    assert "ada@reader.example" in goes
    assert "1907" in goes
    assert "seven years" in stays
    assert "in the way" not in stays


def test_what_stands_in_the_way_is_said_and_nothing_is_erased(library: Library, ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    for page in (client.get("/account/erase/"), client.post("/account/erase/")):
        assert "Bring it back first" in page.content.decode()
    ada.refresh_from_db()
    assert (ada.email, library.readers_card) == ("ada@reader.example", "1907")


def test_what_stands_in_the_way_is_ended_in_the_same_step_where_the_reader_says_so(library: Library, ada: Account, sign_in: SignIn) -> None:
    assert "erased" in sign_in(ada).post("/account/erase/", {"end": "1"}).content.decode()
    assert (library.lent, library.readers_card) == (False, None)


def test_what_can_not_be_ended_now_leaves_everything_as_it_is(library: Library, ada: Account, sign_in: SignIn) -> None:
    library.can_take_back = False
    assert "The library is closed" in sign_in(ada).post("/account/erase/", {"end": "1"}).content.decode()
    ada.refresh_from_db()
    assert ada.is_active


def test_a_colleague_leaves_the_newsroom_first(gideon: Account, sign_in: SignIn) -> None:
    client = sign_in(gideon)
    assert "You work here" in client.post("/account/erase/", {"end": "1"}).content.decode()
    assert 'name="end"' not in client.get("/account/erase/").content.decode()
    gideon.refresh_from_db()
    assert gideon.is_active


def test_what_a_room_keeps_is_shown_and_given_out(library: Library, ada: Account, sign_in: SignIn) -> None:
    client = sign_in(ada)
    assert "1907" in client.get("/account/kept/").content.decode()
    assert client.get("/account/export/").json()["library"] == {"card": "1907"}
