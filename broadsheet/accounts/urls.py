"""A reader's own addresses, and those of Wagtail's that we answer ourselves."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from broadsheet.accounts import own_views, views
from broadsheet.accounts.proof import asked_first

urlpatterns = [
    path("account/", views.account, name="account"),
    # The names are those that allauth's views look for.
    path("account/sign-in/", views.SignIn.as_view(), name="account_login"),
    path("account/sign-in/send-code/", views.SendCode.as_view(), name="account_request_login_code"),
    path("account/sign-in/code/", views.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("account/sign-in/passkey/", never_cache(own_views.SignInByPasskey.as_view()), name="account-passkey-sign-in"),
    path("account/sign-out/", never_cache(views.SignOut.as_view()), name="account_logout"),
    path(
        "account/sign-out/everywhere/",
        never_cache(login_required(own_views.SignOutEverywhere.as_view())),
        name="account-sign-out-everywhere",
    ),
    path("account/prove/", never_cache(login_required(own_views.Prove.as_view())), name="account-prove"),
    path("account/address/", never_cache(asked_first(own_views.ChangeAddress.as_view())), name="account-address"),
    path("account/passkeys/add/", never_cache(asked_first(own_views.AddPasskey.as_view())), name="account-passkey-add"),
    path(
        "account/passkeys/<int:number>/remove/", never_cache(asked_first(own_views.RemovePasskey.as_view())), name="account-passkey-remove"
    ),
    path("account/export/", never_cache(asked_first(own_views.Export.as_view())), name="account-export"),
    path("account/erase/", never_cache(asked_first(own_views.Erase.as_view())), name="account-erase"),
    path("account/password/", never_cache(views.ChangePassword.as_view()), name="account_change_password"),
    path("account/password/set/", never_cache(asked_first(views.SetPassword.as_view())), name="account_set_password"),
    path("account/inactive/", views.inactive, name="account_inactive"),
    path("account/kept/", never_cache(views.Kept.as_view()), name="account-kept"),
    # Read before Wagtail's own addresses: its login lets one in by a password alone, its logout leaves the pass.
    path("newsroom/login/", views.newsroom_sign_in),
    path("newsroom/logout/", never_cache(views.SignOut.as_view())),
    path("newsroom/account/", never_cache(require_admin_access(views.OwnSettings.as_view()))),
]
