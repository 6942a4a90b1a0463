"""The support desk: finding a partner, and every act for one. Each act is written down with who did it and why, before it is done."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.accounts.lasting import end_everywhere
from broadsheet.membership import ledger, transfers
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.giving import as_kept
from broadsheet.membership.inbox import Customer
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.mail_words import KINDS
from broadsheet.membership.mails import post
from broadsheet.membership.membership import Membership
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import CARDS, provider_named
from broadsheet.membership.payments.said import Moved, NotPossible, ProviderTrouble
from broadsheet.membership.payments.transfer import as_typed
from broadsheet.membership.plain_words import kept_until
from broadsheet.membership.plan import Interval, Plan
from broadsheet.membership.sync import sync

MOST_FOUND = 50
MOST_DAYS = 366
RECEIPT = re.compile(r"\d{4}-(\d{1,12})")
NOT_SENT_AGAIN = ("leave_link", "give_it_back")  # a link that is good once, and what goes to the paper itself


# --- finding


def find(text: str) -> list[Account]:
    """Whom this is about: an address or a name, or part of one; the number of an order, a receipt, a transfer, a gift, or the provider's own."""
    told = text.strip()
    if not told:
        return []
    by_number = _by_number(told)
    if by_number is not None:
        return list(Account.objects.filter(pk__in=by_number))
    return list(Account.objects.filter(Q(email__icontains=told) | Q(name__icontains=told)).order_by("email")[:MOST_FOUND])


def _by_number(told: str) -> set[int] | None:
    """The accounts that a number leads to; None where it is no number that we know."""
    numbers = {as_typed(told), told, as_kept(told)}
    found = {
        *Order.objects.filter(_order_named(told) | Q(provider_ref__in=numbers)).values_list("account", flat=True),
        *Membership.objects.filter(ref__in=numbers).values_list("account", flat=True),
        *Payment.objects.filter(_line_named(told) | Q(ref__in=numbers)).values_list("account", flat=True),
        *Gift.objects.filter(code__in=numbers).values_list("order__account", flat=True),
        *Gift.objects.filter(code__in=numbers).values_list("redeemed_by", flat=True),
        *Customer.objects.filter(ref__in=numbers).values_list("account", flat=True),
    } - {None}
    return found or None


def _order_named(told: str) -> Q:
    try:
        return Q(pk=UUID(told))
    except ValueError:
        return Q(pk__in=[])


def _line_named(told: str) -> Q:
    receipt = RECEIPT.fullmatch(told)
    return Q(pk=int(receipt[1])) if receipt else Q(pk__in=[])


# --- acts


def refund(line: Payment, amount: Money | None, *, ends: bool, seen: int, by: Account, why: str) -> None:
    """Gives a payment back: this much of it, or what is left. Writes. Raises NotPossible, ProviderTrouble.

    ends    the membership ends with it, at once
    seen    how much of it had gone back when the colleague looked, in minor units: of two who do it at once, the second is told
    By card it goes through the provider, under a key that both would use: it is done once. A transfer was given back by hand
    before; here it is written down.
    """
    left = Money(line.amount_minor - line.went_back.minor, line.currency)
    if line.kind != Payment.Kind.PAYMENT or left.minor <= 0:
        raise NotPossible(_("Nothing of this payment is left to give back."))
    if line.went_back.minor != seen:
        raise NotPossible(_("Meanwhile some of it went back: %(left)s are left. Look at it again.") % {"left": _said(left)})
    if amount and (amount.currency != left.currency or not 0 < amount.minor <= left.minor):
        raise NotPossible(_("No more than %(left)s can be given back of this payment.") % {"left": _said(left)})
    told = f"{line.ref} {_said(amount or left)}"
    if line.provider in CARDS:
        _written_first("refund", told, line.account, by, why, lambda: _refund_by_card(line, amount, seen, ends=ends))
    else:
        _refund_by_hand(line, amount or left, seen, ends=ends, act=_act("refund", told, line.account, by, why))


def extend(membership: Membership, days: int, *, seen: int, by: Account, why: str) -> None:
    """Benefits for so many days more than are paid for. Writes. Raises NotPossible.

    seen    the membership's version when the colleague looked
    """
    if membership.version != seen:
        raise NotPossible(_("This membership was changed meanwhile. Look at it again."))
    if membership.paid_until is None:
        raise NotPossible(_("This membership has no end that could be later."))
    with transaction.atomic():
        until = max(kept_until(membership), timezone.now()) + timedelta(days=days)
        _act("extend", f"{membership.ref} {until:%Y-%m-%d}", membership.account, by, why).save()
        membership.extend(until)


def end(membership: Membership, *, by: Account, why: str) -> None:
    """It ends: one that renews with what is paid, any other at once. Writes. Raises NotPossible, ProviderTrouble."""
    if membership.renews and _is_reachable(membership):
        _written_first("end", membership.ref, membership.account, by, why, membership.leave)
        return
    with transaction.atomic():
        _act("end", membership.ref, membership.account, by, why).save()
        membership.lapse()


def give(account: Account, plan: Plan, until: datetime | None, *, once: str, by: Account, why: str) -> Membership:
    """A membership that costs nothing, until then or without end. Under the same `once` it is the same. Writes."""
    with transaction.atomic():
        membership, is_new = Membership.objects.get_or_create(
            provider="given",
            ref=once,
            defaults={
                "account": account,
                "plan": plan,
                "interval": Interval.ONCE,
                "amount_minor": 0,
                "currency": settings.PAPER.currency,
            },
        )
        if is_new:
            told = f"{plan.slug} {until:%Y-%m-%d}" if until else plan.slug
            _act("give", told, account, by, why).save()
            membership.join(until)
    return membership


def match(order: Order, amount: Money, *, came_at: datetime, bank_number: str, by: Account) -> Payment:
    """The money of this order lies on our account. Writes its own act. Raises NotPossible."""
    return transfers.match(order, amount, by, came_at=came_at, bank_number=bank_number)


def note(account: Account, *, by: Account, why: str) -> None:
    """Something that the next colleague should know. Writes."""
    _act("note", "", account, by, why).save()


def send_again(mail: Mail, *, once: str, by: Account, why: str) -> Mail:
    """The same mail once more, as it would be written today. Under the same `once` it goes out once. Writes. Raises NotPossible."""
    if mail.kind in NOT_SENT_AGAIN:
        raise NotPossible(_("This mail is not sent twice: what stands in it is good once."))
    kind, number = KINDS[mail.kind], mail.about.partition("/")[0]
    thing = kind.model._default_manager.get(pk=number)
    if not Mail.objects.filter(kind=mail.kind, about=f"{number}/{once}").exists():
        _act("again", f"{mail.kind} {number}", mail.account, by, why).save()
    return post(mail.kind, thing, mail.account, once)


def sign_out(account: Account, *, by: Account, why: str) -> None:
    """Every session and every pass of this account ends. Writes."""
    with transaction.atomic():
        _act("sign_out", "", account, by, why).save()
        end_everywhere(account)


def look_again(membership: Membership) -> None:
    """Asks the provider how it stands. Writes what it hears. Raises NotPossible, ProviderTrouble."""
    membership.catch_up()


def _act(verb: str, about: str, account: Account | None, by: Account, why: str) -> Act:
    return Act(account=account, by=by, verb=verb, about=about[:120], why=why[:500])


def _written_first(verb: str, about: str, account: Account | None, by: Account, why: str, do: Callable[[], object]) -> None:
    """The act stands written before the provider is asked, whatever happens then; that it could not be done is written too."""
    _act(verb, about, account, by, why).save()
    try:
        do()
    except (NotPossible, ProviderTrouble) as trouble:
        _act("not_done", about, account, by, str(trouble)).save()
        raise


def _refund_by_card(line: Payment, amount: Money | None, seen: int, *, ends: bool) -> None:
    newest = ledger.newest_payment(line.membership) if line.membership else None
    if ends and amount is None and line.membership and newest and newest.pk == line.pk and line.membership.may("refund"):
        line.membership.refund()
        return
    provider_named(line.provider).refund(line.ref, amount, f"refund-{line.ref}-after-{seen}")
    sync(line.ref)


def _refund_by_hand(line: Payment, amount: Money, seen: int, *, ends: bool, act: Act) -> None:
    with transaction.atomic():
        Account.objects.select_for_update().filter(pk=line.account_id).first()  # of two colleagues, one after the other
        if Payment.objects.get(pk=line.pk).went_back.minor != seen:
            raise NotPossible(_("Meanwhile some of it went back. Look at it again."))
        act.save()
        moved = Moved(f"{line.ref}/back-{seen}"[:80], "refund", Money(-amount.minor, amount.currency), timezone.now(), of=line.ref)
        if line.membership is None:
            ledger.write_for(line.order, moved, is_test=line.is_test)
            _void_gift(line)
            return
        if ends and line.membership.may("refund"):
            line.membership.paid_back()
        ledger.write(line.membership, moved)


def _void_gift(line: Payment) -> None:
    gift = Gift.objects.filter(order=line.order, void_at=None).first()
    if gift and Payment.objects.get(pk=line.pk).is_given_back:
        gift.revoke(timezone.now())


def _is_reachable(membership: Membership) -> bool:
    """Whether its provider is set up: one that was played before real money came is not."""
    try:
        provider_named(membership.provider)
    except NotPossible:
        return False
    return True


def _said(amount: Money) -> str:
    return amount.said(get_language() or "en")
