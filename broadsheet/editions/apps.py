"""The paper as printed: the magazine and its issues."""

from importlib import import_module

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "broadsheet.editions"
    label = "editions"

    def ready(self) -> None:
        """From now on an article says which issue it is a piece of, and a cover that readers see is an open picture."""
        import_module("broadsheet.editions.fillings").register()
