"""The register that Django reads: this room's models, each from the file of its noun."""

from broadsheet.editions.issue import Issue, Piece
from broadsheet.editions.publication import Publication

__all__ = ["Issue", "Piece", "Publication"]
