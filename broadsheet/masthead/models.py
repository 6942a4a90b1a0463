"""The register Django reads: what this room keeps in the database."""

from broadsheet.masthead.quiet import Quiet

__all__ = ["Quiet"]
