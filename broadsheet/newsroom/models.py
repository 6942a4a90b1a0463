"""The register that Django reads: what this room keeps in the database."""

from broadsheet.newsroom.missed import Missed

__all__ = ["Missed"]
