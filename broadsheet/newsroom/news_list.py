"""The news list: every article, the last changed first. Eleven queries a page, whatever the archive holds."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, LiveStatusTagColumn
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView

from broadsheet.news.article import Article
from broadsheet.newsroom.finding import CappedPaginator, light, with_words


class NewsList(IndexView):
    paginator_class = CappedPaginator

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """No box to tick: what is done to many articles at once would pass the newsroom's own verbs by."""
        headline = self._get_title_column("__str__")
        headline.label, headline.sort_key = _("Headline"), None  # an order by headline would sort the whole archive
        return [
            headline,
            Column("section", label=_("Section")),
            LiveStatusTagColumn(label=_("Status"), sort_key=None),
            DateColumn("updated_at", label=_("Changed"), sort_key="updated_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Article]:
        return light(Article.objects.all())

    def search_queryset(self, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[Article], page_size: int) -> tuple[Any, Any, list[Article], bool]:
        """Asks for the schedules and the workflows of all rows at once: Wagtail's status column asks for each."""
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = list(rows)
        keys, kind = [str(article.pk) for article in rows], ContentType.objects.get_for_model(Article)
        due = Revision.objects.filter(base_content_type=kind, object_id__in=keys, approved_go_live_at__isnull=False).defer("content")
        scheduled = {version.object_id: version for version in due}
        states = (
            WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=keys).select_related("current_task_state__task")
        )
        in_workflow: dict[str, list[WorkflowState]] = {}
        for state in states:
            in_workflow.setdefault(state.object_id, []).append(state)
        for article in rows:
            article.scheduled_revision = scheduled.get(str(article.pk))
            article._current_workflow_states = in_workflow.get(str(article.pk), [])
        return paginator, page, rows, more
