"""What the paper has of an item already, and whether what comes is newer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from broadsheet.news.article import Article
from broadsheet.news.rows import among
from broadsheet.wires.item import Item
from broadsheet.wires.setting import version_of


@dataclass(slots=True)
class Known:
    """What the paper has of an item already."""

    article: Article
    is_edited: bool
    version: str
    modified_at: datetime | None


def known_among(keys: set[tuple[str, str]], *, lock: bool = False) -> dict[tuple[str, str], Known]:
    """What the paper has of these items. Two queries, a third where an editor has changed some."""
    if not keys:
        return {}
    by_source: dict[str, list[str]] = {}
    for source, external_id in keys:
        by_source.setdefault(source, []).append(external_id)
    wanted = Q()
    for source, ids in by_source.items():
        wanted |= Q(source=source, external_id__in=among(ids))
    # The second condition is the index's own: without it SQLite reads every article there is.
    found = Article.objects.filter(wanted, ~Q(external_id="")).select_related("latest_revision").defer("body", "latest_revision__content")
    rows = list(found.select_for_update(of=("self",)) if lock else found)
    edited = {row.pk for row in rows if row.latest_revision and row.latest_revision.user_id}
    offered = (
        list(Article.objects.filter(beside__in=edited).values_list("beside_id", "external_version", "external_modified_at"))
        if edited
        else []
    )
    known = {}
    for row in rows:
        one = Known(row, row.pk in edited, row.external_version, row.external_modified_at)
        for beside, version, modified_at in offered:
            if beside == row.pk and is_newer_than(version, modified_at, one.version, one.modified_at):
                one.version, one.modified_at = version, modified_at
        known[row.source, row.external_id] = one
    return known


def is_newer(item: Item, version: str, modified_at: datetime | None) -> bool:
    """Whether an item is a newer version of what is known: by its version number, or where either has none by when it was modified."""
    return is_newer_than(version_of(item), item.modified_at, version, modified_at)


def is_newer_than(version: str, modified_at: datetime | None, known_version: str, known_modified_at: datetime | None) -> bool:
    """The same, of bare versions and times."""
    mine, its = _number(version), _number(known_version)
    if mine is not None and its is not None:
        return mine > its
    return modified_at is not None and (known_modified_at is None or modified_at > known_modified_at)


def _number(version: str) -> tuple[int, ...] | None:
    """A version such as "3" or "1.10" as numbers that can be compared; None for words."""
    parts = version.strip().split(".")
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts) else None
