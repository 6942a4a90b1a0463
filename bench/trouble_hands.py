"""Hands that never rest: publish, correct, withdraw and take in beside the served paper, and say when each call began and returned. Needs Django set up."""

import json
import os
import random
import select
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from django.contrib.sessions.backends.db import SessionStore
from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import standing_changed
from broadsheet.delivery import reader_pass
from broadsheet.delivery.reading import pass_keys
from broadsheet.news.article import Article
from broadsheet.news.section import Section
from broadsheet.newsroom.taking_in import take_in

BATCH = 12  # items of one file, taken in within one transaction
MOST_LIVE = 40  # articles or batches in play; then the oldest are changed, so that a long run doesn't grow what is checked
TEXT = "<p>The bell on the North Mole rang, stopped, and rang again.</p>"
States = dict[str, str | None]  # path -> the headline that stands there; None: withdrawn


def main(seed: int, first: int) -> None:
    """Works while the last line read from stdin is "go"; ends with stdin. Prints one JSON object a line: what it will do, what is done, "resting"."""
    hands, working = Hands(random.Random(seed), first), False
    _say(resting=True)
    while True:
        if not working or select.select([sys.stdin], [], [], 0)[0]:
            words = os.read(sys.stdin.fileno(), 4096).split()  # past Python's own buffer, into which select can't look
            if not words:
                return
            working = words[-1] == b"go"
            if not working:
                _say(resting=True)
                continue
        hands.change_something()


def obey() -> None:
    """Does what each line of stdin says, {"verb": …, "number": …}, and says what came of it and when the call returned."""
    for line in sys.stdin:
        told = json.loads(line)
        try:
            done = OBEYED[told["verb"]](int(told["number"]))
        except DatabaseTrouble as error:
            done = {"refused": f"{type(error).__name__}: {error}"}
        _say(returned=time.monotonic(), **done)


def hurry(seed: int, first: int, seconds: float) -> None:
    """As many changes as fit into this time. Prints how many, and how long each took."""
    hands = Hands(random.Random(seed), first)
    _timed(hands.change_something, seconds)


def sign_in_and_out(seconds: float) -> None:
    """Sessions begun and ended, as readers do: the smallest of writes, each in a transaction of its own."""

    def once() -> None:
        session = SessionStore()
        session["since"] = time.time()
        session.save()
        session.delete()

    _timed(once, seconds)


def _timed(step: Callable[[], None], seconds: float) -> None:
    took, errors, end = [], [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            step()
        except DatabaseTrouble as error:
            errors.append(f"{type(error).__name__}: {error}")
        took.append(time.monotonic() - began)
        time.sleep(0.002)  # else on SQLite whoever waits asks again while the lock is taken already
    _say(took=took, errors=errors)


class Hands:
    """Two kinds of things in play: articles made here, and batches that came by wire."""

    def __init__(self, chance: random.Random, first: int) -> None:
        self._chance, self._next = chance, first
        self._section = Section.objects.filter(requires="").order_by("position")[0]
        self._folder = Path(tempfile.mkdtemp(prefix="broadsheet-wire-"))
        self._articles: list[int] = []
        self._batches: dict[int, int] = {}  # number of a batch -> its version

    def change_something(self) -> None:
        """One change, by chance."""
        verbs: list[tuple[Callable[[], None], int]] = [(self._publish, 3), (self._take, 2)]
        if self._articles:
            verbs += [(self._correct, 3), (self._withdraw, 2)]
        if self._batches:
            verbs += [(self._take_again, 1), (self._take_back, 1)]
        choice, weights = zip(*verbs, strict=True)
        self._chance.choices(choice, weights)[0]()

    def _publish(self) -> None:
        number = self._counted()
        article = Article(
            headline=f"Trouble {number}.1", slug=f"trouble-{number}", section=self._section, live=False, body=[("paragraph", TEXT)]
        )
        article.save()
        self._done("publish", {}, lambda: _publish(article))
        self._articles.append(article.pk)
        if len(self._articles) > MOST_LIVE:
            self._articles.pop(0)

    def _correct(self) -> None:
        """A withdrawn one is published again by it."""
        article = Article.objects.get(pk=self._chance.choice(self._articles))
        stem, _, version = article.headline.rpartition(".")
        article.headline = f"{stem}.{int(version) + 1}"
        self._done("correct", {article.path: article.headline}, lambda: _publish(article))

    def _withdraw(self) -> None:
        article = Article.objects.get(pk=self._chance.choice(self._articles))
        if article.live:
            self._done("withdraw", {article.path: None}, lambda: _unpublish(article))

    def _take(self) -> None:
        number = self._counted()
        self._taken(number, 1)
        self._batches[number] = 1
        if len(self._batches) > MOST_LIVE // 4:
            self._batches.pop(next(iter(self._batches)))

    def _take_again(self) -> None:
        number = self._chance.choice(list(self._batches))
        self._batches[number] += 1
        self._taken(number, self._batches[number])

    def _take_back(self) -> None:
        number = self._chance.choice(list(self._batches))
        version = self._batches.pop(number) + 1
        self._taken(number, version, is_taken_back=True)

    def _taken(self, number: int, version: int, *, is_taken_back: bool = False) -> None:
        rows = [item(number, place, version, "canceled" if is_taken_back else "usable") for place in range(BATCH)]
        file = self._folder / f"{number}.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        states = {path_of(number, place): None if is_taken_back else str(rows[place]["headline"]) for place in range(BATCH)}
        self._done("take back" if is_taken_back else "take", states, lambda: _took([file], states))

    def _done(self, verb: str, states: States, call: Callable[[], States]) -> None:
        _say(verb=verb, began=time.monotonic(), states=states)
        states = call()
        _say(verb=verb, returned=time.monotonic(), states=states)

    def _counted(self) -> int:
        self._next += 1
        return self._next


def item(number: int, place: int, version: int, status: str = "usable") -> dict[str, object]:
    """One item of a batch, as an agency sends it."""
    return {
        "uri": f"urn:trouble:{number}:{place}", "type": "text", "pubstatus": status, "language": "en", "version": str(version),
        "headline": f"Batch {number} item {place} version {version}", "versioncreated": "2026-03-01T08:00:00Z",
        "body_html": f"{TEXT}<p>Batch {number}, item {place}, version {version}.</p>", "subject": [{"name": "Wire", "rel": "classifies"}],
    }  # fmt: skip


def slug_of(number: int, place: int) -> str:
    """The slug of an item, made from its first headline."""
    return f"batch-{number}-item-{place}-version-1"


def path_of(number: int, place: int) -> str:
    """Where an item is read."""
    return f"/2026/03/01/{slug_of(number, place)}/"


def _publish(article: Article) -> States:
    with transaction.atomic():
        article.save_revision().publish()
    article = Article.objects.get(pk=article.pk)
    return {article.path: article.headline}


def _unpublish(article: Article) -> States:
    with transaction.atomic():
        article.unpublish()
    return {article.path: None}


def _took(files: Iterable[Path], states: States) -> States:
    told = take_in(list(files))
    assert not told.refused, told.refused
    return states


def _say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def _published(number: int) -> dict[str, object]:
    section = Section.objects.filter(requires="").order_by("position")[0]
    article = Article(headline=f"Trouble {number}.1", slug=f"trouble-{number}", section=section, live=False, body=[("paragraph", TEXT)])
    article.save()
    return {"states": _publish(article)}


def _corrected(number: int) -> dict[str, object]:
    article = Article.objects.get(slug=f"trouble-{number}")
    article.headline = f"Trouble {number}.2"
    return {"states": _publish(article)}


def _withdrawn(number: int) -> dict[str, object]:
    return {"states": _unpublish(Article.objects.get(slug=f"trouble-{number}"))}


def _scheduled(number: int) -> dict[str, object]:
    """To go out an hour from now by the clock of this process."""
    section = Section.objects.filter(requires="").order_by("position")[0]
    article = Article(headline=f"Trouble {number}.1", slug=f"trouble-{number}", section=section, live=False, body=[("paragraph", TEXT)])
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save()
    with transaction.atomic():
        article.save_revision().publish()
    return {"slug": article.slug}


def _path_of(number: int) -> dict[str, object]:
    article = Article.objects.get(slug=f"trouble-{number}")
    return {"path": article.path if article.live else "", "live": article.live}


def _passed(number: int) -> dict[str, object]:
    """A Premium pass of the account with this number, and a Premium article."""
    key_id, key = next(iter(pass_keys().items()))
    until = int(time.time()) + reader_pass.PASS_LIFE_SECONDS
    account = Account.objects.order_by("pk")[0]
    note = reader_pass.sign(key_id.decode(), key, reader_pass.bits("p"), until, account.pk, account.pass_generation)
    return {"cookie": f"bs_pass={note}", "path": Article.objects.live().exclude(requires="")[0].path}


def _taken_back(number: int) -> dict[str, object]:
    with transaction.atomic():
        standing_changed(Account.objects.order_by("pk")[0])
    return {}


OBEYED: dict[str, Callable[[int], dict[str, object]]] = {
    "publish": _published, "correct": _corrected, "withdraw": _withdrawn, "schedule": _scheduled, "find": _path_of, "pass": _passed, "take back": _taken_back,
}  # fmt: skip
