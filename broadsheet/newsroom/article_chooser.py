"""Choosing an article, for a front's card or what to read next: a list that stays quick, with a search of its own."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from broadsheet.news.article import Article
from broadsheet.newsroom.finding import CappedPaginator, light, with_words


class ArticleFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Words of the headline")}), required=False)

    def filter(self, objects: QuerySet[Article]) -> QuerySet[Article]:
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return with_words(objects, words)


class QuickChoice:
    """Beside Wagtail's two views of a chooser."""

    filter_form_class = ArticleFilterForm
    paginator_class = CappedPaginator
    ordering = ("-updated_at", "-id")

    def get_object_list(self) -> QuerySet[Article]:
        return light(Article.objects.all())

    @property
    def columns(self) -> list[BaseColumn]:
        return [
            self.title_column,
            Column("section", label=_("Section")),
            StatusTagColumn("status", label=_("Status"), accessor=_status, primary=lambda article: article.live),
            DateColumn("updated_at", label=_("Changed")),
        ]


class ChooseArticle(QuickChoice, ChooseView):
    pass


class ChooseArticleResults(QuickChoice, ChooseResultsView):
    pass


class ArticleChooser(SnippetChooserViewSet):
    choose_view_class = ChooseArticle
    choose_results_view_class = ChooseArticleResults


def _status(article: Any) -> Any:
    """As far as the row tells it: a schedule would cost a query each."""
    return _("live") if article.live else _("draft")
