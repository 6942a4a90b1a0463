"""From “Support us” to thank you: the order is made before anything is asked of the provider, and nobody pays twice for the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.membership import course
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import provider
from broadsheet.membership.payments.said import NotPossible, OrderIsOver
from broadsheet.membership.plan import Interval, Plan
from broadsheet.membership.sync import sync
from broadsheet.membership.transfers import NAME as TRANSFER_NAME
from broadsheet.membership.transfers import begin as begin_transfer
from broadsheet.membership.wish import TRANSFER, Wish

ASKED_AGAIN_WITHIN = timedelta(hours=23)  # a provider keeps an answer under its key for 24


class AlreadyPartner(Exception):
    """What is asked for is paid already, and goes on by itself: the account's page is the place for it."""


class LastsUntil(Exception):
    """The reader has the same until `moment`, without paying; they may want this all the same, but must know."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


@dataclass(frozen=True)
class Placed:
    """An order, and whether it is a new one or the one that was asked for a moment ago."""

    order: Order
    is_new: bool


def look_for_the_same(account: Account, plan: Plan, now: datetime) -> datetime | None:
    """Until when the account has all that this plan gives, without paying; None when it has not. Raises AlreadyPartner.

    What a provider goes on taking, or would again (paused, leaving), is never sold twice: it is changed on the account's page.
    Time that was given, or paid for once, ends by itself: more may be bought before it does, by those who know.
    """
    has = [one for one in account.memberships.giving(now).select_related("plan") if not plan.benefit_bits & ~one.plan.benefit_bits]
    if any(one.renews for one in has) or account.memberships.live().by_card().exclude(interval=Interval.ONCE).filter(plan=plan).exists():
        raise AlreadyPartner
    until = max((one.gives_until for one in has), default=None)
    if until == course.FOREVER:
        raise AlreadyPartner
    return until


@transaction.atomic
def place(account: Account, plan: Plan, wish: Wish) -> Placed:
    """The order of this wish; the same again when it was asked for a moment ago and is not paid. Writes.

    The account's row is held, so that two windows or two devices ask one after the other. A changed wish is another order.
    Raises AlreadyPartner, and LastsUntil where the reader was not told of it.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    now = timezone.now()
    if not wish.is_gift and (until := look_for_the_same(account, plan, now)) and wish.knows_until != as_told(until):
        raise LastsUntil(until)
    same = {
        "account": account,
        "kind": wish.kind,
        "plan": plan,
        "interval": wish.interval,
        "amount_minor": wish.minor,
        "currency": wish.currency,
        "months": wish.months,
        "friend": wish.friend,
        "message": wish.message,
    }
    waiting = Order.objects.filter(**same, state=Order.State.OPEN, made_at__gt=now - ASKED_AGAIN_WITHIN, provider__in=_names(wish))
    if order := waiting.first():
        Order.objects.filter(pk=order.pk).update(return_to=wish.return_to, brought_by=wish.brought_by)
        return Placed(order, is_new=False)
    return Placed(Order.objects.create(**same, return_to=wish.return_to, brought_by=wish.brought_by), is_new=True)


def as_told(until: datetime) -> str:
    """A moment as a form carries it."""
    return f"{until:%Y-%m-%d}"


def start(order: Order, account: Account, plan: Plan, wish: Wish) -> str:
    """Where the reader goes on: the provider's checkout, or what to type at the bank. Writes. Raises NotPossible, ProviderTrouble.

    An order whose checkout is over meanwhile is placed anew, once.
    """
    if wish.way == TRANSFER:
        begin_transfer(order)
        return reverse("support-transfer", args=[order.number])
    taker = provider()
    if taker is None:
        raise NotPossible(_("Nobody takes cards for this paper now. Choose a bank transfer, or write to us."))
    success = settings.PAPER.full_address(reverse("support-thanks")) + "?s={CHECKOUT_SESSION_ID}"
    back = urlencode({"plan": wish.plan, "next": wish.return_to, "from": wish.brought_by})
    cancel = settings.PAPER.full_address(f"{reverse('gift-give' if wish.is_gift else 'support')}?{back}")
    try:
        return taker.start(order, success=success, cancel=cancel)
    except OrderIsOver:
        order.refresh_from_db()
        if order.is_open:  # it was paid a moment ago, in another window
            paid(order)
        if order.is_open:
            raise NotPossible(_("This is being paid: the bank takes a little time over it. You need do nothing more.")) from None
        return taker.start(place(account, plan, wish).order, success=success, cancel=cancel)


def paid(order: Order) -> Membership | None:
    """Asks the provider at once how this order stands: no reader waits for a notice. Writes. Raises ProviderTrouble, NotPossible."""
    membership = sync(order.provider_ref)
    order.refresh_from_db()
    return membership


def waiting_transfer(account: Account) -> Order | None:
    """The order whose bank transfer is awaited."""
    waits = account.memberships.filter(provider=TRANSFER_NAME, state=State.JOINING).values("ref")
    return Order.objects.filter(account=account, provider=TRANSFER_NAME, provider_ref__in=waits, state=Order.State.OPEN).first()


# --- what follows (pinned in apps.ready, run by the jobs child)


def give_back_the_second(membership: Membership) -> None:
    """Of two memberships that renew, paid in two windows at the same moment, the later is paid back whole and ended. Repeatable. Writes."""
    others = membership.account.memberships.live().by_card().exclude(interval=Interval.ONCE).filter(pk__lt=membership.pk)
    if others.exists() and membership.may("refund"):
        membership.refund()


def forget_the_transfer(membership: Membership) -> None:
    """Whoever paid by card meanwhile is not waited for at the bank any more; money that comes all the same is seen and given back. Writes."""
    if membership.is_by_card:
        for waiting in membership.account.memberships.filter(provider=TRANSFER_NAME, state=State.JOINING):
            waiting.lapse()


def _names(wish: Wish) -> list[str]:
    """By whom such an order is or will be taken."""
    taker = provider()
    return ["", TRANSFER_NAME] if wish.way == TRANSFER else ["", *([taker.name] if taker else [])]
