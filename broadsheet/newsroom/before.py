"""How a thing stood before it is changed: what a change has to be compared with, once it is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models

from broadsheet.editions.issue import Issue
from broadsheet.news.article import Article
from broadsheet.news.body import photo_ids
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.standing_page import StandingPage


@dataclass(frozen=True, slots=True)
class Before:
    """A thing's row as readers knew it. Empty for a thing that is new.

    path              where it stood; empty for what was never public
    had_corrections   whether it stood on the page of corrections
    photos            the photos that it showed
    """

    old: models.Model | None = None
    path: str = ""
    had_corrections: bool = False
    photos: frozenset[int] = field(default_factory=frozenset)

    @property
    def live(self) -> bool:
        """Whether readers could find it."""
        return bool(self.old and getattr(self.old, "live", True))

    @property
    def lists(self) -> list[str]:
        """The section that an article stood in; what else listed it is found by the article's own name."""
        return [f"section-{self.old.section_id}"] if self.live and isinstance(self.old, Article) else []

    def differs_from(self, thing: models.Model, *fields: str) -> bool:
        """Whether one of these fields is another now; yes for a thing that is new."""
        return self.old is None or any(getattr(self.old, name) != getattr(thing, name) for name in fields)


def read_before(thing: models.Model) -> Before:
    """Reads a thing's row as it stands in the database now. One query, two for an article that is live."""
    if isinstance(thing, Article):
        return _article(Article.objects.filter(pk=thing.pk).only("live", "slug", "headline", "published_on", "section", "requires").first())
    old = type(thing)._default_manager.filter(pk=thing.pk).first()
    if old is None:
        return Before()
    was_public = getattr(old, "first_published_at", True) is not None
    return Before(old, old.path if was_public and hasattr(old, "path") else "", photos=_photos(old))


def before(thing: models.Model) -> Before:
    """What was remembered when the change began; empty where nothing was."""
    remembered: Before = getattr(thing, "before", Before())
    return remembered


def _article(old: Article | None) -> Before:
    if old is None:
        return Before()
    return Before(
        old, old.path if old.published_on else "", had_corrections=old.live and Correction.objects.filter(article=old.pk).exists()
    )


def _photos(old: models.Model) -> frozenset[int]:
    if isinstance(old, StandingPage):
        return frozenset(photo_ids(old.body.raw_data))
    shown = {Byline: "portrait_id", Brief: "photo_id", Issue: "cover_id"}.get(type(old))
    return frozenset({getattr(old, shown)} - {None}) if shown else frozenset()
