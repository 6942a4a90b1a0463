"""The cast of payments: a reader, a plan, an order, and a reader's hands at the stand-in."""

from typing import Any

from broadsheet.accounts.account import Account
from broadsheet.membership.ledger import Payment
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.payments.provider import PaymentProvider, provider
from broadsheet.membership.plan import Interval, Plan, Price
from broadsheet.membership.sync import sync

DAY_SECONDS = 86_400


def a_reader(name: str = "ruth") -> Account:
    return Account.objects.get_or_create(email=f"{name}@reader.example")[0]


def the_plan() -> Plan:
    plan, is_new = Plan.objects.get_or_create(slug="partner", defaults={"name": "Partner", "benefits": "apme"})
    if is_new:
        for interval, minor in ((Interval.MONTH, 500), (Interval.YEAR, 5_000), (Interval.ONCE, 6_000)):
            Price.objects.create(plan=plan, interval=interval, currency="USD", amount_minor=minor, floor_minor=300)
    return plan


def an_order(reader: Account | None = None, **fields: Any) -> Order:
    told = {"interval": Interval.MONTH, "amount_minor": 500, "currency": "USD", "plan": the_plan(), **fields}
    return Order.objects.create(account=reader or a_reader(), **told)


def taker() -> PaymentProvider:
    found = provider()
    assert found is not None
    return found


def begin(order: Order) -> str:
    """The reader is at the checkout: its number."""
    taker().start(order, success="http://localhost:8000/support/thanks/?s={CHECKOUT_SESSION_ID}", cancel="http://localhost:8000/support/")
    return order.provider_ref


def pay(order: Order, card: str = pretend.GOOD) -> str:
    """Begun and paid, and nobody told yet: the checkout's number."""
    ref = begin(order)
    assert pretend.pay(ref, card, approved=True) == "paid"
    return ref


def a_partner(name: str = "ruth", card: str = pretend.GOOD, **fields: Any) -> Membership:
    membership = sync(pay(an_order(a_reader(name), **fields), card))
    assert membership is not None
    return membership


def told_of(kind: str, **fields: Any) -> list[dict[str, Any]]:
    """What the stand-in keeps of a kind, the oldest first."""
    rows = Pretended.objects.filter(kind=kind, **{f"body__{name}": value for name, value in fields.items()}).order_by("id")
    return [row.body for row in rows]


def ledger_of(membership: Membership) -> list[tuple[str, int]]:
    return list(Payment.objects.filter(membership=membership).order_by("id").values_list("kind", "amount_minor"))
