"""Lays the ledger's guard anew, where a change of its table has lost it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from broadsheet.membership import ledger_guard


class Command(BaseCommand):
    help = "Lays the triggers that keep the ledger's lines from being changed or deleted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Repeatable. Writes."""
        ledger_guard.lay(connection)
        self.stdout.write("The ledger is guarded.")
