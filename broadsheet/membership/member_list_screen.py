"""The screen on which a list of members is taken over: first what would come of each line, then, if it is right, the taking over."""

import uuid
from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Account
from broadsheet.membership.desk_forms import DayInput, PlainSelect
from broadsheet.membership.member_list import Outcome, Taken, Wanted, look, take
from broadsheet.membership.member_rows import MemberListProblem
from broadsheet.membership.plan import Plan

LOOKED_AT_SECONDS = 3_600  # for so long the list lies here between the two steps, and no longer
MOST_LINES = 5_000
SHOWN = 300
OUTCOMES = {
    Outcome.TAKEN: _("taken"),
    Outcome.UPDATED: _("updated"),
    Outcome.UNCHANGED: _("unchanged"),
    Outcome.REFUSED: _("refused"),
}


class MemberListForm(forms.Form):
    """The file, and what it doesn't say."""

    file = forms.FileField(
        label=_("The list"), help_text=_("A CSV file in UTF-8: Ghost’s export of its members, or a table with a column “email”.")
    )
    plan = forms.ModelChoiceField(
        label=_("Plan for lines that name one we do not have"),
        queryset=Plan.objects.all(),
        required=False,
        widget=PlainSelect,
        empty_label=_("None: refuse such lines"),
    )
    until = forms.DateField(
        label=_("Until when, for lines that name a plan and no day"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: refuse such lines."),
    )

    def clean_until(self) -> datetime | None:
        """The end of that day, by the paper's clock."""
        last = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(last, time.max)) if last else None

    def look(self) -> Taken | None:
        """What would come of it; None when it can't be read, and the form says why."""
        try:
            taken = look(self.content, self.wanted)
        except MemberListProblem as problem:
            self.add_error("file", str(problem))
            return None
        if len(taken.verdicts) > MOST_LINES:
            self.add_error(
                "file",
                ValidationError(
                    _("This list has more than 5,000 lines. Whoever runs the paper takes it in: broadsheet manage take_members.")
                ),
            )
            return None
        return taken

    @property
    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        file.seek(0)
        return bytes(file.read())

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["plan"], self.cleaned_data["until"])


def member_list_screen(request: HttpRequest) -> HttpResponse:
    """Three faces: the form, what would come of it, what came of it."""
    if "once" in request.POST:
        return _take(request)
    form = MemberListForm(request.POST or None, request.FILES or None)
    taken = form.look() if request.method == "POST" and form.is_valid() else None
    if taken is None:
        return render(request, "membership/desk/members.html", {"form": form})
    once = uuid.uuid4().hex
    told = {"content": form.content, "wanted": form.wanted, "called": form.cleaned_data["file"].name}
    cache.set(_key(request, once), told, LOOKED_AT_SECONDS)
    return _shown(request, taken, once)


def _take(request: HttpRequest) -> HttpResponse:
    told = cache.get(_key(request, request.POST["once"]))
    if told is None:
        form = MemberListForm()
        return render(request, "membership/desk/members.html", {"form": form, "is_gone": True})
    cache.delete(_key(request, request.POST["once"]))
    return _shown(request, take(told["content"], told["wanted"], cast(Account, request.user), told["called"]), "")


def _shown(request: HttpRequest, taken: Taken, once: str) -> HttpResponse:
    """What was refused stands first."""
    lines = sorted(taken.verdicts, key=lambda verdict: (verdict.outcome != Outcome.REFUSED, verdict.line))
    told: dict[str, Any] = {
        "once": once,
        "counts": [(name, taken.count(outcome)) for outcome, name in OUTCOMES.items()],
        "lines": [(verdict, OUTCOMES[verdict.outcome]) for verdict in lines[:SHOWN]],
        "more": max(len(lines) - SHOWN, 0),
        "comes_to_something": taken.count(Outcome.TAKEN) + taken.count(Outcome.UPDATED),
    }
    return render(request, "membership/desk/members.html", told)


def _key(request: HttpRequest, once: str) -> str:
    return f"member-list-{request.user.pk}-{once[:40]}"
