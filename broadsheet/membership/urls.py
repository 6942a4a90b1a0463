"""The addresses of membership: becoming a partner, living with it, what providers tell, and the stand-in's own pages."""

from django.urls import path

from broadsheet.membership import account_views, hooks, leaving_views, pretend_pages, views

urlpatterns = [
    path("support/", views.support, name="support"),
    path("support/pay/", views.pay, name="support-pay"),
    path("support/thanks/", views.thanks, name="support-thanks"),
    path("support/transfer/<uuid:number>/", views.transfer, name="support-transfer"),
    path("support/give/", views.give, name="gift-give"),
    path("support/gift/", views.redeem, name="gift-redeem"),
    path("account/membership/", account_views.membership, name="account-membership"),
    path("account/membership/<int:number>/amount/", account_views.amount, name="account-amount"),
    path("account/membership/<int:number>/pause/", account_views.pause, name="account-pause"),
    path("account/membership/<int:number>/resume/", account_views.resume, name="account-resume"),
    path("account/membership/<int:number>/come-back/", account_views.come_back, name="account-come-back"),
    path("account/membership/<int:number>/withdraw/", leaving_views.withdraw, name="account-withdraw"),
    path("account/membership/<int:number>/left/", leaving_views.left, name="account-left"),
    path("account/card/", account_views.card, name="account-card"),
    path("account/leave/", leaving_views.leave, name="account-leave"),
    path("account/leave/<str:token>/", leaving_views.leave_by_link, name="account-leave-by-link"),
    path("account/receipts/", account_views.receipt_list, name="account-receipts"),
    path("account/receipts/<int:number>/", account_views.receipt, name="account-receipt"),
    path("account/statement/<int:year>/", account_views.statement, name="account-statement"),
    path("hooks/<slug:provider>/", hooks.hook, name="hooks"),
    path("test-payments/checkout/<slug:ref>/", pretend_pages.checkout, name="test-payments-checkout"),
    path("test-payments/portal/<slug:ref>/", pretend_pages.portal, name="test-payments-portal"),
]
