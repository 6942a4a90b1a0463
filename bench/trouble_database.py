"""PostgreSQL stopped and started again: what readers and editors get meanwhile, and how soon all is as before."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.trouble_readers import Read, Readers, read
from tests.stage.postgresql import Cluster
from tests.stage.served import Served

STARTS_WITHIN_SECONDS = 180
LONGEST_WAIT_SECONDS = 30
BACK_WITHIN_SECONDS = 15
FACE = "The presses are stopped for a moment."
SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from broadsheet.accounts.account import Account
editor, session = Account.objects.filter(is_superuser=True).first() or Account.objects.get(email="editor@gazette.example"), SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(editor.pk), "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
session.save()
print(session.session_key)
"""
PUBLISH = """
from bench.trouble_hands import Hands
import random
hands = Hands(random.Random(1), {number})
hands._publish()
"""


@dataclass
class Place:
    """One thing that is asked for again and again: how, and what it should be before and after; and meanwhile."""

    what: str
    path: Callable[[int], str]
    well: int
    meanwhile: int
    cookie: str = ""
    patience: float = LONGEST_WAIT_SECONDS
    seen: list[Read] = field(default_factory=list)
    back_after: float = -1.0
    asked: int = 0

    def ask(self, paper: Served) -> Read:
        self.asked += 1
        return read(paper, self.path(self.asked), self.cookie, self.patience)

    def row(self) -> str:
        """The table's line."""
        if not self.seen:
            return f"| {self.what} | | | | {self.back_after:.2f} s |"
        told = ", ".join(
            f"{status or 'broken off'} x{sum(one.status == status for one in self.seen)}"
            for status in sorted({one.status for one in self.seen})
        )
        return f"| {self.what} | {self.well} | {told} | {max(one.seconds for one in self.seen):.2f} s | {self.back_after:.2f} s |"


def paper_on(cluster: Cluster, folder: Path, name: str) -> Served:
    """The sample paper, made in a database of its own and ended again."""
    paper = Served(folder, environment={"DATABASE_URL": cluster.new_database(name)})
    paper.launch("demo", str(folder), "--sample", "gazette")
    try:
        paper.wait_until(paper.is_well, STARTS_WITHIN_SECONDS)
    finally:
        paper.stop()
    return paper


def away(
    paper: Served, go: Callable[[], None], come_back: Callable[[], None], seconds: float, *, hangs: bool = False
) -> tuple[list[str], list[str]]:
    """The database goes for so long while the paper is read. Lines of a table, and faults. `hangs`: it keeps its connections and answers nothing, so
    that Django waits with it; who asks gives up after three seconds, but waits for a page until the origin does."""
    cookie = f"bs_session={paper.python(SIGN_IN).strip()}"
    places = [
        Place("the front, shelved", lambda _n: "/", 200, 200),
        Place("a page that nobody has asked for yet", lambda n: f"/2026/11/24/never-{n}/", 404, 503),
        Place("search", lambda _n: "/search/?q=harbour", 200, 503),
        Place("the newsroom, signed in", lambda _n: "/newsroom/", 200, 503, cookie),
        Place("the sign-in page", lambda _n: "/account/sign-in/", 200, 503),
    ]
    if hangs:
        for place in places[2:]:
            place.patience = 3
    shelved = [f"/{name}" for name in ("", "feed.xml", "sitemap.xml")]
    faults = [f"before: {place.what} answers {got.status}" for place in places if (got := place.ask(paper)).status != place.well]
    for path in shelved:
        read(paper, path)
    readers = Readers(paper, shelved)
    with readers.reading():
        go()
        try:
            faults += _ask_meanwhile(paper, places, seconds)
        finally:
            come_back()
        faults += _wait_until_back(paper, places)
        faults += _publish(paper, places)
    reads = readers.taken()
    faults += [f"a reader of {one.path} got {one.status}: it lies on the shelf" for one in reads if one.status != 200]
    longest = max(one.seconds for one in reads)
    lines = [place.row() for place in places]
    return [*lines, f"| two readers of shelved pages, all the while | 200 | 200 x{len(reads):,} | {longest:.2f} s | never away |"], faults


def _ask_meanwhile(paper: Served, places: list[Place], seconds: float) -> Iterator[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for place in places:
            got = place.ask(paper)
            place.seen.append(got)
            if got.status not in (place.meanwhile, 0 if place.patience < LONGEST_WAIT_SECONDS else place.meanwhile):
                yield f"meanwhile: {place.what} answers {got.status}, not {place.meanwhile}"
        time.sleep(0.1)
    answer = paper.get("/2026/11/24/never/")
    if FACE not in answer.text:
        yield f"meanwhile a page that can't be printed has not the paper's face: {answer.text[:80]!r}"


def _wait_until_back(paper: Served, places: list[Place]) -> Iterator[str]:
    """How soon each answers as before."""
    started = time.monotonic()
    for place in places:
        place.patience = LONGEST_WAIT_SECONDS
    waiting = list(places)
    while waiting and time.monotonic() - started < BACK_WITHIN_SECONDS:
        for place in list(waiting):
            if place.ask(paper).status == place.well:
                place.back_after = time.monotonic() - started
                waiting.remove(place)
        time.sleep(0.02)
    yield from (f"after {BACK_WITHIN_SECONDS} s {place.what} doesn't answer as before" for place in waiting)


def _publish(paper: Served, places: list[Place]) -> Iterator[str]:
    """An article that goes out now is read: the jobs child is at work again."""
    paper.python(PUBLISH.format(number=int(time.time()) % 100_000))
    began = time.monotonic()
    try:
        paper.wait_until(lambda: "Trouble" in paper.get("/").text, BACK_WITHIN_SECONDS)
    except AssertionError:
        yield "what was published after it came back is not seen"
    else:
        places.append(
            Place("the front with an article published right after", lambda _n: "/", 200, 200, back_after=time.monotonic() - began)
        )
