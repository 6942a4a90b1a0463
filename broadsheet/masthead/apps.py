"""The paper's name and face."""

from django.apps import AppConfig


class MastheadConfig(AppConfig):
    name = "broadsheet.masthead"
    label = "masthead"
