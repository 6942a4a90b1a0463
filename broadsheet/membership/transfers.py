"""Paying by bank transfer: a reader gets a reference, a colleague finds it on the bank's statement. It never renews by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.membership import after, ledger
from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.order import Order
from broadsheet.membership.payments.said import Moved, NotPossible
from broadsheet.membership.payments.transfer import as_typed, code_of, in_fours, is_reference, reference_of

NAME = "transfer"
REMINDED_BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Transfer:
    """What the reader types at their bank."""

    holder: str
    iban: str
    reference: str
    amount: Money
    code: str  # an SVG; empty where there is none for the currency


def is_offered() -> bool:
    """Whether the paper has told its account."""
    return bool(settings.PAPER.iban)


@transaction.atomic
def begin(order: Order) -> Transfer:
    """The reference of an order, and a membership that waits for it. Asked again, it is the same. Raises NotPossible. Writes."""
    if not is_offered():
        raise NotPossible(_("This paper takes no bank transfers: it has told no account. Choose another way to pay."))
    if not order.is_open or (order.provider_ref and order.provider != NAME):
        raise NotPossible(_("This order was paid, is being paid another way, or its time is over. Begin a new one."))
    order.provider, order.provider_ref = NAME, reference_of(order.number)
    order.save(update_fields=["provider", "provider_ref"])
    if order.kind == Order.Kind.JOIN:
        Membership.objects.get_or_create(
            provider=NAME,
            ref=order.provider_ref,
            defaults={
                "account": order.account,
                "plan": order.plan,
                "interval": order.interval,
                "amount_minor": order.amount_minor,
                "currency": order.currency,
                "months": order.months,
                "brought_by": order.brought_by,
            },
        )
    return told(order)


def told(order: Order) -> Transfer:
    """What the reader of this order types at their bank."""
    paper = settings.PAPER
    code = code_of(paper.account_holder, paper.iban, order.amount, order.provider_ref)
    return Transfer(paper.account_holder, in_fours(paper.iban), in_fours(order.provider_ref), order.amount, code)


def find(reference: str) -> Order:
    """The order of a reference as it stands on a statement. Raises NotPossible."""
    typed = as_typed(reference)
    if not is_reference(typed):
        raise NotPossible(
            _("“%(reference)s” is no reference: its check digits do not hold. Look at the statement again.") % {"reference": reference}
        )
    order = Order.objects.filter(provider=NAME, provider_ref=typed).first()
    if order is None:
        raise NotPossible(_("No order has the reference %(reference)s. Was it for another paper?") % {"reference": in_fours(typed)})
    return order


@transaction.atomic
def match(order: Order, amount: Money, by: Account, *, came_at: datetime | None = None, bank_number: str = "") -> ledger.Payment:
    """The money of this order lies on our account: the membership begins, or lasts longer. Writes the line, and who matched it.

    came_at      when the bank says it came; now
    bank_number  the statement's own number of the line, where there is one: the same is never matched twice
    Raises       NotPossible: too little came, another currency, the same line again
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    at = came_at or timezone.now()
    _must_fit(order, amount, at, bank_number)
    number = bank_number or f"{at:%Y-%m-%d}"
    moved = Moved(f"{order.provider_ref}/{number}"[:80], "payment", amount, at)
    line = _gift(order, moved) if order.kind == Order.Kind.GIFT else _membership(order, moved)
    order.pay(at)
    Act.objects.create(
        account=order.account, by=by, verb="match", about=line.ref, why=f"{amount.said('en')} {in_fours(order.provider_ref)}"
    )
    return line


def remind(now: datetime) -> int:
    """Tells whose time is nearly over, once each. Returns how many."""
    due = Membership.objects.filter(provider=NAME, state=State.ACTIVE, paid_until__range=(now, now + REMINDED_BEFORE), synced_at=None)
    for membership in due:
        with transaction.atomic():
            if Membership.objects.filter(pk=membership.pk, synced_at=None).update(synced_at=now):
                after.tell("due", membership)
    return len(due)


def _must_fit(order: Order, amount: Money, at: datetime, bank_number: str) -> None:
    if amount.currency != order.currency or amount.minor < order.amount_minor:
        raise NotPossible(
            _("%(came)s came where %(asked)s was asked. Give it back, or ask for the rest, and match both together.")
            % {"came": amount.said(settings.LANGUAGE_CODE), "asked": order.amount.said(settings.LANGUAGE_CODE)}
        )
    number = bank_number or f"{at:%Y-%m-%d}"
    if ledger.Payment.objects.filter(provider=NAME, ref=f"{order.provider_ref}/{number}"[:80]).exists():
        raise NotPossible(_("This payment was matched already: %(number)s.") % {"number": f"{in_fours(order.provider_ref)} / {number}"})


def _membership(order: Order, moved: Moved) -> ledger.Payment:
    membership = Membership.objects.select_for_update(of=("self",)).get(provider=NAME, ref=order.provider_ref)
    start = max(moved.at, membership.paid_until or moved.at)
    until = start + relativedelta(months=order.lasts_months)
    if not membership.is_live:
        raise NotPossible(_("This membership has ended: give the money back, or ask the reader to begin a new one."))
    line = ledger.write(membership, Moved(moved.ref, moved.kind, moved.amount, moved.at, covers_until=until))
    if membership.state == State.JOINING:
        membership.join(until)
    else:
        Membership.objects.filter(pk=membership.pk).update(synced_at=None)  # reminded again before the new end
        membership.renew(until)
    return line


def _gift(order: Order, moved: Moved) -> ledger.Payment:
    line = ledger.write_for(order, moved, is_test=False)
    Gift.make(order)
    return line
