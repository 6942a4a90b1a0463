"""The addresses of membership: becoming a partner, living with it, what providers tell, and the stand-in's own pages."""

from django.urls import path

from broadsheet.membership import hooks, pretend_pages, views

urlpatterns = [
    path("support/", views.support, name="support"),
    path("support/pay/", views.pay, name="support-pay"),
    path("support/thanks/", views.thanks, name="support-thanks"),
    path("support/transfer/<uuid:number>/", views.transfer, name="support-transfer"),
    path("support/give/", views.give, name="gift-give"),
    path("support/gift/", views.redeem, name="gift-redeem"),
    path("hooks/<slug:provider>/", hooks.hook, name="hooks"),
    path("test-payments/checkout/<slug:ref>/", pretend_pages.checkout, name="test-payments-checkout"),
    path("test-payments/portal/<slug:ref>/", pretend_pages.portal, name="test-payments-portal"),
]
