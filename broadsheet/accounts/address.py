"""A new e-mail address for an account: proved by a code that went there; the old one is told."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from broadsheet.accounts.account import Account, Accounts
from broadsheet.accounts.standing import standing_changed


class AddressTaken(Exception):
    """Another account has this address."""


def change(account: Account, proved: str) -> None:
    """From now on this is the account's address. The old one is told by mail. Writes.

    proved  an address from which a code came back just now
    Raises  AddressTaken where it is another account's
    """
    old, new = account.email, Accounts.normalize_email(proved)
    account.email = new
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
            EmailAddress.objects.filter(user=account).delete()  # allauth's own note of it; it makes a new one when it needs it
            standing_changed(account)
    except IntegrityError as taken:
        account.email = old
        raise AddressTaken(new) from taken
    get_adapter().send_mail("accounts/mail/address_changed", old, {"new": new})
