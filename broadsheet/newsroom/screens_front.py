"""The screen on which a front is arranged: cards, drawn into their order, each with its rank."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList

from broadsheet.news.front import Front
from broadsheet.newsroom.screens import WithDrafts
from broadsheet.newsroom.selects import PlainSelect

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
        ]
    )
