"""What the holder of an account has from this room, as the account's pages show it: what it is, how it stands, what can be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from dateutil.relativedelta import relativedelta
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.masthead import openings
from broadsheet.masthead.openings import Filling, Place
from broadsheet.membership import leaving
from broadsheet.membership.gift import Gift
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.offer import Way
from broadsheet.membership.plain_words import day, how_it_stands, kept_until, months_words, next_payment_at, price
from broadsheet.membership.plan import Interval, Price

PAUSES = (1, 2, 3)  # months
RESUMES_BEFORE = timedelta(days=1)  # so that the payment that ends a pause is surely taken
SHOWN_AFTER_ITS_END = timedelta(days=60)


@dataclass(frozen=True)
class Own:
    """One membership, as its holder sees it now."""

    membership: Membership
    now: datetime

    @cached_property
    def says(self) -> str:
        return how_it_stands(self.membership, self.now)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """What stands in the table."""
        one, at = self.membership, next_payment_at(self.membership, self.now)
        rows = [(_("You pay"), price(one))] if one.amount_minor and one.is_live and one.state != State.LEAVING else []
        if at:
            rows.append((_("Next payment"), day(at)))
        if one.paid_until and one.is_live and kept_until(one) != at:
            rows.append((_("Paid until"), day(kept_until(one))))
        return [*rows, (_("Since"), day(one.joined_at))]

    @property
    def is_in_order(self) -> bool:
        """Whether the table says it all: the next payment is taken by itself."""
        return self.membership.state == State.ACTIVE and next_payment_at(self.membership, self.now) is not None

    @property
    def is_behind(self) -> bool:
        return self.membership.state == State.PAST_DUE

    @property
    def has_ended(self) -> bool:
        return not self.membership.is_live

    @property
    def has_card(self) -> bool:
        """Whether a card is kept for it, that can be another."""
        return self.membership.renews and self.membership.is_live and self.membership.state != State.LEAVING

    @property
    def may_change_amount(self) -> bool:
        return self.membership.renews and self.membership.may("change_amount") and self.way is not None

    @property
    def may_pause(self) -> bool:
        """By the month only: of a year, a pause at the wrong day would leave out the whole next one."""
        return (
            self.membership.state == State.ACTIVE
            and self.membership.interval == Interval.MONTH
            and self.membership.may("pause")
            and self.membership.renews
        )

    @property
    def may_resume(self) -> bool:
        return self.membership.may("resume")

    @property
    def may_come_back(self) -> bool:
        return self.membership.may("come_back") and self.membership.renews

    @cached_property
    def way(self) -> Way | None:
        """The plan's price for this interval, where it has one still."""
        prices = {found.interval: found for found in Price.objects.filter(plan=self.membership.plan, currency=self.membership.currency)}
        found = prices.get(self.membership.interval)
        return Way(found, prices.get(Interval.MONTH)) if found else None

    @property
    def pauses(self) -> list[dict[str, object]]:
        """For how long it can be paused, and when the next payment is then."""
        at = next_payment_at(self.membership, self.now)
        return [{"months": one, "said": months_words(one), "next": at + relativedelta(months=one)} for one in PAUSES] if at else []

    @property
    def withdrawal_ends(self) -> datetime:
        return leaving.withdrawal_ends(self.membership)


def pause_until(membership: Membership, months: int, now: datetime) -> datetime | None:
    """When a pause of so many payments ends: the day before the next that is taken. None where nothing is taken by itself."""
    at = next_payment_at(membership, now)
    return at + relativedelta(months=months) - RESUMES_BEFORE if at else None


def own_of(account: Account, now: datetime) -> list[Own]:
    """What an account has, and what ended not long ago, the live ones first."""
    memberships = account.memberships.select_related("plan")
    shown = [one for one in memberships if one.is_live or (one.left_at and one.left_at > now - SHOWN_AFTER_ITS_END and one.paid_until)]
    return [Own(one, now) for one in sorted(shown, key=lambda one: not one.is_live)]


def gifts_of(account: Account) -> list[Gift]:
    """What this account gave to others."""
    return list(Gift.objects.filter(order__account=account).select_related("plan", "order"))


def register() -> None:
    """Called once, when the rooms are made ready."""
    openings.register("account", in_the_account)


def in_the_account(place: Place) -> Filling | None:
    """The part of the account's page: what one has, what it costs, the ways to what can be done with it."""
    account = Account.objects.filter(pk=place.told.get("account")).first()
    if account is None:
        return None
    now = timezone.now()
    shown = {
        "owns": own_of(account, now),
        "gifts": gifts_of(account),
        "has_paid": account.payments.exists(),
        "may_leave": bool(leaving.leavable(account) or leaving.withdrawable(account, now)),
    }
    return Filling(render_to_string("membership/account_part.html", shown))
