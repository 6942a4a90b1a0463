"""The register Django reads: what this room keeps in the database."""

from broadsheet.accounts.account import Account

__all__ = ["Account"]
