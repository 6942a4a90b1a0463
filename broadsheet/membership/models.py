"""The register Django reads: what this room keeps in the database."""

from broadsheet.membership.act import Act
from broadsheet.membership.gift import Gift
from broadsheet.membership.inbox import Customer, Told
from broadsheet.membership.ledger import Payment
from broadsheet.membership.mail import Mail
from broadsheet.membership.membership import Membership
from broadsheet.membership.order import Order
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.plan import Plan, Price

__all__ = ["Act", "Customer", "Gift", "Mail", "Membership", "Order", "Payment", "Plan", "Pretended", "Price", "Told"]
