"""The addresses of membership: becoming a partner, living with it, what providers tell, and the stand-in's own pages."""

from django.urls import path

from broadsheet.membership import hooks, pretend_pages

urlpatterns = [
    path("hooks/<slug:provider>/", hooks.hook, name="hooks"),
    path("test-payments/checkout/<slug:ref>/", pretend_pages.checkout, name="test-payments-checkout"),
    path("test-payments/portal/<slug:ref>/", pretend_pages.portal, name="test-payments-portal"),
]
