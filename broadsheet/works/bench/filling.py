"""Fills the bench's own paper, and writes down what its readers will ask for and the same pages for nginx."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from broadsheet.delivery import machine
from broadsheet.delivery.reading import pass_keys
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.variant import Variant
from broadsheet.serving.app import press_of
from broadsheet.serving.jobs import jobs_child
from broadsheet.works.bench import newspaper, readers, stock, yardstick
from broadsheet.works.bench.prose import Prose
from broadsheet.works.bench.readers import Call, Crowd

MOST_LONG = 40  # articles that the pages on the shelf are made of
PAGES_A_LONG, PAGES_A_SHORT = 10, 40  # 20,000 pages: 40 long articles, 500 short ones
CALLS, FEW_CALLS = 40_000, 4_000  # of those who read articles, and of the others
SECTIONS = [f"/{name.lower()}/".encode() for name in newspaper.SECTIONS]
FEEDS = [b"/feed.xml", *(section + b"feed.xml" for section in SECTIONS)]
NGINX = "-nginx"  # behind a reader's name: what nginx is asked, where its ETags are others


def fill(folder: Path, host: str, nginx_port: int, pages: int, say: Callable[[str], None]) -> None:
    """Fills the current paper; `folder` gets requests/<reader>.bin, nginx.conf and nginx's pages. Writes, for a minute or two."""
    shelf = machine.shelf()
    shelf.open_for(machine.fingerprint())
    press = press_of(get_wsgi_application())
    say("Writing the bench's paper …")
    long, short = newspaper.write(min(MOST_LONG, pages // PAGES_A_LONG), pages // PAGES_A_SHORT)
    jobs = jobs_child()
    jobs.turn()
    jobs.turn()  # what its tasks changed: else it would be found stale while it is measured
    prints = [stock.prints_of(article, press, shelf) for article in long]
    for done in stock.fill(shelf, prints, pages):
        if not done % 5_000:
            say(f"{done} pages lie on the shelf …")
    for path in (b"/", *SECTIONS, *FEEDS):
        press(path.decode(), stock.OPEN)
    say("Writing down what readers ask for …")
    desk = Desk(folder, host, shelf, [stock.path_of(number) for number in range(pages)], int(time.time()))
    desk.write([article.path.encode() for article in short])
    yardstick.write_configuration(folder, nginx_port, stock.head_lines(shelf, stock.path_of(0), stock.OPEN))


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is written down what readers ask for. `pages`: the most popular first; every tenth requires Premium."""

    folder: Path
    host: str
    shelf: Shelf
    pages: Sequence[bytes]
    now: int

    def write(self, short: Sequence[bytes]) -> None:
        """All of it. `short`: pages that are printed while it is measured."""
        self._write("anonymous", self._articles)
        self._write("partner", self._articles, readers.passes(pass_keys(), self.now))
        self._write("revalidating", self._articles_known_from_us)
        self._write(f"revalidating{NGINX}", self._articles_known_from_nginx)
        self._write("front", lambda crowd: self._any_of([b"/"], crowd))
        self._write("section", lambda crowd: self._any_of(SECTIONS, crowd))
        self._write("feed", lambda crowd: self._any_of(FEEDS, crowd))
        self._note("miss", self._crowd(), (Call(path, self._crowd().block()) for path in short))
        self._note("search", self._crowd(), self._searches(self._crowd()))
        (self.folder / "miss.txt").write_bytes(b"\n".join(short))

    def _crowd(self) -> Crowd:
        return Crowd(9, self.host, self.pages, self.now)

    def _write(self, name: str, calls: Callable[[Crowd], Iterable[Call]], passes: Sequence[str] = ()) -> None:
        """The requests, and for nginx the pages that they ask for."""
        crowd = self._crowd()
        told = [call._replace(passes=passes) for call in calls(crowd)]
        self._note(name, crowd, told)
        for call in told:
            body, _ = self._copy(call.path, call.block.encoding, has_pass=bool(passes))
            yardstick.lay(self.folder / "nginx", "partner" if passes else "open", call.path, call.block.encoding, body)

    def _note(self, name: str, crowd: Crowd, calls: Iterable[Call]) -> None:
        readers.write_requests(self.folder / "requests" / f"{name}.bin", map(crowd.request, calls))

    def _articles(self, crowd: Crowd) -> Iterator[Call]:
        for place in crowd.places(min(CALLS, 2 * len(self.pages))):
            yield Call(self.pages[place], crowd.block())

    def _articles_known_from_us(self, crowd: Crowd) -> Iterator[Call]:
        for call in self._open_articles(crowd):
            yield call._replace(known=self._copy(call.path, call.block.encoding)[1])

    def _articles_known_from_nginx(self, crowd: Crowd) -> Iterator[Call]:
        for call in self._open_articles(crowd):
            yield call._replace(known=yardstick.etag(self._copy(call.path, call.block.encoding)[0]))

    def _open_articles(self, crowd: Crowd) -> Iterator[Call]:
        """A browser keeps no page that requires something."""
        yield from (call for call in self._articles(crowd) if not self._requires(call.path))

    def _any_of(self, paths: Sequence[bytes], crowd: Crowd) -> Iterator[Call]:
        for turn in range(FEW_CALLS):
            yield Call(paths[turn % len(paths)], crowd.block())

    def _searches(self, crowd: Crowd) -> Iterator[Call]:
        for turn in range(FEW_CALLS):
            yield Call(b"/search/?q=" + Prose(turn).words(1 + turn % 2).replace(" ", "+").encode(), crowd.block())

    def _copy(self, path: bytes, encoding: int, *, has_pass: bool = False) -> tuple[bytes, bytes]:
        variant: Variant = stock.PREMIUM if has_pass and self._requires(path) else stock.OPEN
        return stock.body_and_etag(self.shelf, path, variant, encoding)

    def _requires(self, path: bytes) -> bool:
        with self.shelf.look() as snapshot:
            record = self.shelf.page_record(snapshot, path)
            return record is not None and bool(record.changes)
