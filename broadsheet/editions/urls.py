"""The addresses of the magazine and of the ePaper."""

from django.urls import path

from broadsheet.editions import views

urlpatterns = [
    path("magazine/", views.magazine, name="magazine"),
    path("magazine/<str:slug>/", views.publication, name="publication"),
    path("magazine/<str:publication>/<str:slug>/", views.issue, name="issue"),
    path("epaper/", views.epaper, name="epaper"),
]
