"""Sold space."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvertisingConfig(AppConfig):
    name = "broadsheet.advertising"
    label = "advertising"
    verbose_name = _("Advertising")

    def ready(self) -> None:
        """From now on slots stand in the openings of pages. Read when every model is known."""
        import_module("broadsheet.advertising.filling").register()
