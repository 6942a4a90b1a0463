"""What the holder of an account types into its own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from broadsheet.accounts.account import Accounts


class PasswordProofForm(forms.Form):
    """The password once more."""

    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False)


class CodeForm(forms.Form):
    """A code that came by mail."""

    code = forms.CharField(
        label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"})
    )


class AddressForm(forms.Form):
    """A new e-mail address."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        return Accounts.normalize_email(self.cleaned_data["email"])
