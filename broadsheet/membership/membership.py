"""One account's membership: joined, renewed, behind, paused, leaving, lapsed, refunded. What may follow what stands in course.py.

Long because all that can happen to a membership stands here."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import standing_changed
from broadsheet.membership import after, course, ledger
from broadsheet.membership.course import GRACE
from broadsheet.membership.money import Money
from broadsheet.membership.payments.provider import CARDS, PaymentProvider, provider_named
from broadsheet.membership.payments.said import NotPossible, ProviderTrouble, Said
from broadsheet.membership.plan import Interval, Plan

MOST_ROUNDS = 20  # of asking the provider anew, because somebody else wrote down an answer meanwhile


class State(models.TextChoices):
    """Where a membership stands."""

    JOINING = course.JOINING, _("joining")  # promised, not paid: a bank transfer on its way
    ACTIVE = course.ACTIVE, _("active")
    PAST_DUE = course.PAST_DUE, _("behind with a payment")
    PAUSED = course.PAUSED, _("paused")
    LEAVING = course.LEAVING, _("leaving at the end of what is paid")
    LAPSED = course.LAPSED, _("lapsed")
    REFUNDED = course.REFUNDED, _("paid back")


class Memberships(models.QuerySet["Membership"]):
    """Many memberships."""

    def giving(self, now: datetime) -> Self:
        """Those that give their benefits now, as `course.benefits_end` says it. On a paper that takes real money, none that was played."""
        late = models.Q(state=State.PAST_DUE) | (models.Q(state=State.ACTIVE, provider__in=CARDS) & ~models.Q(interval=Interval.ONCE))
        in_time = models.Q(paid_until=None) | models.Q(paid_until__gt=now) | (late & models.Q(paid_until__gt=now - GRACE))
        given = self.live().exclude(state=State.JOINING).filter(in_time | models.Q(extended_until__gt=now))
        return given.filter(is_test=False) if settings.TAKES_REAL_MONEY else given

    def live(self) -> Self:
        """Those that have not ended."""
        return self.exclude(state__in=course.ENDED)

    def by_card(self) -> Self:
        """Those that a provider keeps, and can be asked about."""
        return self.filter(provider__in=CARDS)


class Membership(models.Model):
    """What one account has with us through one provider: a projection of what the provider says, or kept by us (transfer, gift, given).

    Each verb checks what it may follow and raises NotPossible with a sentence; the verbs of one that is paid by card go to the
    provider first, and what it says then is written down.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships")
    provider = models.CharField(max_length=12)  # stripe, pretend, transfer, gift, given, brought (from another system)
    ref = models.CharField(max_length=80)  # the provider's number of it
    state = models.CharField(max_length=8, choices=State.choices, default=State.JOINING, db_index=True)
    interval = models.CharField(max_length=5, choices=Interval.choices)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    months = models.PositiveSmallIntegerField(null=True, blank=True)  # for how long a payment lasts; none: as long as its interval
    paid_until = models.DateTimeField(null=True, blank=True, db_index=True)  # none: without end (given), or nothing paid yet (joining)
    extended_until = models.DateTimeField(null=True, blank=True)  # by the support desk's goodwill
    paused_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    why_left = models.CharField(max_length=300, blank=True)
    brought_by = models.CharField(max_length=40, blank=True)
    is_test = models.BooleanField(default=False)
    synced_at = models.DateTimeField(null=True, blank=True)
    gives = models.BooleanField(default=False, editable=False)  # whether the passes out there hold its benefits
    version = models.PositiveIntegerField(default=0, editable=False)  # raised by each change: an older answer never overwrites a newer

    objects = Memberships.as_manager()

    class Meta:
        ordering = ("-joined_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "ref"], name="membership_membership_once"),
        ]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.account}: {self.plan}, {self.get_state_display()}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.state not in course.ENDED

    @property
    def is_by_card(self) -> bool:
        """Whether a provider keeps it, and takes the payments."""
        return self.provider in CARDS

    @property
    def renews(self) -> bool:
        """Whether the next payment is taken by itself."""
        return self.is_by_card and self.interval != Interval.ONCE

    @property
    def gives_until(self) -> datetime:
        """When its benefits end, if nothing happens until then; `course.NEVER` where it gives none."""
        return course.benefits_end(self.state, self.paid_until, self.extended_until, renews=self.renews)

    def may(self, verb: str) -> bool:
        """Whether this verb can follow now: for screens that offer it."""
        needs_renewing = verb in {"pause", "resume", "come_back", "change_amount"} and self.is_by_card
        return course.after(verb, self.state) is not None and (self.renews or not needs_renewing)

    # --- what the account's holder or the support desk asks for

    def change_amount(self, amount: Money) -> None:
        """Pay this much from the next payment on. Writes."""
        self._must_be_able("change_amount")
        if self.is_by_card:
            return self._through_provider(lambda taker: taker.change_amount(self.ref, amount))
        return self._change("change_amount", "amount_changed", amount_minor=amount.minor, currency=amount.currency)

    def pause(self, until: datetime) -> None:
        """No payment until then; the benefits last as long as they are paid for. Writes."""
        self._must_be_able("pause")
        if self.is_by_card:
            return self._through_provider(lambda taker: taker.pause(self.ref, until))
        return self._change("pause", "paused", paused_until=until)

    def resume(self) -> None:
        """Payments go on. Writes."""
        self._must_be_able("resume")
        if self.is_by_card:
            return self._through_provider(lambda taker: taker.resume(self.ref))
        return self._change("resume", "came_back", paused_until=None)

    def leave(self, why: str = "") -> None:
        """It ends with what is paid for, and nothing is taken after. At once, where a payment is due. Writes."""
        self._must_be_able("leave")
        if self.renews:
            self._through_provider(lambda taker: taker.leave(self.ref))
            Membership.objects.filter(pk=self.pk).update(why_left=why[:300])
            self.why_left = why[:300]
            return
        ends_at_once = course.after("leave", self.state) == State.LAPSED
        self._change("leave", "left" if ends_at_once else "leaving", left_at=timezone.now(), why_left=why[:300])

    def come_back(self) -> None:
        """Stay after all, before it ended. Writes."""
        self._must_be_able("come_back")
        if self.is_by_card:
            return self._through_provider(lambda taker: taker.come_back(self.ref))
        return self._change("come_back", "came_back", left_at=None, why_left="")

    def extend(self, until: datetime) -> None:
        """Benefits until then, whatever is paid: the support desk's goodwill. Writes."""
        self._must_be_able("extend")
        self._change("extend", "", extended_until=until)

    def refund(self) -> None:
        """Gives the newest payment back whole, and ends it now: the withdrawal of the first days, or the support desk's act. Writes."""
        self._must_be_able("refund")
        newest = ledger.newest_payment(self)
        if newest is None:
            raise NotPossible(gettext("Nothing was paid for this membership that could be given back."))
        if not self.is_by_card:
            raise NotPossible(
                gettext("This was not paid by card. Give the money back the way it came, and write it down at the support desk.")
            )

        def give_back_and_end(taker: PaymentProvider) -> None:
            if not newest.is_given_back:
                taker.refund(newest.ref, None, f"refund-{newest.ref}-whole")
            if self.renews:
                taker.end(self.ref)

        self._through_provider(give_back_and_end)

    # --- what happens to one that we keep ourselves

    def join(self, paid_until: datetime | None) -> None:
        """The first payment came. Writes."""
        self._must_be_able("join")
        self._change("join", "welcome", paid_until=paid_until)

    def renew(self, paid_until: datetime) -> None:
        """Another payment came. Writes."""
        self._must_be_able("renew")
        self._change("renew", "renewed", paid_until=paid_until, left_at=None, why_left="")

    def fall_behind(self) -> None:
        """A payment did not come. Writes."""
        self._must_be_able("fall_behind")
        self._change("fall_behind", "card_failing")

    def lapse(self) -> None:
        """It is over. Writes."""
        self._must_be_able("lapse")
        self._change("lapse", "left", left_at=self.left_at or timezone.now())

    def paid_back(self) -> None:
        """The money went back, and with it the membership. Writes."""
        self._must_be_able("refund")
        self._change("refund", "left", left_at=timezone.now())

    # --- what a provider says of it

    def catch_up(self, said: Said | None = None) -> None:
        """Ask the provider how this stands, and write it down. Writes the ledger too.

        said     an answer that was had when this row was as it is in memory; it counts only if the row is still so
        An answer is written only if no other was since it was asked for: the row's version tells. So of several that ask at
        once, the last to write has asked last.
        """
        for _round in range(MOST_ROUNDS):
            said = said or provider_named(self.provider).says(self.ref)
            if said is None:
                raise ProviderTrouble(f"“{self.provider}” does not know {self.ref} any more. Look it up there before changing anything.")
            if self._write_down(said):
                return
            said = None
        raise ProviderTrouble(f"{self.ref} changes faster than it can be written down. It is tried again.")

    def _through_provider(self, ask: Callable[[PaymentProvider], None]) -> None:
        ask(provider_named(self.provider))
        self.refresh_from_db()
        self.catch_up()

    @transaction.atomic
    def _write_down(self, said: Said) -> bool:
        """Whether this answer was written; not, when another was meanwhile: then this row is as the other left it."""
        seen = self.version
        self._lock()
        if self.version != seen:
            return False
        was, amount = self.state, self.amount
        for moved in said.moves:
            ledger.write(self, moved)
        self._heed(said)
        self._settle()
        for what in _news(was, self.state, changed_amount=self.amount != amount):
            after.tell(what, self)
        return True

    def _heed(self, said: Said) -> None:
        """The fields as this answer makes them: what is paid, the ledger knows."""
        self.paid_until = ledger.paid_until(self) or self.joined_at
        came_back = ledger.is_paid_back(self) and (said.state == State.LAPSED or self.interval == Interval.ONCE)
        self.state = course.heard(self.state, State.REFUNDED if came_back else said.state, renews=self.renews)
        if said.amount is not None:
            self.amount_minor, self.currency = said.amount
        self.interval = said.interval or self.interval
        self.paused_until, self.left_at = said.paused_until, said.left_at
        self.synced_at = timezone.now()

    # --- one change

    def _must_be_able(self, verb: str) -> None:
        if not self.may(verb):
            raise NotPossible(
                gettext("This membership is “%(state)s” (%(plan)s, %(ref)s): that can't be done with it now.")
                % {"state": self.get_state_display(), "plan": self.plan, "ref": self.ref}
            )

    @transaction.atomic
    def _change(self, verb: str, what: str, **fields: object) -> None:
        self._lock()
        self._must_be_able(verb)  # it may have changed since it was looked at
        self.state = course.after(verb, self.state)
        for name, value in fields.items():
            setattr(self, name, value)
        self._settle()
        if what:
            after.tell(what, self)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Membership.objects.select_for_update(of=("self",)))

    def _settle(self) -> None:
        """Saves, and ends the passes out there where the benefits are others now. Part of the change's transaction."""
        self.version += 1
        gave, self.gives = self.gives, self.gives_until > timezone.now()
        self.save()
        if gave != self.gives:
            standing_changed(self.account)


def _news(was: str, now: str, *, changed_amount: bool) -> list[str]:
    """What is told of this step, by the names of after.py."""
    told: dict[str, str] = {
        State.ACTIVE: {State.JOINING: "welcome", State.PAST_DUE: "renewed"}.get(State(was), "came_back"),
        State.PAST_DUE: "card_failing",
        State.PAUSED: "paused",
        State.LEAVING: "leaving",
        State.LAPSED: "left",
        State.REFUNDED: "left",
    }
    step = [told[now]] if now != was and now in told else []
    return [*step, *(["amount_changed"] if changed_amount and was != State.JOINING else [])]


def benefits_of_memberships(account: Account) -> int:
    """The benefits an account has by its memberships, as bits of a pass: all that any of them gives."""
    benefits = 0
    for membership in account.memberships.giving(timezone.now()).select_related("plan"):
        benefits |= membership.plan.benefit_bits
    return benefits
