"""What is kept about a reader, on the device and with us."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account

PURPOSES = {
    "bs_session": _("that you have signed in, and a token that keeps others from sending forms in your name"),
    "bs_pass": _("what you have from us, and which account it belongs to, so that no page need look it up"),
}


class Kept(NamedTuple):
    """One thing that is kept: its name, and what it is for, what it says, or when it was."""

    name: Any
    says: Any = ""
    at: datetime | None = None


def on_device(cookies: Collection[str]) -> list[Kept]:
    """Which of our cookies a reader's browser sent, and what each is for."""
    return [Kept(name, purpose) for name, purpose in PURPOSES.items() if name in cookies]


def with_us(account: Account) -> list[Kept]:
    """What the paper's database says of an account."""
    return [
        Kept(_("E-mail address"), account.email),
        Kept(_("Name"), account.name or "–"),
        Kept(_("Account made on"), at=account.joined_at),
        Kept(_("Signed in last on"), at=account.last_login),
    ]
