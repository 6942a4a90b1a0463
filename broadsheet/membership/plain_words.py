"""How a membership stands, in the words in which its holder is told: on the account's page and in mails alike."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.masthead.templatetags.furniture import in_words
from broadsheet.membership import course
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.money import Money
from broadsheet.membership.offer import price_words
from broadsheet.membership.payments.transfer import in_fours
from broadsheet.membership.plan import Interval

TAKES_A_WHILE = timedelta(days=1)  # a provider charges within hours of the day
ENDLESS_YEAR = 9_000


def said(amount: Money) -> str:
    """An amount as the paper writes it."""
    return amount.said(settings.LANGUAGE_CODE)


def day(moment: datetime) -> str:
    """A day as the paper writes it, by its own clock."""
    return in_words(timezone.localtime(moment), "day")


def price(membership: Membership) -> str:
    """What is paid, and how often."""
    return price_words(membership.interval, said(membership.amount))


def months_words(months: int) -> str:
    """A number of months."""
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


def next_payment_at(membership: Membership, now: datetime) -> datetime | None:
    """When money is taken next, by itself; None where none is, or a failed card is being tried."""
    if not membership.renews or membership.paid_until is None or membership.state not in (State.ACTIVE, State.PAUSED):
        return None
    not_before, periods = max(now - TAKES_A_WHILE, membership.paused_until or now - TAKES_A_WHILE), 0
    at = membership.paid_until
    while at < not_before:
        periods += 1
        at = membership.paid_until + relativedelta(months=periods * Interval(membership.interval).months)
    return at


def benefits_until(membership: Membership) -> datetime | None:
    """When the benefits end if nothing more is paid; None where they have no end, or there are none."""
    until = membership.gives_until
    return None if until == course.NEVER or until.year > ENDLESS_YEAR else until


def kept_until(membership: Membership) -> datetime:
    """Until when it is paid for, or was extended: what somebody keeps who leaves now."""
    return max(moment for moment in (membership.paid_until, membership.extended_until, membership.joined_at) if moment)


def how_it_stands(membership: Membership, now: datetime) -> str:
    """One or two sentences: what is, and what happens next."""
    return {
        State.JOINING: _joining,
        State.ACTIVE: _active,
        State.PAST_DUE: _behind,
        State.PAUSED: _paused,
        State.LEAVING: _leaving,
        State.LAPSED: _lapsed,
        State.REFUNDED: _refunded,
    }[State(membership.state)](membership, now)


def _joining(membership: Membership, _now: datetime) -> str:
    if membership.is_by_card:
        return _("The first payment is on its way. What you have from us begins as soon as it has come.")
    told = {"reference": in_fours(membership.ref)}
    return _("We wait for your bank transfer with the reference %(reference)s. What you have from us begins when it has come.") % told


def _active(membership: Membership, now: datetime) -> str:
    if next_at := next_payment_at(membership, now):
        return _("The next payment is taken on %(day)s.") % {"day": day(next_at)}
    if membership.paid_until is None:
        return _("This was given to you, without an end. Nothing is taken for it.")
    if membership.provider == "gift":
        return _("This was given to you. It lasts until %(day)s and ends by itself.") % {"day": day(kept_until(membership))}
    return _("It lasts until %(day)s. Nothing is taken by itself; we write to you before its end.") % {"day": day(kept_until(membership))}


def _behind(membership: Membership, now: datetime) -> str:
    until = benefits_until(membership)
    told = {"day": day(until) if until else "–"}
    if until and until <= now:
        return (
            _("The last payment did not come, and what you had from us ended on %(day)s. It begins again as soon as a payment comes.")
            % told
        )
    return _("The last payment did not come. We try the card again in the next days; until %(day)s nothing changes for you. If no payment comes by then it ends, and you owe nothing.") % told  # fmt: skip


def _paused(membership: Membership, now: datetime) -> str:
    next_at, kept = next_payment_at(membership, now), kept_until(membership)
    told = {"day": day(next_at) if next_at else "–", "until": day(kept)}
    if kept > now:
        return (
            _("Paused: nothing is taken before %(day)s. What you have is paid for until %(until)s; it begins again with that payment.")
            % told
        )
    return _("Paused: nothing is taken before %(day)s. What you had ended on %(until)s; it begins again with that payment.") % told


def _leaving(membership: Membership, _now: datetime) -> str:
    return _("You have left. What is paid for stays yours until %(day)s, and nothing more is taken.") % {"day": day(kept_until(membership))}


def _lapsed(membership: Membership, _now: datetime) -> str:
    return _("It ended on %(day)s. Nothing more is taken.") % {"day": day(membership.left_at or kept_until(membership))}


def _refunded(membership: Membership, _now: datetime) -> str:
    return _("You had your money back, and it ended on %(day)s.") % {"day": day(membership.left_at or kept_until(membership))}
