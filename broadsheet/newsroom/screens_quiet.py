"""The screen on which editors keep an article, a section or a day free of advertisements and asks, see what is kept so, and lift it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log

from broadsheet.masthead import quiet, things
from broadsheet.masthead.quiet import Quiet
from broadsheet.news.article import Article
from broadsheet.newsroom.selects import PlainSelect

MOST_OF_THE_PAST = 50
KEPT, LIFTED = "masthead.keep_quiet", "masthead.lift_quiet"


class QuietForm(forms.Form):
    """What, why, and from when to when."""

    thing = forms.ChoiceField(label=_("What"), widget=PlainSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For colleagues; readers don't see it."))
    starts_at = forms.DateTimeField(label=_("From"), required=False, widget=AdminDateTimeInput, help_text=_("Empty: at once."))
    ends_at = forms.DateTimeField(
        label=_("Until"), required=False, widget=AdminDateTimeInput, help_text=_("Empty: until somebody lifts it.")
    )

    def __init__(self, *args: Any, asked_for: str = "", **kwargs: Any) -> None:
        """`asked_for`: the article, by its name, from whose editor the form was opened."""
        super().__init__(*args, **kwargs)
        sections = [(section.thing, section.title) for section in things.offered("section")]
        articles = [(article.thing, article.title) for article in things.called([asked_for]).values()]
        plain = [(quiet.PAPER, _("The whole paper")), ("front", _("The front"))]
        self.fields["thing"].choices = [*(choice for choice in articles if choice not in sections), *plain, (_("Sections"), sections)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        begins = told.get("starts_at") or timezone.now()
        if told.get("ends_at") and told["ends_at"] <= begins:
            self.add_error("ends_at", ValidationError(_("It would end before it begins. Choose a later moment, or leave it empty.")))
        return told


def quiet_screen(request: HttpRequest) -> HttpResponse:
    """What is quiet, what was, and the form to keep something quiet."""
    if not request.user.has_perm("masthead.view_quiet"):
        raise PermissionDenied
    may_keep = request.user.has_perm("masthead.add_quiet")
    asked_for = request.POST.get("thing") or request.GET.get("thing", "")
    form = QuietForm(request.POST or None, asked_for=asked_for, initial={"thing": asked_for})
    if may_keep and request.method == "POST" and form.is_valid():
        _keep(request, form.cleaned_data)
        return redirect("quiet")
    standing = list(Quiet.objects.standing(timezone.now()))
    past = list(Quiet.objects.exclude(pk__in=[row.pk for row in standing])[:MOST_OF_THE_PAST])
    told = {"form": form if may_keep else None, "standing": _named(standing), "past": _named(past), "may_keep": may_keep}
    return render(request, "newsroom/quiet.html", told)


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """It may be loud there again."""
    if not request.user.has_perm("masthead.add_quiet"):
        raise PermissionDenied
    row = get_object_or_404(Quiet, pk=pk)
    with transaction.atomic():
        row.lift(_name_of(request))
        _note(row, LIFTED, request)
    messages.success(request, _("It is quiet there no longer. The pages concerned are printed again."))
    return redirect("quiet")


URLS = [path("quiet/", quiet_screen, name="quiet"), path("quiet/<int:pk>/lift/", lift, name="quiet-lift")]


class QuietItem(MenuItem):
    """In the menu, for who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("masthead.view_quiet"))


def quiet_item() -> QuietItem:
    """Where the menu leads."""
    return QuietItem(_("Kept quiet"), reverse("quiet"), name="quiet", icon_name="no-view", order=60)


def quiet_address(article: Article) -> str:
    """The screen, opened for one article."""
    return f"{reverse('quiet')}?thing={article.thing}"


@transaction.atomic
def _keep(request: HttpRequest, told: dict[str, Any]) -> None:
    row = quiet.keep(told["thing"], told["reason"], _name_of(request), starts_at=told["starts_at"], ends_at=told["ends_at"])
    _note(row, KEPT, request)
    messages.success(request, _("It is kept quiet. The pages concerned are printed again."))


def _note(row: Quiet, action: str, request: HttpRequest) -> None:
    """In the history of the newsroom; of an article in its own."""
    kind, _dash, number = row.thing.rpartition("-")
    article = Article.objects.filter(pk=int(number)).first() if kind == "article" else None
    log(instance=article or row, action=action, user=request.user, data={"reason": row.reason}, title=str(article or row))


def _named(rows: Iterable[Quiet]) -> list[tuple[Quiet, Any, str]]:
    """Each with what it is called and the address of its page."""
    known = things.called(row.thing for row in rows)
    own = {quiet.PAPER: _("The whole paper"), "front": _("The front")}
    return [
        (row, known[row.thing].title, known[row.thing].path) if row.thing in known else (row, own.get(row.thing, row.thing), "")
        for row in rows
    ]


def _name_of(request: HttpRequest) -> str:
    return str(request.user.name or request.user.email)
