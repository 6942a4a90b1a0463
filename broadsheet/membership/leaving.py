"""Leaving: who may, what it ends, the withdrawal of the first days, and the link for whoever does not sign in."""

import hashlib
import uuid
from datetime import datetime, time, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from broadsheet.accounts.account import Account, Accounts
from broadsheet.membership import after, ledger
from broadsheet.membership.act import Act
from broadsheet.membership.mail import Mail
from broadsheet.membership.mail_words import LEAVE_SALT
from broadsheet.membership.mails import post
from broadsheet.membership.membership import Membership, State

WITHDRAW_WITHIN = timedelta(days=14)  # Directive 2011/83/EU, article 9: fourteen days, without giving a reason
LINK_LIVES = timedelta(days=1)


def leavable(account: Account) -> list[Membership]:
    """What one can leave: all that is paid again, by itself or by hand. What was given, or paid once, ends by itself."""
    live = account.memberships.live().exclude(state=State.LEAVING).select_related("plan")
    return [one for one in live if one.may("leave") and (one.renews or not one.is_by_card) and one.provider not in ("gift", "given")]


def withdrawable(account: Account, now: datetime) -> list[Membership]:
    """What one can withdraw from today."""
    return [one for one in account.memberships.live().select_related("plan") if may_withdraw(one, now)]


def withdrawal_ends(membership: Membership) -> datetime:
    """The end of the fourteenth day after the one on which it began, by the paper's clock."""
    last = timezone.localtime(membership.joined_at).date() + WITHDRAW_WITHIN
    return timezone.make_aware(datetime.combine(last, time.max))


def may_withdraw(membership: Membership, now: datetime) -> bool:
    """Whether the money of a contract is given back without a question: in its first days, where money came."""
    if now > withdrawal_ends(membership) or not membership.may("refund"):
        return False
    newest = ledger.newest_payment(membership)
    return newest is not None and not newest.went_back.minor


def withdraw(membership: Membership) -> None:
    """It ends at once, and the money goes back: by card now, a transfer by a colleague's hand. Writes. Raises NotPossible, ProviderTrouble."""
    if membership.is_by_card:
        membership.refund()
    else:
        _withdraw_transfer(membership)


def ask_for_link(address: str) -> None:
    """A link to leave goes to this address if anything can be left there. It takes as long whether it can or not. Writes a task."""
    account = Account.objects.filter(email=Accounts.normalize_email(address), is_active=True).first()
    send_link.enqueue(account.pk if account else 0, uuid.uuid4().hex)


@task()
def send_link(account_id: int, once: str) -> None:
    """Writes to the account, if it can leave anything."""
    account = Account.objects.filter(pk=account_id).first()
    if account and leavable(account):
        post("leave_link", account, account, once)


def link_of(token: str) -> Mail | None:
    """The mail whose link this is; None when it is forged, or older than a day."""
    try:
        number = TimestampSigner(salt=LEAVE_SALT).unsign(token, max_age=LINK_LIVES)
    except BadSignature:
        return None
    return Mail.objects.filter(pk=int(number), kind="leave_link").select_related("account").first()


def leave_all(account: Account, why: str = "") -> list[Membership]:
    """Leaves all that can be left. Returns it, as it stands then. Writes. Raises NotPossible, ProviderTrouble."""
    left = leavable(account)
    for membership in left:
        membership.leave(why)
    return left


def address_mark(address: str) -> str:
    """An address as a counter of tries knows it: not readable."""
    return hashlib.sha256(Accounts.normalize_email(address).encode()).hexdigest()[:24]


@transaction.atomic
def _withdraw_transfer(membership: Membership) -> None:
    paid = ledger.newest_payment(membership)
    membership.lapse()
    Act.objects.create(
        account=membership.account,
        by=membership.account,
        verb="withdraw",
        about=paid.ref if paid else membership.ref,
        why="The reader withdrew from the contract; the money has to be sent back by hand.",
    )
    after.tell("withdrawn", membership)
