"""The newsroom's addresses: its doors first, then Wagtail's screens."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_screens

from broadsheet.accounts.urls import newsroom_doors

urlpatterns = [
    path("newsroom/", include(newsroom_doors)),
    path("newsroom/", include(wagtail_screens)),
]
