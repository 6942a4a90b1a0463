"""Colleagues: accounts that may enter the newsroom."""

from django.contrib.auth.models import Group
from django.db import transaction

from broadsheet.accounts.account import Account, Accounts

# Wagtail's two groups, by what the trade calls who is in them.
GROUPS = {"reporter": "Editors", "editor": "Moderators"}
OWNER = "owner"
ROLES = (*GROUPS, OWNER)


class NoSuchRole(Exception):
    """There is no such role in the newsroom; the text says which there are."""


@transaction.atomic
def colleague(email: str, name: str, password: str | None, role: str) -> Account:
    """The account of a colleague in this role, made where the address has none yet; without a password it signs in by code.

    role    "reporter" writes, "editor" publishes too, "owner" may do everything
    Writes. An account that is there keeps its name and password and is given the role.
    """
    if role not in ROLES:
        raise NoSuchRole(f"There is no role “{role}” in the newsroom. Choose one of {', '.join(ROLES)}.")
    account = Account.objects.filter(email=Accounts.normalize_email(email)).first() or Account.objects.create_user(
        email, password, name=name
    )
    if role == OWNER:
        account.is_superuser = True
        account.save(update_fields=["is_superuser"])
    else:
        account.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    return account
