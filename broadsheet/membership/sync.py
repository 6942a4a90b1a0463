"""One thing at the provider, asked about anew and written down: order, ledger, membership, standing. The same whether a notice, a thank-you
page, a retry or the nightly look asks, however often, in whatever order."""

from django.db import transaction
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.membership import after, ledger
from broadsheet.membership.gift import Gift
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import PaymentProvider, provider_named
from broadsheet.membership.payments.said import Said
from broadsheet.membership.plan import Interval


def sync(ref: str) -> Membership | None:
    """The membership that this thing belongs to, as it stands now. Writes.

    ref      any number of the provider's: of a checkout, a membership, an invoice, a payment, a refund, a dispute
    None     nothing came of it yet, it is a gift's, or it is not this paper's
    Raises   ProviderTrouble, NotPossible (the provider is not set up); nothing is written then
    """
    taker = provider_named(taken_by(ref))
    membership = Membership.objects.filter(provider=taker.name, ref=ref).first()
    said = taker.says(ref)
    if said is None:
        return None
    if said.leads_to:
        return sync(said.leads_to)
    order = Order.objects.filter(pk=said.order).select_related("account", "plan").first() if said.order else None
    if order is None or order.account is None:
        return _brought(taker, membership, said)
    if said.state in ("open", "expired"):
        _still_unpaid(order, said)
        return None
    if order.kind == Order.Kind.GIFT:
        _gift(taker, order, said)
        return None
    is_new = False
    if membership is None:
        membership, is_new = _row(taker, order, said)
    if is_new or membership.ref == ref:  # nobody can have written since it was asked about, or the row's version tells
        membership.catch_up(said)
    else:
        _keep_lines(membership, said)
        membership.catch_up()
    if membership.payments.exists():
        order.pay(membership.payments.came().earliest("paid_at").paid_at)
    return membership


def taken_by(ref: str) -> str:
    """The name of the provider whose number this is: the stand-in says so in each of its own."""
    return "pretend" if "_pretend" in ref else "stripe"


def _brought(taker: PaymentProvider, membership: Membership | None, said: Said) -> Membership | None:
    """Of what no order of ours made: a membership that came with another system's list, or nothing (another paper's, made by hand there)."""
    if membership is not None:
        membership.catch_up(said)
        return membership
    membership = Membership.objects.filter(provider=taker.name, ref=said.ref).first()
    if membership is not None:  # a payment of it was asked about; how it stands may have been written meanwhile
        _keep_lines(membership, said)
        membership.catch_up()
    return membership


def _still_unpaid(order: Order, said: Said) -> None:
    if said.state == "expired":
        order.expire()


@transaction.atomic
def _gift(taker: PaymentProvider, order: Order, said: Said) -> None:
    lines = [ledger.write_for(order, moved, is_test=taker.is_test) for moved in said.moves]
    if not lines:
        return
    paid = next(line for line in lines if line.kind == ledger.Payment.Kind.PAYMENT)
    order.pay(paid.paid_at)
    gift = Gift.make(order)
    if paid.is_given_back:
        gift.revoke(timezone.now())


@transaction.atomic
def _row(taker: PaymentProvider, order: Order, said: Said) -> tuple[Membership, bool]:
    """The membership's row, made at the first asking; it gives nothing until an answer was written down.

    One account's rows are made one after the other: of two that were paid at the same moment, the second sees the first."""
    Account.objects.select_for_update().get(pk=order.account_id)
    membership, is_new = Membership.objects.get_or_create(
        provider=taker.name,
        ref=said.ref,
        defaults={
            "account": order.account,
            "plan": order.plan,
            "interval": order.interval,
            "amount_minor": order.amount_minor,
            "currency": order.currency,
            "months": order.months,
            "joined_at": said.began_at or timezone.now(),
            "brought_by": order.brought_by,
            "is_test": taker.is_test,
        },
    )
    if is_new and order.account.memberships.live().by_card().exclude(pk=membership.pk).exclude(interval=Interval.ONCE).exists():
        after.tell("paid_twice", membership)
    return membership, is_new


@transaction.atomic
def _keep_lines(membership: Membership, said: Said) -> None:
    """What moved is true whatever else changed meanwhile."""
    for moved in said.moves:
        ledger.write(membership, moved)
