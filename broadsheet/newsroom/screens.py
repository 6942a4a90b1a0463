"""What all screens of the newsroom have in common, beside Wagtail's own views."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn
from wagtail.snippets.side_panels import SnippetStatusSidePanel
from wagtail.snippets.views import snippets

from broadsheet.masthead.policy import PUBLIC_POLICY

PREVIEW_POLICY = PUBLIC_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class OneTransaction:
    """Saves and publishes as one change: Wagtail commits the save before it publishes, and what follows must stand or fall with both."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


class DraftScreens:
    """Beside the views of an editor with drafts."""

    def get_side_panels(self) -> MediaContainer:
        """Without Wagtail's checks, which want its user bar in the reader's page, and without its dialog for the schedule: the form has the times."""
        panels = [panel for panel in super().get_side_panels() if not isinstance(panel, ChecksSidePanel)]
        for panel in panels:
            if isinstance(panel, SnippetStatusSidePanel):
                panel.show_schedule_publishing_toggle = False
        return MediaContainer(panels)


class SayWithdraw(OneTransaction):
    """Beside Wagtail's view that unpublishes: the trade says “withdraw”."""

    page_title = _("Withdraw")
    success_message = _("“%(object)s” is withdrawn: readers who come to its address are told so.")
    template_name = "newsroom/withdraw.html"


class ShownInFrame:
    """Beside Wagtail's previews: the real page, with the reader's own policy, but the editor may frame it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = PREVIEW_POLICY
        return response


class PreviewNew(ShownInFrame, snippets.PreviewOnCreateView):
    pass


class PreviewDraft(ShownInFrame, snippets.PreviewOnEditView):
    pass


class PreviewVersion(ShownInFrame, snippets.PreviewRevisionView):
    pass


class PlainList(snippets.IndexView):
    """Without boxes to tick: what is done to many at once would pass the newsroom's own verbs by."""

    @property
    def columns(self) -> list[BaseColumn]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class PlainCreate(OneTransaction, snippets.CreateView):
    pass


class PlainEdit(OneTransaction, snippets.EditView):
    pass


class PlainDelete(OneTransaction, snippets.DeleteView):
    pass


class DraftCreate(OneTransaction, DraftScreens, snippets.CreateView):
    pass


class DraftEdit(OneTransaction, DraftScreens, snippets.EditView):
    pass


class Withdraw(SayWithdraw, snippets.UnpublishView):
    pass


class NewsroomViewSet(snippets.SnippetViewSet):
    """A kind of thing that the newsroom edits."""

    index_view_class = PlainList
    add_view_class, edit_view_class, delete_view_class = PlainCreate, PlainEdit, PlainDelete
    unpublish_view_class = Withdraw
    preview_on_add_view_class, preview_on_edit_view_class, revisions_view_class = PreviewNew, PreviewDraft, PreviewVersion
    add_to_admin_menu = True

    @property
    def url_prefix(self) -> str:
        """Short: /newsroom/article/, not /newsroom/snippets/news/article/."""
        return self.model_name

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]


class WithDrafts(NewsroomViewSet):
    """A kind of thing that has drafts."""

    add_view_class, edit_view_class = DraftCreate, DraftEdit


class InGroup(NewsroomViewSet):
    """One that stands under a heading of the menu."""

    add_to_admin_menu = False


class InGroupWithDrafts(WithDrafts):
    """One with drafts that stands under a heading of the menu."""

    add_to_admin_menu = False
