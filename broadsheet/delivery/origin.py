"""No copy: ask the press once per page and variant, however many readers wait. And print again what went out stale."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from broadsheet.delivery.answer import Answer
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import read_copy
from broadsheet.delivery.variant import IDENTITY, Variant

Press = Callable[[str, Variant], Answer]  # prints the page at a raw path, shelves it where it may; raises when it can't be printed
Renew = Callable[
    [bytes], tuple[bytes, tuple[bytes, ...]] | None
]  # the Cookie header -> a new pass, its Set-Cookie values; None: not signed in
FromShelf = Callable[[], Answer | Variant]
LastResort = Callable[[Variant], Answer | None]

PRINTING_THREADS = 8
MOST_PRINTING = 500  # pages asked for and not yet printed; beyond that a reader is told to come again
SIGNING_THREADS = 2
MOST_RENEWING = 100  # beyond that a signed-in reader reads the open page once more
MOST_PRINTS = 3  # of a page that changes while it is printed
MOST_PRINTS_OF_WITHDRAWN = 6  # a copy from before a withdrawal is never handed out
REST_SECONDS = 5.0  # a page that could not be printed again is left alone for that long
SHARED_STATUSES = frozenset((301, 308, 404, 410, 500, 503))  # the same for every reader; all else Django must answer to the reader
TRACKERS = frozenset(
    b"fbclid gclid gclsrc gbraid wbraid gad_source gad_campaignid dclid msclkid mc_cid mc_eid igshid igsh yclid ymclid ysclid _hsenc _hsmi __hstc"
    b" __hssc __hsfp hsctatracking ttclid twclid li_fat_id srsltid _gl _ga mkt_tok vero_id oly_enc_id oly_anon_id epik sccid rdt_cid wickedid s_cid"
    b" cmpid ncid".split()
)
TRACKER_FAMILIES = (b"utm_", b"mtm_", b"pk_", b"piwik_", b"hsa_")

log = logging.getLogger("broadsheet.origin")


class TooManyWait(Exception):
    """More pages are asked for than can be printed."""


class Origin:
    """One per worker, used in its event loop. Printing itself is done in threads."""

    def __init__(
        self, shelf: Shelf, press: Press, renew: Renew, clock: Callable[[], float] = time.time, faces: Mapping[int, bytes] | None = None
    ) -> None:
        """`faces`: what 500 and 503 look like in this paper, as HTML set beforehand: when they are needed nothing can be set."""
        self._shelf, self._press, self._renew, self._clock, self._faces = shelf, press, renew, clock, faces or {}
        self._threads = ThreadPoolExecutor(PRINTING_THREADS, "press")
        self._signing_threads = ThreadPoolExecutor(SIGNING_THREADS, "signing")  # of their own: anyone can send a bs_session
        self._renewing = 0
        self._flights: dict[tuple[bytes, Variant], asyncio.Task[tuple[int, Answer]]] = {}
        self._wanted: dict[tuple[bytes, Variant], None] = {}  # in the order in which they went out
        self._resting: dict[tuple[bytes, Variant], float] = {}
        self._reprinting: asyncio.Task[None] | None = None

    @property
    def printing(self) -> int:
        """How many pages are being printed or wait for it."""
        return len(self._flights)

    async def answer(self, path: bytes, variant: Variant, from_shelf: FromShelf, last_resort: LastResort) -> Answer | None:
        """Prints the page and answers with it, from the shelf where it lies there now. None: Django must see the reader's own request.

        from_shelf   what this reader gets from the shelf by now, or the variant to print: a pass may end, a page be gated meanwhile
        last_resort  what may be handed out when nothing can be printed
        """
        try:
            return await self._answer(path, variant, from_shelf)
        except TooManyWait:
            trouble = self._said(503, "Too many pages are asked for at once. Please try again in a moment.", (b"retry-after", b"2"))
        except Unprinted as unprinted:
            trouble = unprinted.answer
        wanted = from_shelf()
        return wanted if isinstance(wanted, Answer) else last_resort(wanted) or trouble

    def _said(self, status: int, sentence: str, *more: tuple[bytes, bytes]) -> Answer:
        """In the paper's face, where it has one for this; else in a plain sentence."""
        kind, body = (b"html", self._faces[status]) if status in self._faces else (b"plain", sentence.encode() + b"\n")
        return Answer(status, [(b"content-type", b"text/%b; charset=utf-8" % kind), (b"cache-control", b"no-store"), *more], body)

    def want(self, path: bytes, variant: Variant) -> None:
        """A stale copy went out: print it again behind."""
        key = path, variant
        if self._resting.get(key, 0) > self._clock():
            return
        self._wanted[key] = None
        if self._reprinting is None or self._reprinting.done():
            self._reprinting = asyncio.get_running_loop().create_task(self._reprint())

    async def renewed(self, cookies: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
        """A new pass and the Set-Cookie values for whoever is signed in; None for others, and when none could be signed (logged)."""
        if self._renewing >= MOST_RENEWING:
            log.warning("More than %d passes wait to be renewed; the open page is handed out.", MOST_RENEWING)
            return None
        self._renewing += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._signing_threads, self._renew, cookies)
        except Exception:
            log.exception("A reader's pass could not be renewed; the open page is handed out.")
            return None
        finally:
            self._renewing -= 1

    async def reprinted(self) -> None:
        """Waits until all that went out stale is printed again. For tests, and for the end of a worker."""
        if self._reprinting is not None:
            await self._reprinting

    def close(self) -> None:
        """The end of a worker: nothing more is begun."""
        self._wanted.clear()
        for threads in (self._threads, self._signing_threads):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, path: bytes, variant: Variant, from_shelf: FromShelf) -> Answer | None:
        for turn in range(1, MOST_PRINTS_OF_WITHDRAWN + 1):
            printed_from, printed = await self._printed(path, variant)
            wanted = from_shelf()
            if isinstance(wanted, Answer):
                return wanted
            if not printed.is_a_page_to_keep:
                return _shared(printed)
            if wanted != variant:  # not what this reader may have by now
                variant = wanted
                continue
            if turn >= MOST_PRINTS and not self._shelf.withdrawn_since(printed_from):
                return printed  # it changes faster than it can be printed, but nothing in it was withdrawn
        raise Unprinted(self._said(503, "This page is being changed. Please try again in a moment.", (b"retry-after", b"2")))

    async def _printed(self, path: bytes, variant: Variant) -> tuple[int, Answer]:
        """Whoever comes first prints; the others wait for the same print, and whoever leaves cancels nobody's."""
        key = path, variant
        if key not in self._flights:
            if len(self._flights) >= MOST_PRINTING:
                raise TooManyWait
            flight = self._flights[key] = asyncio.get_running_loop().create_task(self._print(path, variant))
            flight.add_done_callback(_look_at)
        return await asyncio.shield(self._flights[key])

    async def _print(self, path: bytes, variant: Variant) -> tuple[int, Answer]:
        try:
            printed_from, printed = await asyncio.get_running_loop().run_in_executor(self._threads, self._in_thread, path, variant)
        except Exception as error:
            log.exception("The page %s could not be printed.", path.decode("latin-1"))
            raise Unprinted(self._said(500, "Something went wrong while this page was made. It has been noted.")) from error
        finally:
            del self._flights[path, variant]
        if printed.status >= 500:
            raise Unprinted(_without_cookies(printed))
        return printed_from, printed

    def _in_thread(self, path: bytes, variant: Variant) -> tuple[int, Answer]:
        printed_from = self._shelf.moment()
        printed = self._press(path.decode("ascii"), variant)
        if printed.says_there_is_no_page:
            self._shelf.drop(path)
        return printed_from, printed

    async def _reprint(self) -> None:
        while self._wanted:
            key = next(iter(self._wanted))
            del self._wanted[key]
            if not self._is_stale(*key):
                continue
            try:
                await self._printed(*key)
            except (Unprinted, TooManyWait):
                self._rest(key)

    def _rest(self, key: tuple[bytes, Variant]) -> None:
        now = self._clock()
        self._resting = {other: until for other, until in self._resting.items() if until > now}
        self._resting[key] = now + REST_SECONDS

    def _is_stale(self, path: bytes, variant: Variant) -> bool:
        with self._shelf.look() as snapshot:  # another worker may have printed it meanwhile
            page, copy = self._shelf.page_record(snapshot, path), self._shelf.copy(snapshot, path, variant, IDENTITY)
            row = read_copy(copy) if copy is not None else None
            return page is not None and row is not None and (row.fresh_until <= self._clock() or row.printed_from < page.changed_at)


class Unprinted(Exception):
    """A page could not be printed; what to say to the reader where no older copy may be handed out."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"Not printed: {answer.status}.")
        self.answer = answer


def is_only_trackers(query: bytes) -> bool:
    """Whether a query holds nothing but what trackers add: the page is the same without it. An empty query is."""
    names = (word.partition(b"=")[0].lower() for word in query.split(b"&") if word)
    return all(name in TRACKERS or name.startswith(TRACKER_FAMILIES) for name in names)


def _shared(printed: Answer) -> Answer | None:
    """What may be told to everyone who waits: nothing that depends on who asks."""
    return _without_cookies(printed) if printed.status in SHARED_STATUSES else None


def _without_cookies(printed: Answer) -> Answer:
    headers = [(name, value) for name, value in printed.headers if name != b"set-cookie"]
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"private, no-cache"))  # else a browser may remember a 301 for good
    return printed._replace(headers=headers)


def _look_at(flight: asyncio.Task[tuple[int, Answer]]) -> None:
    """When everyone has left, nobody else asks how the print went; it was logged where it failed."""
    if not flight.cancelled():
        flight.exception()
