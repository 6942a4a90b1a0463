"""Every address the paper answers. The news comes last: a section's address may be any word that none of the others begins with."""

from django.urls import include, path

urlpatterns = [
    path("", include("broadsheet.accounts.urls")),
    path("", include("broadsheet.membership.urls")),
    path("", include("broadsheet.newsroom.urls")),
    path("", include("broadsheet.advertising.urls")),
    path("", include("broadsheet.editions.urls")),
    path("", include("broadsheet.news.urls")),
]

handler404 = "broadsheet.news.views.not_found"
handler403 = "broadsheet.masthead.views.forbidden"
handler500 = "broadsheet.masthead.views.broken"
