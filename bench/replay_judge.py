"""What an answer of the replay must be, and what must not be in it. Plain Python."""

import gzip
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

import brotli

VISIBLE_WITHIN_SECONDS = 1.0  # T4 says 0.3 for 95 of 100; what is later than this counts as a page that is not there
_WHOLE = re.compile(rb"Whole text of ([\w-]+)\.")
_BELL = re.compile(rb"Bell (\d+) rings, edition (\d+)")


class Answer(NamedTuple):
    """One answer; moments in seconds of the machine's own clock."""

    path: str
    has_pass: bool
    sent: float
    came: float
    status: int
    variant: str
    encoding: str
    body: bytes


class Sight(NamedTuple):
    """An edition of a bell that a reader saw (None: the bell's own page was not there)."""

    path: str
    bell: int
    edition: int | None
    sent: float
    came: float


class Edition(NamedTuple):
    """When the calls began and returned that put it out and withdrew it."""

    out_began: float
    out_returned: float
    gone_began: float
    gone_returned: float


@dataclass
class Judge:
    """Looks at every answer at once, and at what was seen of bells once all is over."""

    paper: Mapping[str, Any]
    faults: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    _bells: dict[str, int] = field(default_factory=dict)
    _texts: dict[bytes, tuple[frozenset[bytes], frozenset[tuple[int, int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bells = {path: number for number, path in enumerate(self.paper["bells"])}

    def look_at(self, answer: Answer) -> None:
        """Everything that can be said of it by itself."""
        path = answer.path.partition("?")[0]
        bell = self._bells.get(path)
        if answer.status >= 500:
            return self._fault(f"{answer.status}", answer)
        if answer.status != 200:
            if bell is None:
                return self._fault("a page that is there was not found", answer)
            return self.sights.append(Sight(path, bell, None, answer.sent, answer.came))
        whole, bells = self._read(answer)
        self.sights += [Sight(path, number, edition, answer.sent, answer.came) for number, edition in bells if bell in (None, number)]
        if path in self.paper["lists"]:
            return None
        if bell is not None and bell not in {number for number, _ in bells}:
            return self._fault("another page than the one asked for", answer)
        return self._look_at_text(answer, path, whole)

    def judge(self, changes: Sequence[Mapping[str, Any]], began: float) -> None:
        """Every sight against what the newsroom did. Bells were all out, in their edition 0, before it began."""
        editions = _editions(changes, len(self._bells), began)
        for sight in self.sights:
            if fault := _fault_of(sight, editions):
                self.faults[fault] += 1
                self.examples.append(f"{fault}: {sight}")

    def _look_at_text(self, answer: Answer, path: str, whole: frozenset[bytes]) -> None:
        requires, own = self.paper["articles"].get(path, False), path.rstrip("/").rpartition("/")[2].encode()
        if whole - {own}:
            self._fault("the text of another page", answer)
        elif requires and not answer.has_pass and whole:
            self._fault("a text that requires a benefit, without it", answer)
        elif not whole and (not requires or answer.has_pass):
            self._fault("a page without its text", answer)
        elif answer.variant != ("p" if requires and answer.has_pass else "open"):
            self._fault("a copy of another variant", answer)

    def _read(self, answer: Answer) -> tuple[frozenset[bytes], frozenset[tuple[int, int]]]:
        """What is in a body; the same bytes are read once."""
        seal = blake2b(answer.body, digest_size=16).digest()
        if seal not in self._texts:
            text = _unpacked(answer)
            bells = frozenset((int(number), int(edition)) for number, edition in _BELL.findall(text))
            self._texts[seal] = frozenset(_WHOLE.findall(text)), bells
        return self._texts[seal]

    def _fault(self, what: str, answer: Answer) -> None:
        self.faults[what] += 1
        self.examples.append(f"{what}: {answer._replace(body=answer.body[:80])}")


def _editions(changes: Sequence[Mapping[str, Any]], bells: int, began: float) -> list[list[Edition]]:
    never = float("inf")
    editions = [[Edition(0.0, began - VISIBLE_WITHIN_SECONDS, never, never)] for _ in range(bells)]
    for change in changes:
        of_bell = editions[change["bell"]]
        if change["is_out"]:
            of_bell.append(Edition(change["began"], change["returned"], never, never))
        else:
            of_bell[-1] = of_bell[-1]._replace(gone_began=change["began"], gone_returned=change["returned"])
    return editions


def _fault_of(sight: Sight, editions: Sequence[Sequence[Edition]]) -> str | None:
    of_bell = editions[sight.bell]
    if sight.edition is None:
        was_out = any(one.out_returned + VISIBLE_WITHIN_SECONDS <= sight.sent and one.gone_began >= sight.came for one in of_bell)
        return "an article that was out for a second was not found" if was_out else None
    if sight.edition >= len(of_bell):
        return "an edition that never went out"
    seen = of_bell[sight.edition]
    if seen.gone_returned < sight.sent:
        return "a withdrawn article, after the call had returned"
    return "an article before it went out" if sight.came < seen.out_began else None


def _unpacked(answer: Answer) -> bytes:
    if answer.encoding == "br":
        return brotli.decompress(answer.body)
    return gzip.decompress(answer.body) if answer.encoding == "gzip" else answer.body
