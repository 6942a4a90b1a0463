"""What was seen and followed, for whoever sold it: sums over days, by creative and slot."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from broadsheet.advertising.creative import Creative
from broadsheet.advertising.tally import Tally

DAYS = (7, 30, 365)


class Line(NamedTuple):
    """One creative in one slot, over the days."""

    creative: Creative
    slot: str
    views: int
    clicks: int

    @property
    def per_thousand(self) -> float:
        """Clicks to a thousand views."""
        return 1000 * self.clicks / self.views if self.views else 0.0


def lines(since: date) -> list[Line]:
    """From this day on, the most seen first. Two questions."""
    sums = (
        Tally.objects.filter(day__gte=since)
        .values("creative", "slot__name")
        .annotate(all_views=Sum("views"), all_clicks=Sum("clicks"))
        .order_by("-all_views")
    )
    rows = list(sums)
    creatives = Creative.objects.select_related("flight__campaign__advertiser").in_bulk({row["creative"] for row in rows})
    return [Line(creatives[row["creative"]], row["slot__name"], row["all_views"], row["all_clicks"]) for row in rows]


def figures(request: HttpRequest) -> HttpResponse:
    """The screen."""
    if not request.user.has_perm("advertising.view_tally"):
        raise PermissionDenied
    days = next((choice for choice in DAYS if request.GET.get("days") == str(choice)), DAYS[1])
    told: dict[str, Any] = {"lines": lines(timezone.localdate() - timedelta(days=days - 1)), "days": days, "choices": DAYS}
    return render(request, "advertising/figures.html", told)


class FiguresItem(MenuItem):
    """In the menu, for who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("advertising.view_tally"))


URLS = [path("space/figures/", figures, name="space-figures")]


def figures_item() -> FiguresItem:
    """Where the menu leads."""
    return FiguresItem(_("Seen and followed"), reverse("space-figures"), name="space-figures", icon_name="view", order=71)
