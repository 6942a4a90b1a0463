"""The newsroom's first page: what did not go out, what goes out next, what was changed last."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Revision

from broadsheet.news.article import Article
from broadsheet.newsroom.finding import light
from broadsheet.newsroom.missed import address_of, still_due

ROWS = 12


class DidNotGoOut(Component):
    name, order = "did_not_go_out", 10
    template_name = "newsroom/home_missed.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = [(row, address_of(apps.get_model(row.label)(pk=row.key), user)) for row in still_due(timezone.now())[:ROWS]]
        return {"rows": rows}


class GoesOutNext(Component):
    name, order = "goes_out_next", 20
    template_name = "newsroom/home_next.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        kind = ContentType.objects.get_for_model(Article)
        due = (
            Revision.objects.filter(base_content_type=kind, approved_go_live_at__isnull=False)
            .order_by("approved_go_live_at")
            .defer("content")[:ROWS]
        )
        return {"rows": [(version, reverse("wagtailsnippets_news_article:edit", args=[version.object_id])) for version in due]}


class ChangedLast(Component):
    name, order = "changed_last", 30
    template_name = "newsroom/home_changed.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        articles = light(Article.objects.order_by("-updated_at", "-id"))[:ROWS]
        return {
            "rows": [(article, reverse("wagtailsnippets_news_article:edit", args=[article.pk])) for article in articles],
            "add_url": reverse("wagtailsnippets_news_article:add"),
            "list_url": reverse("wagtailsnippets_news_article:list"),
        }
