"""A witness that nobody kills: says whether the paper is at rest, and whether its shelf tells what its database holds. Needs Django set up."""

import gzip
import hashlib
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

from broadsheet.delivery import machine, outbox
from broadsheet.delivery.left_over import left_over
from broadsheet.delivery.press import Press
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import copy_key, read_copy
from broadsheet.delivery.variant import ENCODINGS, IDENTITY, Variant
from broadsheet.news.article import Article
from broadsheet.news.article_words import ArticleWords
from broadsheet.serving.app import press_of

UNPACK: dict[bytes, Callable[[bytes], bytes]] = {b"br": brotli.decompress, b"gzip": gzip.decompress, b"identity": bytes}
PATIENCE_SECONDS = 15
PRINTED_WHEN = re.compile(rb"<lastBuildDate>.*?</lastBuildDate>")  # of a feed that has no article yet
MOST_PRINTED = 24  # copies compared with a fresh printing at one time


def main(seed: int) -> None:
    """For each JSON line {"paths": …} on stdin one JSON line: seconds until all was done that a change sets off, what stands at these paths, faults."""
    witness = Witness(random.Random(seed))
    for line in sys.stdin:
        print(json.dumps(witness.look(json.loads(line)["paths"])), flush=True)


@dataclass(frozen=True, slots=True)
class Copy:
    """One page in one variant, as it lies on the shelf. When at rest only those are stale that the whole stock was with: they wait for a reader."""

    path: bytes
    variant: Variant
    bodies: tuple[bytes, ...]
    etags: tuple[bytes, ...]
    is_stale: bool


class Witness:
    """Reads the same database and shelf; prints with a press that shelves elsewhere."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._shelf, self._elsewhere = chance, machine.shelf(), Path(tempfile.mkdtemp(prefix="broadsheet-witness-"))
        self._proof = Press(get_wsgi_application(), Shelf(self._elsewhere), *_address())

    def look(self, paths: list[str]) -> dict[str, object]:
        """Waits until the paper is at rest, then compares."""
        close_old_connections()
        self._shelf.reopen_if_replaced()
        rested, unrest = self._until_at_rest()
        copies = list(self._copies())
        faults = [unrest] if unrest else []
        faults += [fault for copy in copies for fault in torn(copy)] + list(self._index_disagrees())
        faults += self._differing(copies, paths) + search_disagrees()
        standing = dict(_standing(paths))
        on_shelf = {copy.path.decode() for copy in copies}
        faults += [
            f"{path} is withdrawn and lies on the shelf" for path, headline in standing.items() if headline is None and path in on_shelf
        ]
        return {"rested": rested, "copies": len(copies), "standing": standing, "faults": faults}

    def _until_at_rest(self) -> tuple[float, str]:
        """Seconds until nothing waits any more: no outbox line, no task, no page to be printed again. Else what still waits."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            waits = self._what_waits()
            if not waits:
                return time.monotonic() - began, ""
            time.sleep(0.02)
        return time.monotonic() - began, f"after {PATIENCE_SECONDS} s there still wait {waits}"

    def _what_waits(self) -> str:
        if lines := outbox.pending(self._shelf):
            return f"{len(lines)} outbox lines"
        if tasks := list(DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).values_list("status", flat=True)):
            return f"tasks: {tasks}"
        if stale := left_over(self._shelf):
            return f"stale copies: {stale[:5]}"
        return ""

    def _copies(self) -> Iterator[Copy]:
        databases = self._shelf.file.databases
        with self._shelf.look() as snapshot:
            for path, variant in list(_stems(snapshot.txn, databases)):
                stored = [bytes(snapshot.txn.get(copy_key(path, variant, one), b"", databases[b"copies"])) for one in range(len(ENCODINGS))]
                record = self._shelf.page_record(snapshot, path)
                if record is None or not all(stored):
                    yield Copy(path, variant, (), (), is_stale=False)
                    continue
                rows = [read_copy(one) for one in stored]
                bodies = tuple(one[row.head_end :] for one, row in zip(stored, rows, strict=True))
                etags = tuple(one[: row.etag_end].rpartition(b'"')[0].rpartition(b'"')[2] for one, row in zip(stored, rows, strict=True))
                yield Copy(path, variant, bodies, etags, rows[IDENTITY].printed_from < record.changed_at)

    def _index_disagrees(self) -> Iterator[str]:
        """Every copy is found under what it shows, and nothing else is."""
        databases = self._shelf.file.databases
        with self._shelf.look() as snapshot:
            shown = {
                (bytes(key)[:-3], thing) for key, told in snapshot.txn.cursor(databases[b"shown"]) for thing in bytes(told)[4:].split()
            }
            shows = {(bytes(path), bytes(thing)) for thing, path in snapshot.txn.cursor(databases[b"shows"])}
        if shown != shows:
            yield f"the page index disagrees with itself: {sorted(shown ^ shows)[:3]}"

    def _differing(self, copies: list[Copy], paths: list[str]) -> list[str]:
        """Copies that are not what would be printed now: all that were touched as far as there is time, then others by chance."""
        touched = [copy for copy in copies if copy.path.decode() in paths or copy.path.count(b"/") < 4]
        rest = [copy for copy in copies if copy not in touched]
        chosen = [*self._chance.sample(touched, min(len(touched), MOST_PRINTED)), *self._chance.sample(rest, min(len(rest), 3))]
        return [difference for copy in chosen if copy.bodies and not copy.is_stale and (difference := self._difference(copy))]

    def _difference(self, copy: Copy) -> str:
        """How a copy differs from what would be printed now; empty where it doesn't."""
        printed, lies = self._proof(copy.path.decode(), copy.variant), copy.bodies[IDENTITY]
        ours, theirs = PRINTED_WHEN.sub(b"", printed.body), PRINTED_WHEN.sub(b"", lies)
        if printed.status == 200 and ours == theirs:
            return ""
        at = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), 0)
        near = slice(max(0, at - 60), at + 60)
        return f"{copy.path.decode()}: {printed.status} {ours[near]!r} would be printed now, {theirs[near]!r} lies on the shelf"


def torn(copy: Copy) -> Iterator[str]:
    """What is not whole of a copy."""
    if not copy.bodies:
        yield f"{copy.path.decode()} has no page, or not every encoding"
    for encoding, body, etag in zip(ENCODINGS, copy.bodies, copy.etags, strict=False):
        if hashlib.blake2b(body, digest_size=9, person=encoding).hexdigest().encode() != etag:
            yield f"{copy.path.decode()} ({encoding.decode()}) doesn't match its ETag"
        elif UNPACK[encoding](body) != copy.bodies[IDENTITY]:
            yield f"{copy.path.decode()} says something else as {encoding.decode()}"


def search_disagrees() -> list[str]:
    """Articles that are live and can't be found by search, or the other way."""
    live, found = (
        set(Article.objects.filter(live=True).values_list("pk", flat=True)),
        set(ArticleWords.objects.values_list("article_id", flat=True)),
    )
    return [f"search and archive disagree about the articles {sorted(live ^ found)[:5]}"] if live != found else []


def _standing(paths: list[str]) -> Iterator[tuple[str, str | None]]:
    """What the database holds: path -> headline, None where it is withdrawn; no entry where there is no such article."""
    slugs = {path.rstrip("/").rpartition("/")[2]: path for path in paths}
    for article in Article.objects.filter(slug__in=slugs, beside=None).only("slug", "live", "headline", "published_on"):
        if article.published_on is not None:
            yield slugs[article.slug], article.headline if article.live else None


def _stems(txn: object, databases: dict[bytes, object]) -> Iterator[tuple[bytes, Variant]]:
    for key, _ in txn.cursor(databases[b"shown"]):  # type: ignore[attr-defined]
        told = bytes(key)
        yield told[:-3], Variant(told[-2], told[-1])


def _address() -> tuple[str, str]:
    one = press_of(None)  # type: ignore[arg-type]
    return f"{one._scheme}://{one._host}", one._host
