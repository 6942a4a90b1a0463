"""The addresses of the news. Sections come last: their slugs are any word that no other address begins with."""

from django.urls import path, re_path

from broadsheet.news import views

urlpatterns = [
    path("", views.front, name="front"),
    path("<int:year>/<int:month>/<int:day>/<str:slug>/", views.article, name="article"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("by/<str:slug>/", views.byline, name="byline"),
    path("about/corrections/", views.corrections, name="corrections"),
    path("about/almanac/", views.almanac, name="almanac"),
    path("about/letters/", views.letters, name="letters"),
    path("about/briefs/", views.briefs, name="briefs"),
    path("about/<str:slug>/", views.standing_page, name="standing-page"),
    re_path(r"^media/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$", views.picture, name="picture"),
    re_path(r"^held/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$", views.held_picture, name="held-picture"),
    path("held/<path:name>", views.held_file, name="held-file"),
    path("<str:slug>/", views.section, name="section"),
]
