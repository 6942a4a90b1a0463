"""What is kept about a reader, on the device and with us: shown, given out, erased. A notice-board: each room registers its part."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts import passkeys
from broadsheet.accounts.account import Account

PURPOSES = {
    "bs_session": _("that you have signed in, and a token that keeps others from sending forms in your name"),
    "bs_pass": _("what you have from us, and which account it belongs to, so that no page need look it up"),
}


class Refused(Exception):
    """An account is not erased now; the text is a sentence for its holder that says why, and what to do."""


class Kept(NamedTuple):
    """One thing that is kept: its name, and what it is for, what it says, or when it was."""

    name: Any
    says: Any = ""
    at: datetime | None = None


def _nothing(_account: Account) -> list[Any]:
    return []


def _none(_account: Account) -> None:
    return None


@dataclass(frozen=True)
class Part:
    """What one room keeps of an account. Whatever a room has no use for is left out.

    name                 under which it stands in what is given out: a word such as "membership"
    keeps                for the page of what is kept, in a reader's words
    export               for the file that is given out: plain values, times and amounts as they are
    stays                sentences: what stays when the account is erased, without the person, and for how long the law asks
    reason_not_to_erase  a sentence that names what stands in the way and what to do; None when nothing does
    end                  ends what stands in the way, where the reader asks for it in the same step. Writes, may ask others, may raise Refused
    erase                empties this room's rows of the person. Part of the erasing's transaction
    """

    name: str
    keeps: Callable[[Account], list[Kept]] = _nothing
    export: Callable[[Account], object] = _none
    stays: Callable[[Account], list[str]] = _nothing
    reason_not_to_erase: Callable[[Account], str | None] = _none
    end: Callable[[Account], None] | None = None
    erase: Callable[[Account], None] = _none


_board: dict[str, Part] = {}


def register(part: Part) -> None:
    """From now on this part is shown, given out and erased with every account. Called in `apps.ready()`."""
    _board[part.name] = part


def parts() -> list[Part]:
    """Every room's part, in the order in which they registered."""
    return list(_board.values())


def on_device(cookies: Collection[str]) -> list[Kept]:
    """Which of our cookies a reader's browser sent, and what each is for."""
    return [Kept(name, purpose) for name, purpose in PURPOSES.items() if name in cookies]


def with_us(account: Account) -> list[Kept]:
    """What the paper's database says of an account, room by room."""
    own = [
        Kept(_("E-mail address"), account.email),
        Kept(_("Name"), account.name or "–"),
        Kept(_("Account made on"), at=account.joined_at),
        Kept(_("Signed in last on"), at=account.last_login),
        *(Kept(_("Passkey"), key) for key in passkeys.of(account)),
    ]
    return own + [one for part in parts() for one in part.keeps(account)]


def everything_of(account: Account) -> dict[str, Any]:
    """All that is kept of an account, as plain values: what the account's holder is given."""
    own = {
        "email": account.email,
        "name": account.name,
        "made_at": account.joined_at,
        "signed_in_last_at": account.last_login,
        "may_sign_in": account.is_active,
        "has_password": account.has_usable_password(),
        "passkeys": [{"name": str(key), "made_at": key.created_at, "used_last_at": key.last_used_at} for key in passkeys.of(account)],
    }
    paper = {"name": settings.PAPER.name, "address": settings.PAPER.address}
    return {"paper": paper, "given_at": timezone.now(), "account": own, **{part.name: part.export(account) for part in parts()}}
