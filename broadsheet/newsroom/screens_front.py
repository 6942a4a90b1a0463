"""The screen on which a front is arranged: cards, drawn into their order, each with its rank."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from broadsheet.news.front import Front
from broadsheet.newsroom.screens import WithDrafts
from broadsheet.newsroom.selects import PlainSelect


class FrontForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """There is one front of the paper, as there is one of each section."""
        told: dict[str, Any] = super().clean()
        if told.get("section") is None and Front.objects.filter(section=None).exclude(pk=self.instance.pk).exists():
            self.add_error("section", ValidationError(_("The paper's own front is there already. Edit that one, or choose a section.")))
        return told


_CARD = [FieldRowPanel([FieldPanel("article"), FieldPanel("rank")])]


class FrontScreens(WithDrafts):
    model = Front
    icon = "grip"
    menu_order = 20
    edit_handler = ObjectList(
        [
            FieldPanel("section", widget=PlainSelect),
            InlinePanel(
                "cards",
                _CARD,
                heading=_("Cards, in their order"),
                label=_("card"),
                help_text=_("What is not placed here fills the front by itself, the weightiest first."),
            ),
        ],
        base_form_class=FrontForm,
    )
