"""The verbs of the trade, in the menu at the foot of an editor: Save draft, Publish, Schedule, Publish as a correction, Withdraw."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets import action_menu
from wagtail.snippets.permissions import get_permission_name

from broadsheet.news.article import Article
from broadsheet.news.front import Front
from broadsheet.news.standing_page import StandingPage

Context = dict[str, Any]


class PublishItem(action_menu.PublishMenuItem):
    def get_context_data(self, parent_context: Context) -> Context:
        """It says “Publish” whatever time is set: what is to go out later has a verb of its own."""
        return super().get_context_data(parent_context) | {"is_scheduled": False}


class ScheduleItem(action_menu.ActionMenuItem):
    name = "action-schedule"
    label = _("Schedule")
    icon_name = "time"

    def is_shown(self, context: Context) -> bool:
        return super().is_shown(context) and _may(context, "publish")


class CorrectItem(action_menu.ActionMenuItem):
    name = "action-correct"
    label = _("Publish as a correction")
    icon_name = "edit"

    def is_shown(self, context: Context) -> bool:
        is_live = context["view"] != "create" and context["instance"].live
        return is_live and super().is_shown(context) and _may(context, "publish") and _may(context, "correct")


class WithdrawItem(action_menu.UnpublishMenuItem):
    label = _("Withdraw…")
    icon_name = "cross"

    def is_shown(self, context: Context) -> bool:
        may = context["model"] is not Article or _may(context, "withdraw")
        return super().is_shown(context) and may


ORDER = {
    action_menu.SaveMenuItem: 0,
    PublishItem: 10,
    ScheduleItem: 20,
    CorrectItem: 30,
    WithdrawItem: 40,
    action_menu.LockedMenuItem: 1000,
}


def verbs_of(model: type, shown: list[action_menu.ActionMenuItem], context: Context) -> list[action_menu.ActionMenuItem]:
    """The verbs for this editor, in the order of the trade. Wagtail's own for what has no drafts."""
    if model not in (Article, Front, StandingPage):
        return shown
    kept = [item for item in shown if type(item) in ORDER]
    ours = [PublishItem(), WithdrawItem()] + ([ScheduleItem(), CorrectItem()] if model is Article else [])
    return sorted([*kept, *(item for item in ours if item.is_shown(context))], key=lambda item: ORDER[type(item)])


def _may(context: Context, verb: str) -> bool:
    return bool(context["request"].user.has_perm(get_permission_name(verb, context["model"])))
