"""The room of printed copies and the door."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "broadsheet.delivery"
    label = "delivery"
