"""What comes in from elsewhere."""

from django.apps import AppConfig


class WiresConfig(AppConfig):
    name = "broadsheet.wires"
    label = "wires"
