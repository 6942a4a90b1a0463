"""The register that Django reads: this room's models, each from the file of its noun."""

from broadsheet.delivery.outbox import OutboxLine

__all__ = ["OutboxLine"]
