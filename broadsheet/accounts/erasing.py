"""Erasing an account: every room's part of the person goes, the row stays without the person, so that money that moved still adds up."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from broadsheet.accounts import lasting, privacy
from broadsheet.accounts.account import Account


def reasons_not_to(account: Account) -> list[str]:
    """Sentences: what stands in the way of erasing this account now."""
    own = [_("You work here. Ask an owner of the paper to take your place in the newsroom from you first.")] if account.works_here else []
    return own + [reason for part in privacy.parts() if (reason := part.reason_not_to_erase(account))]


def can_be_ended(account: Account) -> bool:
    """Whether all that stands in the way may be ended in the same step."""
    in_the_way = [part for part in privacy.parts() if part.reason_not_to_erase(account)]
    return bool(in_the_way) and not account.works_here and all(part.end for part in in_the_way)


def what_stays(account: Account) -> list[str]:
    """Sentences: what is left when it is done, and why."""
    return [sentence for part in privacy.parts() for sentence in part.stays(account)]


def erase(account: Account, *, ending: bool) -> None:
    """Leaves of this account a row without a person, and what the law makes each room keep. Writes; can't be taken back.

    ending  whether what stands in the way is ended first, as the reader asked
    Raises  Refused with a sentence, where something stands in the way
    """
    for part in privacy.parts() if ending else ():
        if part.end and part.reason_not_to_erase(account):
            part.end(account)
    if reasons := reasons_not_to(account):
        raise privacy.Refused(reasons[0])
    with transaction.atomic():
        for part in privacy.parts():
            part.erase(account)
        _forget(account)


def _forget(account: Account) -> None:
    for row in (Authenticator, EmailAddress, UserProfile):
        row.objects.filter(user=account).delete()
    account.groups.clear()
    account.user_permissions.clear()
    account.email, account.name, account.last_login = f"erased-{account.pk}@erased.invalid", "", None
    account.is_active = account.is_superuser = False
    account.set_unusable_password()
    account.save()
    lasting.end_everywhere(account)
