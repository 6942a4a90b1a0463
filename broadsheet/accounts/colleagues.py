"""The newsroom's screens for people: Wagtail's own, with one name where it asks for two, and with passes that end when they must."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import DeleteView, EditView, IndexView, UserViewSet

from broadsheet.accounts.account import Account, Accounts
from broadsheet.accounts.standing import standing_changed

ENDS_PASSES = frozenset({"is_active", "password1", "email"})


class OneName:
    """Beside Wagtail's two forms: a name as its bearer writes it, and an address that is one account however it is spelled."""

    def clean_email(self) -> str:
        return Accounts.normalize_email(self.cleaned_data["email"])


class NewColleagueForm(OneName, UserCreationForm):
    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = ("email", "name", "is_superuser", "groups")


class ColleagueForm(OneName, UserEditForm):
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        fields = ("email", "name", "is_active", "is_superuser", "groups")


class OwnNameForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ("name",)


class OwnNamePanel(BaseSettingsPanel):
    name = "own_name"
    title = _("Name")
    order = 100
    form_class = OwnNameForm


class ColleagueList(IndexView):
    search_fields = frozenset({"name", "email"})


class ColleagueEdit(EditView):
    def save_instance(self) -> Account:
        """Called in a transaction of Wagtail's."""
        account: Account = super().save_instance()
        if ENDS_PASSES.intersection(self.form.changed_data):
            standing_changed(account)
        return account


class ColleagueDelete(DeleteView):
    @transaction.atomic
    def delete_action(self) -> None:
        standing_changed(self.object)
        super().delete_action()


class ColleagueViewSet(UserViewSet):
    index_view_class = ColleagueList
    edit_view_class = ColleagueEdit
    delete_view_class = ColleagueDelete
    create_template_name = "accounts/colleague_new.html"
    edit_template_name = "accounts/colleague.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        return ColleagueForm if for_update else NewColleagueForm
