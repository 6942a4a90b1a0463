"""What we publish."""

from importlib import import_module

from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "broadsheet.news"
    label = "news"

    def ready(self) -> None:
        """From now on other rooms can call sections and articles by their names. Read when every model is known."""
        import_module("broadsheet.news.named").tell_names()
