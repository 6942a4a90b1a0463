"""The addresses of sold space. None of them says what blockers look for, except the one file whose name is a standard."""

from django.urls import path

from broadsheet.advertising import views

urlpatterns = [
    path("slots/seen/", views.seen, name="slot-seen"),
    path("slots/<slug:name>.json", views.rotation, name="slot-rotation"),
    path("ads.txt", views.sellers, name="ads-txt"),
]
