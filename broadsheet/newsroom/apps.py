"""How a story is made, and what follows a decision."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "broadsheet.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """From now on the page of consequences hears what is published, withdrawn and saved. Read when every model is known."""
        import_module("broadsheet.newsroom.publishing")
