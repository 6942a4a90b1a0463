"""Taking over another system's members: accounts, and what each has been promised. No passwords, no cards, no mail to anybody.

A member is known by the address; taken twice, nothing changes; what ended or was given here since is never undone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import standing_changed
from broadsheet.membership.act import Act
from broadsheet.membership.inbox import Customer
from broadsheet.membership.member_rows import Row, rows_of
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.plan import Interval, Plan

BATCH = 100
BROUGHT, STRIPE = "brought", "stripe"


class Outcome(StrEnum):
    """What came of a line."""

    TAKEN = "taken"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What came, or would come, of one line, and why."""

    line: int
    email: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Wanted:
    """How a list is read where it says too little: the plan of lines that name one we do not have, and until when such a plan is paid."""

    plan: Plan | None = None
    until: datetime | None = None


@dataclass
class Taken:
    """All that came of a list."""

    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def refused(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome == Outcome.REFUSED]

    def count(self, outcome: Outcome) -> int:
        """Of how many lines this came."""
        return Counter(verdict.outcome for verdict in self.verdicts)[outcome]


def take(content: bytes, wanted: Wanted, by: Account, called: str) -> Taken:
    """Takes a list over. Writes, a hundred lines at a time. Raises MemberListProblem before anything is written."""
    taken, seen = Taken(), {}
    rows = list(rows_of(content, settings.PAPER.currency))
    for batch in _batches(rows):
        with transaction.atomic():
            taken.verdicts += [_settled(one, by, called) for one in _judged(batch, wanted, seen)]
    return taken


def look(content: bytes, wanted: Wanted) -> Taken:
    """What `take` would do, without doing it. Raises MemberListProblem."""
    taken, seen = Taken(), {}
    for batch in _batches(rows_of(content, settings.PAPER.currency)):
        taken.verdicts += [one.verdict for one in _judged(batch, wanted, seen)]
    return taken


@dataclass(frozen=True)
class _Judged:
    """One line, what it comes to, and what is needed to bring it about."""

    row: Row
    verdict: Verdict
    account: Account | None = None
    plan: Plan | None = None  # of a membership to be made, or to last longer
    until: datetime | None = None
    membership: Membership | None = None


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _judged(rows: list[Row], wanted: Wanted, seen: dict[str, int]) -> list[_Judged]:
    """A hundred lines, by four questions."""
    accounts = Account.objects.in_bulk([row.email for row in rows], field_name="email")
    plans = {name.casefold(): plan for plan in Plan.objects.all() for name in (plan.name, plan.slug)}
    refs = [row.subscription for row in rows if row.subscription]
    subscriptions = {one.ref: one for one in Membership.objects.filter(provider=STRIPE, ref__in=refs)}
    brought = {
        (one.account_id, one.plan_id): one for one in Membership.objects.filter(provider=BROUGHT, account__in=list(accounts.values()))
    }
    known = Customer.objects.filter(provider=STRIPE)
    known = known.filter(Q(ref__in=[row.customer for row in rows if row.customer]) | Q(account__in=list(accounts.values())))
    customers = dict(known.values_list("ref", "account"))
    judged = []
    for row in rows:
        one = _Line(row, accounts.get(row.email), plans, wanted, subscriptions, brought, customers).judge(seen)
        seen.setdefault(row.email, row.line)
        judged.append(one)
    return judged


@dataclass(frozen=True)
class _Line:
    """One line beside what is here."""

    row: Row
    account: Account | None
    plans: dict[str, Plan]
    wanted: Wanted
    subscriptions: dict[str, Membership]
    brought: dict[tuple[int, int], Membership]
    customers: dict[str, int]

    def judge(self, seen: dict[str, int]) -> _Judged:
        """The first reason to refuse it, or what it comes to."""
        why = self.row.trouble or self._reason_to_refuse(seen)
        if why:
            return self._comes_to(Outcome.REFUSED, why)
        if not self.row.names_something:
            return self._account_alone("")
        plan = self._plan()
        if plan is None:
            return self._comes_to(
                Outcome.REFUSED,
                _("There is no plan “%(plan)s” here. Make one of that name, or choose one for such lines.") % {"plan": self.row.plan[:80]},
            )
        return self._subscription(plan) if self.row.subscription else self._promise(plan)

    def _reason_to_refuse(self, seen: dict[str, int]) -> str:
        if self.row.email in seen:
            return _("The same address stands in line %(line)s.") % {"line": seen[self.row.email]}
        if self.row.is_deleted:
            return _("This member was deleted there.")
        if self.account and not self.account.is_active:
            return _("This account is closed here.")
        owner = self.customers.get(self.row.customer)
        if owner is not None and (self.account is None or self.account.pk != owner):
            return _("Stripe’s customer %(number)s is another account’s here.") % {"number": self.row.customer}
        return ""

    def _plan(self) -> Plan | None:
        """The plan of this name; of Ghost's several tiers, the first that we have."""
        names = [name.strip().casefold() for name in self.row.plan.split(",") if name.strip()]
        return next((self.plans[name] for name in names if name in self.plans), None) or self.wanted.plan

    def _subscription(self, plan: Plan) -> _Judged:
        there = self.subscriptions.get(self.row.subscription)
        if there is None:
            return self._comes_to(
                Outcome.TAKEN, _("Stripe is asked about it within a day."), plan=plan, until=self.row.until or timezone.now()
            )
        if self.account is None or there.account_id != self.account.pk:
            return self._comes_to(Outcome.REFUSED, _("The subscription %(number)s is another account’s here.") % {"number": there.ref})
        return self._account_alone("")

    def _promise(self, plan: Plan) -> _Judged:
        until = self.row.until or (None if self.row.is_complimentary else self.wanted.until)
        if until is None and not self.row.is_complimentary:
            return self._comes_to(
                Outcome.REFUSED,
                _(
                    "It names a plan, but neither until when it is paid, nor that it is complimentary, nor Stripe’s number of the subscription."
                ),
            )
        if until and until <= timezone.now():
            return self._account_alone(_("What was paid for is over: an account without a membership."))
        there = self.brought.get((self.account.pk, plan.pk)) if self.account else None
        if there is None:
            return self._comes_to(Outcome.TAKEN, plan=plan, until=until)
        if not there.is_live:
            return self._account_alone(_("It has ended here meanwhile."))
        if there.paid_until is None or (until and until <= there.paid_until):
            return self._account_alone("")
        return self._comes_to(Outcome.UPDATED, plan=plan, until=until, membership=there)

    def _account_alone(self, why: str) -> _Judged:
        if self.account is None:
            return self._comes_to(Outcome.TAKEN, why or _("An account without a membership."))
        is_news = (self.row.name and not self.account.name) or (self.row.customer and self.account.pk not in self.customers.values())
        return self._comes_to(Outcome.UPDATED if is_news else Outcome.UNCHANGED, why)

    def _comes_to(
        self, outcome: Outcome, why: str = "", plan: Plan | None = None, until: datetime | None = None, membership: Membership | None = None
    ) -> _Judged:
        return _Judged(self.row, Verdict(self.row.line, self.row.email, outcome, why), self.account, plan, until, membership)


def _settled(one: _Judged, by: Account, called: str) -> Verdict:
    """Brings it about. Part of the batch's transaction."""
    if one.verdict.outcome not in (Outcome.TAKEN, Outcome.UPDATED):
        return one.verdict
    account = one.account or Account.objects.create(
        email=one.row.email, name=one.row.name, password=make_password(None), joined_at=one.row.joined_at or timezone.now()
    )
    if one.row.name and not account.name:
        Account.objects.filter(pk=account.pk).update(name=one.row.name)
    if one.row.customer:
        Customer.objects.get_or_create(account=account, provider=STRIPE, defaults={"ref": one.row.customer})
    if one.plan:
        membership = _longer(one.membership, one.until) if one.membership else _made(one, account, one.plan)
        why = f"{called}, {one.row.line}"
        Act.objects.create(account=account, by=by, verb="bring", about=membership.ref, why=why[:500])
        standing_changed(account)
    return one.verdict


def _made(one: _Judged, account: Account, plan: Plan) -> Membership:
    """The membership's row, without the verbs that would welcome the reader: nobody has joined today."""
    row, amount = one.row, one.row.amount
    return Membership.objects.create(
        account=account,
        plan=plan,
        provider=STRIPE if row.subscription else BROUGHT,
        ref=row.subscription or f"{account.pk}-{plan.slug}"[:80],
        state=State.ACTIVE,
        interval=row.interval or (Interval.MONTH if row.subscription else Interval.ONCE),
        amount_minor=amount.minor if amount else 0,
        currency=amount.currency if amount else settings.PAPER.currency,
        paid_until=one.until,
        joined_at=row.joined_at or timezone.now(),
        gives=True,
    )


def _longer(membership: Membership, until: datetime | None) -> Membership:
    membership.paid_until = until
    membership.version += 1
    membership.gives = True
    membership.save()
    return membership
