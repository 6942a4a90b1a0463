"""Choosing among a handful of names: a plain list instead of a window of its own; and a search where there are many."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class PlainSelect(forms.Select):
    """A drop-down list. Named here because Wagtail would otherwise open a window for every section."""


class NameFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Part of the name")}), required=False)

    def filter(self, objects: QuerySet[Model]) -> QuerySet[Model]:
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return objects.filter(name__icontains=words)


class ChooseName(ChooseView):
    filter_form_class = NameFilterForm


class ChooseNameResults(ChooseResultsView):
    filter_form_class = NameFilterForm


class NameChooser(SnippetChooserViewSet):
    """Choosing a topic or a byline."""

    choose_view_class: Any = ChooseName
    choose_results_view_class: Any = ChooseNameResults
