"""The newsroom's addresses: a draft for whoever holds its link, then Wagtail's screens; its doors stand in accounts."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtail_screens

from broadsheet.newsroom import views

urlpatterns = [
    path("preview/<str:token>/", views.draft, name="draft"),
    re_path(
        r"^preview/(?P<token>[^/]+)/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$",
        views.picture_of_draft,
        name="draft-picture",
    ),
    path("newsroom/", include(wagtail_screens)),
]
