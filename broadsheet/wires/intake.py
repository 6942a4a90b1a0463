"""One door for every format: recognise, clean, match, and write in batches; the same item twice changes nothing.

Long because a batch is matched, written and followed up in one transaction, and its order is the rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from broadsheet.news.article import LONGEST_SLUG, Article, ArticleByline, ArticleTopic
from broadsheet.news.redirect import Redirect
from broadsheet.news.rows import among, insert, write_missing_rows, write_rows
from broadsheet.news.standing_page import StandingPage
from broadsheet.wires import opening, reading, recognising
from broadsheet.wires.filing import Filing
from broadsheet.wires.item import Item, Kind, Refusal, Status, Text
from broadsheet.wires.matching import Known, is_newer, is_newer_than, known_among
from broadsheet.wires.names import digest
from broadsheet.wires.opening import Arrived
from broadsheet.wires.pictures import taken_in
from broadsheet.wires.setting import (
    TAKEN_FIELDS,
    Photos,
    known_as,
    may_go_out,
    new_article,
    old_paths,
    page_of,
    page_slug,
    page_title,
    send_out,
    set_article,
    text_from,
    version_of,
)

BATCH = 250  # rows in one transaction: an editor's save waits for the longest of them, which is to stay under a quarter of a second
FORMATS = recognising.FORMATS
AfterBatch = Callable[[list[Article]], None]


@dataclass(slots=True)
class Taken:
    """What became of everything that came: counts, and each item that was refused, by name, with the reason."""

    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The counts as `broadsheet take --json` prints them."""
        refused = [{"item": refusal.item, "why": refusal.why} for refusal in self.refused]
        return {"taken": self.taken, "updated": self.updated, "unchanged": self.unchanged, "refused": refused}


def take(
    paths: Iterable[Path | str], *, after_batch: AfterBatch, format: str | None = None, section: str | None = None, dry_run: bool = False,  # noqa: A002 - the option's own word
    progress: Callable[[Taken], None] | None = None,
) -> Taken:  # fmt: skip
    """Takes in files, folders and archives of any known format. Writes, a batch a transaction. Raises nothing for what an item holds.

    after_batch  what follows a batch (search rows, outbox lines, which photos are open now): called with its articles, new, updated and withdrawn, inside its transaction
    format       one of FORMATS, where what a file holds should not decide
    section      the section, by slug or name, for articles that name none
    dry_run      says what would be done, and writes nothing
    progress     told the counts so far, after every batch
    """
    intake = Intake(after_batch, section=section, dry_run=dry_run, progress=progress)
    for arrived, found in reading.read(opening.arrived([Path(path) for path in paths]), settings.PAPER.timezone, format):
        for item in found:
            intake.add(item, arrived)
        if arrived is not None and arrived.is_fleeting:
            intake.settle()
    intake.flush()
    return intake.counts


@dataclass(slots=True)
class _Pending:
    """One item that waits for its batch, and what came with it."""

    item: Item
    arrived: Arrived
    photos: Photos = field(default_factory=dict)
    is_settled: bool = False

    @property
    def text(self) -> Text:
        """Its text: set by whoever read it, or now."""
        if self.item.text is None:
            self.item.write()
            self.item.text = text_from(self.item, self.photos)
        return self.item.text


class Intake:
    """One run: gathers items into batches and writes each in one short transaction."""

    def __init__(
        self, after_batch: AfterBatch, *, section: str | None = None, dry_run: bool = False, progress: Callable[[Taken], None] | None = None
    ) -> None:
        self.after_batch, self.dry_run, self.progress = after_batch, dry_run, progress
        self.counts = Taken()
        self.filing = Filing(section)
        self.pending: dict[tuple[str, str], _Pending] = {}
        self.pages: list[_Pending] = []
        self.seen: dict[tuple[str, str], Known] = {}  # of a dry run only: what would be there by now

    def add(self, item: Item | Refusal, arrived: Arrived | None) -> None:
        """Puts an item into the batch; one that comes again in the same batch is unchanged, unless it is newer: then the batch is written first."""
        if isinstance(item, Refusal) or arrived is None:
            self.counts.refused += [item] if isinstance(item, Refusal) else []
            return
        if item.kind is Kind.PAGE:
            self.pages.append(_Pending(item, arrived))
        else:
            key = known_as(item)
            before = self.pending.get(key)
            if before and item.status is not Status.CANCELED and not is_newer(item, version_of(before.item), before.item.modified_at):
                self.counts.unchanged += 1
                return
            if before:
                self.flush()
            self.pending[key] = _Pending(item, arrived)
        if len(self.pending) + len(self.pages) >= BATCH:
            self.flush()

    def settle(self) -> None:
        """Sets the text of what waits and takes in its pictures, while the archive they lie in is still open and before any transaction begins.
        What is known already, and no newer, is left alone."""
        waiting = [one for one in (*self.pending.values(), *self.pages) if not one.is_settled and one.item.text is None]
        if self.dry_run or not waiting:
            return
        known = known_among({known_as(one.item) for one in waiting if one.item.kind is Kind.ARTICLE})
        for one in waiting:
            one.is_settled = True
            before = known.get(known_as(one.item)) if one.item.kind is Kind.ARTICLE else None
            if before is None or is_newer(one.item, before.version, before.modified_at):
                self._set_text(one)

    def _set_text(self, one: _Pending) -> None:
        try:
            one.item.write()
            one.photos, refused = taken_in(one.item, one.arrived)
            one.item.text = text_from(one.item, one.photos)
        except (ValueError, TypeError) as mistake:
            self.pending.pop(known_as(one.item), None)
            self.pages = [page for page in self.pages if page is not one]
            refused = [Refusal(one.item.name, f"Its text could not be read: {mistake}.")]
        self.counts.refused += refused

    def flush(self) -> None:
        """Writes what waits: all at once, or, where one of it breaks the batch, in halves down to the one, which is refused by name."""
        self.settle()
        batch, pages = self.pending, self.pages
        self.pending, self.pages = {}, []
        if batch or pages:
            self._written(batch, pages)
        if self.progress:
            self.progress(self.counts)

    def _written(self, batch: dict[tuple[str, str], _Pending], pages: list[_Pending]) -> None:
        try:
            with transaction.atomic():
                done = self._write(batch) if batch else Taken()
                self._write_pages(pages, done)
        except (DatabaseError, ValueError, TypeError) as mistake:
            self.filing.read_anew()
            if len(batch) + len(pages) == 1:
                item = [*batch.values(), *pages][0].item
                self.counts.refused.append(Refusal(item.name, f"It could not be written: {mistake}."))
                return
            keys, half, half_pages = list(batch), len(batch) // 2, len(pages) // 2
            self._written({key: batch[key] for key in keys[:half]}, pages[:half_pages])
            self._written({key: batch[key] for key in keys[half:]}, pages[half_pages:])
            return
        self.counts.taken += done.taken
        self.counts.updated += done.updated
        self.counts.unchanged += done.unchanged
        self.counts.refused += done.refused

    def _write(self, batch: dict[tuple[str, str], _Pending]) -> Taken:
        """Matches and writes one batch; its queries do not grow with the rows."""
        now, done = timezone.now(), Taken()
        known = known_among(set(batch), lock=True) | self.seen
        new, changed, newcomers, withdrawn = [], [], [], []
        for key, one in batch.items():
            before = known.get(key)
            if one.item.status is Status.CANCELED:
                self._cancel(one.item, before, withdrawn, done)
            elif before is None:
                new.append((one, new_article(external_id=key[1])))
            elif not is_newer(one.item, before.version, before.modified_at):
                done.unchanged += 1
            elif before.is_edited or (before.article.live and not may_go_out(one.item, now)):  # it would be read at once
                newcomers.append((one, before.article))
            else:
                changed.append((one, before.article))
        done.taken += len(new)
        done.updated += len(changed) + len(newcomers)
        if self.dry_run:
            self.seen |= {
                key: Known(Article(), False, version_of(one.item), one.item.modified_at)
                for key, one in batch.items()
                if one.item.status is not Status.CANCELED
            }
            return done
        self.filing.prepare(one.item for one, _article in (*new, *changed, *newcomers))
        rows = self._set(new + changed, now) + self._set_beside(newcomers, now)
        were_there = [article.pk for _one, article in rows if article.pk is not None]
        _save(rows, withdrawn, now)
        self._file(rows, were_there)
        self.after_batch([article for _one, article in rows] + withdrawn)
        return done

    def _cancel(self, item: Item, before: Known | None, withdrawn: list[Article], done: Taken) -> None:
        """What its source takes back is taken off, whoever edited it since: only its being public ends, not a word is lost."""
        if before is None:
            done.refused.append(Refusal(item.name, "Its source takes it back (canceled), and nothing of that id was taken in."))
        elif not before.article.live or is_newer_than(before.version, None, version_of(item), None):
            done.unchanged += 1
        else:
            done.updated += 1
            before.article.external_version = version_of(item) or before.article.external_version
            before.article.external_modified_at = item.modified_at or before.article.external_modified_at
            withdrawn.append(before.article)

    def _set(self, pairs: list[tuple[_Pending, Article]], now: datetime) -> list[tuple[_Pending, Article]]:
        """Sets new and changed articles. One that was withdrawn stays so: only an editor brings it back."""
        going_out = []
        for one, article in pairs:
            was_withdrawn = not article.live and article.first_published_at is not None
            set_article(article, one.item, one.text, self.filing.section(one.item), one.photos, now)
            article.slug = article.slug or one.text.slug
            article.latest_revision_id = article.live_revision_id = None
            if article.pk is None:
                article.live, article.has_unpublished_changes = False, True
            if may_go_out(one.item, now) and not was_withdrawn:
                if article.published_on is None:
                    going_out.append((one, article))
                send_out(article, one.item, now)
        _settle_addresses(going_out)
        return pairs

    def _set_beside(self, pairs: list[tuple[_Pending, Article]], now: datetime) -> list[tuple[_Pending, Article]]:
        """What an editor has changed, or what is read while the newcomer must not be yet, is not written over: the newcomer is a draft beside it.
        A draft that nobody touched is set anew."""
        drafts = Article.objects.filter(beside__in=[article.pk for _one, article in pairs], latest_revision=None, live=False).order_by("pk")
        waiting = {draft.beside_id: draft for draft in drafts} if pairs else {}
        rows = []
        for one, edited in pairs:  # what was offered is remembered at the article itself too, should the desk throw the draft away
            Article.objects.filter(pk=edited.pk).update(external_version=version_of(one.item), external_modified_at=one.item.modified_at)
            draft = waiting.get(edited.pk) or new_article(beside_id=edited.pk)
            set_article(draft, one.item, one.text, self.filing.section(one.item), one.photos, now)
            draft.slug = one.text.slug
            draft.live, draft.has_unpublished_changes = False, True
            rows.append((one, draft))
        return rows

    def _file(self, rows: list[tuple[_Pending, Article]], were_there: list[int]) -> None:
        """Bylines, topics and old addresses of a batch, each kind in one go."""
        ArticleByline.objects.filter(article__in=were_there).delete()
        ArticleTopic.objects.filter(article__in=were_there).delete()
        signed = ((article.pk, pk, number) for one, article in rows for number, pk in enumerate(self.filing.bylines_of(one.item)))
        write_rows(ArticleByline, ["article_id", "byline_id", "sort_order"], signed)
        write_rows(
            ArticleTopic, ["article_id", "topic_id"], ((article.pk, pk) for one, article in rows for pk in self.filing.topics_of(one.item))
        )
        found = ((one.item, article.path) for one, article in rows if article.live and article.beside_id is None)
        write_missing_rows(Redirect, ["old_path", "new_path"], [(old, path) for item, path in found for old in old_paths(item, path)])

    def _write_pages(self, pages: list[_Pending], done: Taken) -> None:
        """Pages become standing pages, as drafts. One that is there is left as it is; another of the same address is refused by name."""
        slugs = {page_slug(one.item) for one in pages}
        there = dict(StandingPage.objects.filter(slug__in=slugs).values_list("slug", "title")) if slugs else {}
        new = []
        for one in pages:
            slug, title = page_slug(one.item), page_title(one.item)
            if slug not in there:
                there[slug] = title
                new.append(page_of(one.item, one.photos))
            elif there[slug] == title:
                done.unchanged += 1
            else:
                done.refused.append(
                    Refusal(
                        one.item.name,
                        f"The standing page “{there[slug]}” has its address, /about/{slug}/, already. Change one of the two addresses.",
                    )
                )
        done.taken += len(new)
        if not self.dry_run:
            StandingPage.objects.bulk_create(new)


def _settle_addresses(going_out: list[tuple[_Pending, Article]]) -> None:
    """Gives each article that goes out for the first time a slug that no other of its day has. One query; where it is in use, the mark of the
    item's own id stands behind it, so that the same item gets the same address wherever it is taken in."""
    days, slugs = {article.published_on for _one, article in going_out}, {article.slug for _one, article in going_out}
    taken = (
        set(Article.objects.filter(published_on__in=days, slug__in=among(slugs)).values_list("published_on", "slug"))
        if going_out
        else set()
    )
    for one, article in going_out:
        if (article.published_on, article.slug) in taken:
            article.slug = f"{article.slug[: LONGEST_SLUG - 9].rstrip('-')}-{digest(*known_as(one.item))[:8]}"
        taken.add((article.published_on, article.slug))


def _save(rows: list[tuple[_Pending, Article]], withdrawn: list[Article], now: datetime) -> None:
    """Writes the rows of a batch: no signals, no revisions (the first is made when a person opens one), nothing set by itself."""
    new = [(article, one.text.body_json) for one, article in rows if article.pk is None]
    old = [article for _one, article in rows if article.pk is not None]
    insert([article for article, _body in new], {"body": [body for _article, body in new]})
    if old:
        Article.objects.bulk_create(old, update_conflicts=True, unique_fields=["id"], update_fields=TAKEN_FIELDS)
    for article in withdrawn:
        article.live, article.has_unpublished_changes, article.updated_at = False, True, now
    if withdrawn:
        Article.objects.bulk_update(
            withdrawn, ["live", "has_unpublished_changes", "updated_at", "external_version", "external_modified_at"]
        )
