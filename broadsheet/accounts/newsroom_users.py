"""Wagtail's list of people, with our forms and screens in place of its own. Stands in INSTALLED_APPS for “wagtail.users”."""

from wagtail.users.apps import WagtailUsersAppConfig


class NewsroomUsers(WagtailUsersAppConfig):
    user_viewset = "broadsheet.accounts.colleagues.ColleagueViewSet"
