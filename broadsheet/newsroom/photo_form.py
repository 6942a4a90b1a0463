"""The form on which a photo comes into the library: what its file says stands there already when a line is left empty."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.forms import BaseImageForm


class PhotoForm(BaseImageForm):
    class Meta(BaseImageForm.Meta):
        widgets = {
            **BaseImageForm.Meta.widgets,
            "caption": AdminAutoHeightTextInput(attrs={"rows": 2}),
            "alt": AdminAutoHeightTextInput(attrs={"rows": 2}),
            "rights": AdminAutoHeightTextInput(attrs={"rows": 2}),
            "credit": forms.TextInput(),
        }
        help_texts = {
            "caption": _("Left empty when a new file is sent: what the photographer wrote into it."),
            "credit": _("Left empty when a new file is sent: photographer and agency, as the file has them."),
        }
