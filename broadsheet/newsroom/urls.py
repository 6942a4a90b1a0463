"""The newsroom's addresses: Wagtail's screens. The accounts' own doors are read before them."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_screens

urlpatterns = [
    path("newsroom/", include(wagtail_screens)),
]
