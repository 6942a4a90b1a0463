"""The forms of the support desk: one for each act. Each says what will happen, asks why, and does it."""

import uuid
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.membership import desk, transfers
from broadsheet.membership.ledger import Payment
from broadsheet.membership.money import Money, NotAnAmount, typed
from broadsheet.membership.order import Order
from broadsheet.membership.payments.provider import CARDS
from broadsheet.membership.payments.said import NotPossible
from broadsheet.membership.plain_words import benefits_until, day
from broadsheet.membership.plan import Plan

PART, WHOLE, WHOLE_AND_END = "part", "whole", "end"


class PlainSelect(forms.Select):
    """A drop-down list. Named here because Wagtail would otherwise open a window for every plan."""


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActForm(forms.Form):
    """One act about one account. `of` names what it is about: a membership, a payment, a mail; or nothing but the account."""

    title: Any = ""
    button: Any = ""
    done: Any = ""
    of: ClassVar[str] = ""
    is_grave: ClassVar[bool] = False

    why = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("For colleagues. It stays written.")
    )

    def __init__(self, data: Any, account: Account, about: str) -> None:
        self.account, self.thing = account, self._thing(account, about)
        super().__init__(data, initial=self.begins_with())
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])

    def begins_with(self) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def says(self) -> list[str]:
        """What will happen."""
        return []

    def do(self, by: Account) -> None:
        """The act itself. Writes. Raises NotPossible, ProviderTrouble."""
        raise NotImplementedError

    def _thing(self, account: Account, about: str) -> Any:
        rows: dict[str, Any] = {"membership": account.memberships, "payment": account.payments.came(), "mail": account.mails}
        return get_object_or_404(rows[self.of], pk=int(about) if about.isdecimal() and len(about) < 19 else 0) if self.of else None


class RefundForm(ActForm):
    title, button, of, is_grave = _("Give a payment back"), _("Give it back"), "payment", True
    done = _("It is given back. The reader is told by mail.")

    how = forms.ChoiceField(label=_("How much"), widget=forms.RadioSelect)
    amount = forms.CharField(label=_("The part"), required=False, max_length=20, help_text=_("Only where a part is given back."))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, account: Account, about: str) -> None:
        super().__init__(data, account, about)
        self.fields["how"].choices = [
            (WHOLE_AND_END, gettext("All of it; the membership ends now")),
            (WHOLE, gettext("All of it; the membership goes on")),
            (PART, gettext("A part; the membership goes on")),
        ][1 if self.thing.membership is None else 0 :]

    def begins_with(self) -> dict[str, Any]:
        return {"seen": self.thing.went_back.minor}

    def says(self) -> list[str]:
        left = Money(self.thing.amount_minor - self.thing.went_back.minor, self.thing.currency)
        told = gettext("%(amount)s came on %(day)s; %(left)s of it are with us.") % {
            "amount": _said(self.thing.amount),
            "day": day(self.thing.paid_at),
            "left": _said(left),
        }
        if self.thing.provider in CARDS:
            return [told, gettext("The money goes back to the card with which it was paid.")]
        return [told, gettext("This did not come by card: send the money back at the bank first. Here it is written down.")]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("how") == PART:
            try:
                told["part"] = typed(told.get("amount") or "", self.thing.currency, get_language() or "en")
            except NotAnAmount:
                self.add_error("amount", ValidationError(_("Type the part as an amount, such as 2.50.")))
        return told

    def do(self, by: Account) -> None:
        told: dict[str, Any] = self.cleaned_data
        ends = told["how"] == WHOLE_AND_END
        desk.refund(Payment.objects.get(pk=self.thing.pk), told.get("part"), ends=ends, seen=told["seen"], by=by, why=told["why"])


class ExtendForm(ActForm):
    title, button, of = _("Let it last longer"), _("Let it last longer"), "membership"
    done = _("It lasts longer.")

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=desk.MOST_DAYS, initial=30)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def begins_with(self) -> dict[str, Any]:
        return {"seen": self.thing.version}

    def says(self) -> list[str]:
        until = benefits_until(self.thing)
        told = [gettext("Now it lasts until %(day)s.") % {"day": day(until)}] if until else []
        return [*told, gettext("When the next payment is taken stays as it is.")] if self.thing.renews else told

    def do(self, by: Account) -> None:
        desk.extend(self.thing, self.cleaned_data["days"], seen=self.cleaned_data["seen"], by=by, why=self.cleaned_data["why"])


class EndForm(ActForm):
    title, button, of, is_grave = _("End a membership"), _("End it"), "membership", True
    done = _("It is ended.")

    def says(self) -> list[str]:
        if self.thing.renews:
            return [gettext("Nothing more is taken. What is paid for stays until its end.")]
        return [gettext("It ends now, and what it gives ends with it. No money goes back.")]

    def do(self, by: Account) -> None:
        desk.end(self.thing, by=by, why=self.cleaned_data["why"])


class GiveForm(ActForm):
    title, button = _("Give a membership"), _("Give it")
    done = _("It is given. The reader is welcomed by mail.")

    plan = forms.ModelChoiceField(label=_("Plan"), queryset=Plan.objects.all(), widget=PlainSelect, empty_label=None)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput, help_text=_("The last day. Empty: without end."))
    once = forms.UUIDField(widget=forms.HiddenInput)

    def begins_with(self) -> dict[str, Any]:
        return {"once": uuid.uuid4()}

    def says(self) -> list[str]:
        return [gettext("It costs nothing, stands beside whatever else this account has, and ends by itself.")]

    def clean_until(self) -> datetime | None:
        """The end of that day, by the paper's clock."""
        return _end_of(self.cleaned_data["until"])

    def do(self, by: Account) -> None:
        told = self.cleaned_data
        desk.give(self.account, told["plan"], told["until"], once=str(told["once"]), by=by, why=told["why"])


class NoteForm(ActForm):
    title, button = _("Write a note"), _("Write it down")
    done = _("It is written down.")

    why = forms.CharField(label=_("Note"), max_length=500, widget=forms.Textarea(attrs={"rows": 5}))

    def says(self) -> list[str]:
        return [gettext("The account’s holder may ask for a copy of all that is kept, and notes are part of it.")]

    def do(self, by: Account) -> None:
        desk.note(self.account, by=by, why=self.cleaned_data["why"])


class AgainForm(ActForm):
    title, button, of = _("Send a mail again"), _("Send it"), "mail"
    done = _("It is sent.")

    once = forms.UUIDField(widget=forms.HiddenInput)

    def begins_with(self) -> dict[str, Any]:
        return {"once": uuid.uuid4()}

    def says(self) -> list[str]:
        return [gettext("It says what is true today, and goes to the account’s address as it is now.")]

    def do(self, by: Account) -> None:
        desk.send_again(self.thing, once=f"again-{self.cleaned_data['once']}", by=by, why=self.cleaned_data["why"])


class SignOutForm(ActForm):
    title, button, is_grave = _("Sign out everywhere"), _("Sign out everywhere"), True
    done = _("This account is signed out on every device.")

    def says(self) -> list[str]:
        return [gettext("On every device one has to sign in again. Nothing else changes.")]

    def do(self, by: Account) -> None:
        desk.sign_out(self.account, by=by, why=self.cleaned_data["why"])


FORMS: dict[str, type[ActForm]] = {
    "refund": RefundForm,
    "extend": ExtendForm,
    "end": EndForm,
    "give": GiveForm,
    "note": NoteForm,
    "again": AgainForm,
    "sign-out": SignOutForm,
}


class TransferForm(forms.Form):
    """A line of the bank's statement, as a colleague reads it there."""

    reference = forms.CharField(label=_("Reference"), max_length=60, help_text=_("As it stands on the statement: RF18 5390 0754 7034."))
    amount = forms.CharField(label=_("Amount"), max_length=20)
    came_on = forms.DateField(label=_("Came on"), widget=DayInput)
    bank_number = forms.CharField(
        label=_("The statement’s number of the line"),
        max_length=40,
        required=False,
        help_text=_("Where there is one: so that the same line is never counted twice."),
    )

    order: Order | None = None

    def clean_reference(self) -> str:
        try:
            self.order = transfers.find(self.cleaned_data["reference"])
        except NotPossible as reason:
            raise ValidationError(str(reason)) from reason
        return self.cleaned_data["reference"]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.order and told.get("amount"):
            try:
                told["came"] = typed(told["amount"], self.order.currency, get_language() or "en")
            except NotAnAmount:
                self.add_error("amount", ValidationError(_("Type the amount as it stands there, such as 50.00.")))
        return told

    def do(self, by: Account) -> Payment:
        """Matches it. Writes. Raises NotPossible."""
        told: dict[str, Any] = self.cleaned_data
        came_at = timezone.make_aware(datetime.combine(told["came_on"], time(12)))
        assert self.order is not None  # noqa: S101 - a form that is valid has found it
        return desk.match(self.order, told["came"], came_at=came_at, bank_number=told["bank_number"], by=by)


def _end_of(last: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(last, time.max)) if last else None


def _said(amount: Money) -> str:
    return amount.said(get_language() or "en")
