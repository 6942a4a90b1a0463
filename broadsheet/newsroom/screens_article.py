"""The screens on which an article is written, looked at, published, corrected and withdrawn."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from broadsheet.news.article import Article
from broadsheet.newsroom.article_chooser import ArticleChooser
from broadsheet.newsroom.article_form import ARTICLE_PANELS, ArticleForm, why_not
from broadsheet.newsroom.draft_link import link_to_draft
from broadsheet.newsroom.news_list import NewsList
from broadsheet.newsroom.screens import DraftScreens, NewsroomViewSet, OneTransaction, SayWithdraw
from broadsheet.newsroom.screens_quiet import quiet_address
from broadsheet.newsroom.versions import keep_first_version


class Verbs(OneTransaction):
    """Beside Wagtail's views of an editor: Schedule, and Publish as a correction."""

    def get_available_actions(self) -> list[str]:
        actions = super().get_available_actions()
        if "publish" in actions:
            actions.append("schedule")
        if "publish" in actions and self.object and self.object.live and self.user_has_permission("correct"):
            actions.append("correct")
        return actions

    def is_valid(self, form: ArticleForm) -> bool:
        """A verb that lacks something says so in a sentence, and what was typed stays on the screen."""
        if not super().is_valid(form):
            return False
        why = why_not(form, self.action)
        if why is not None:
            self.produced_error_code, self.produced_error_message = "validation_error", why
        return why is None

    def schedule_action(self) -> HttpResponse | None:
        """Wagtail schedules what is published with a time to come."""
        return self.publish_action()

    def correct_action(self) -> None:
        """Publishes, and says in the history that it was a correction."""
        self.new_revision.publish(user=self.request.user, log_action="news.correct", skip_permission_checks=True)

    def form_valid(self, form: ArticleForm) -> HttpResponse:
        response = super().form_valid(form)
        Article.objects.filter(pk=self.object.pk).update(updated_at=timezone.now())
        return response

    def get_success_message(self, instance: Article | None = None) -> Any:
        told = {
            "publish": _("“%(headline)s” is published."),
            "schedule": _("“%(headline)s” will go live at the time you set."),
            "correct": _("“%(headline)s” is corrected and published."),
        }.get(self.action, _("“%(headline)s” is saved as a draft."))
        return told % {"headline": (instance or self.object).headline}

    def get_success_buttons(self) -> list[Any]:
        buttons = super().get_success_buttons()
        shown = Article.objects.filter(pk=self.object.pk, live=True).first()
        return [messages.button(shown.path, _("See the page")), *buttons] if shown and self.action in ("publish", "correct") else buttons


class ArticleCreate(Verbs, DraftScreens, snippets.CreateView):
    pass


class ArticleEdit(Verbs, DraftScreens, snippets.EditView):
    def get_object(self, queryset: Any = None) -> Article:
        current = super().get_object(queryset)
        if self.live_object.latest_revision_id is None:
            keep_first_version(self.live_object)
            return self.live_object
        return current

    @property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's, the link for somebody without an account, and where it is kept free of advertisements and asks."""
        link = settings.PAPER.full_address(link_to_draft(self.object))
        button = Button(
            _("Copy a link to this draft"),
            url=link,
            icon_name="link",
            priority=5,
            attrs={"data-copy": link, "data-copied": _("Copied. It is good for a week.")},
        )
        keep_quiet = Button(_("Keep it quiet…"), url=quiet_address(self.object), icon_name="no-view", priority=6)
        may = self.request.user.has_perm("masthead.add_quiet")
        return [button, *([keep_quiet] if may else []), *super().header_more_buttons]


class ArticleCopy(ArticleCreate, snippets.CopyView):
    """A copy begins as a draft of its own: it has no address and no day yet."""

    def get_initial_form_instance(self) -> Article:
        copied: Article = super().get_initial_form_instance()
        copied.slug, copied.go_live_at, copied.expire_at = "", None, None
        copied.corrections = []  # of the article, not of what is written after its pattern
        return copied


class ArticleWithdraw(SayWithdraw, snippets.UnpublishView):
    permission_required = "withdraw"


class ArticleDelete(OneTransaction, snippets.DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What readers can find is withdrawn first, so that its address says what became of it."""
        if self.object.live:
            messages.error(
                request, _("“%(headline)s” is live. Withdraw it first; then it can be deleted.") % {"headline": self.object.headline}
            )
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        return super().dispatch(request, *args, **kwargs)


class ArticleScreens(NewsroomViewSet):
    model = Article
    icon = "doc-full"
    menu_order = 10
    list_per_page = 50
    ordering = ("-updated_at", "-id")
    list_filter = {"section": ["exact"], "live": ["exact"]}
    copy_view_enabled = True
    inspect_view_enabled = True
    inspect_view_fields = (
        "headline",
        "section",
        "source",
        "external_id",
        "external_version",
        "first_published_at",
        "revised_at",
        "word_count",
        "beside",
    )
    edit_handler = ARTICLE_PANELS
    index_view_class = NewsList
    add_view_class, edit_view_class, copy_view_class = ArticleCreate, ArticleEdit, ArticleCopy
    unpublish_view_class, delete_view_class = ArticleWithdraw, ArticleDelete
    chooser_viewset_class = ArticleChooser
