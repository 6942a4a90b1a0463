"""What this room puts into the newsroom: the support desk, the figures, the plans, and the taking over of a list of members."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from broadsheet.membership import desk_views
from broadsheet.membership.plan_screens import PlanScreens


class MembershipScreens(SnippetViewSetGroup):
    """Under one heading of the menu."""

    menu_label = _("Membership")
    menu_icon = "group"
    menu_order = 65
    items = (PlanScreens,)

    def get_submenu_items(self) -> list[MenuItem]:
        return [*desk_views.menu_items(), *super().get_submenu_items()]


register_snippet(MembershipScreens)


@hooks.register("register_admin_urls")
def open_the_desk() -> list[Any]:
    """Beside Wagtail's own screens."""
    return desk_views.URLS


@hooks.register("register_permissions")
def who_may_help() -> QuerySet[Permission]:
    """To be ticked for a group."""
    return Permission.objects.filter(content_type__app_label="membership", codename__in=("desk", "figures"))
