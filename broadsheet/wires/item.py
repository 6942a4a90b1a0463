"""An item as it comes in: one neutral form for every format, plain Python, nothing of the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from broadsheet.news.words import KeptWords

Block = tuple[str, object]  # a kind of the body's own (news/body.py) and its value; a picture's value is a Picture until its file is found


class Status(StrEnum):
    """What the source says may be done with an item."""

    PUBLISHED = "published"
    DRAFT = "draft"  # what the source itself had not published
    WITHHELD = "withheld"  # sent, but not to be published yet: an embargo
    CANCELED = "canceled"  # what was published must not stand any more


class Kind(StrEnum):
    """What an item becomes."""

    ARTICLE = "article"
    PAGE = "page"  # a standing page


@dataclass(slots=True)
class Picture:
    """One picture of an item: where its source says it lies, and what is said about it."""

    address: str  # an address, or a path inside the folder or archive that came in
    caption: str = ""
    credit: str = ""
    alt: str = ""

    @property
    def words(self) -> str:
        """What can be said of the picture where its file is not at hand."""
        return self.caption or self.alt


class Signature(NamedTuple):
    """Who signed: a byline, not yet found among the paper's own."""

    name: str
    slug: str = ""
    note: str = ""


class Label(NamedTuple):
    """A section or a topic by the source's own name for it."""

    name: str
    slug: str = ""


@dataclass(slots=True)
class Text:
    """The words of an item as its article says, keeps and finds them: the dearest part of taking in, and made without any database."""

    headline: str
    standfirst: str
    language: str
    slug: str
    body: list[dict[str, object]]
    body_json: str  # as the database keeps it
    word_count: int
    kept_words: KeptWords


@dataclass(slots=True)
class Item:
    """What every format is read into.

    source, external_id  together name the item for good, whatever file it comes in
    version              a number as the source writes it, or ""
    old_addresses        paths, or addresses whose path becomes a redirect to the article
    blocks               the body, ready but for its pictures
    """

    source: str
    external_id: str
    headline: str
    version: str = ""
    modified_at: datetime | None = None
    published_at: datetime | None = None
    short_headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    dateline: str = ""
    slugline: str = ""
    slug: str = ""
    language: str = ""
    blocks: list[Block] = field(default_factory=list)
    bylines: list[Signature] = field(default_factory=list)
    section: Label | None = None
    topics: list[Label] = field(default_factory=list)
    lead: Picture | None = None
    old_addresses: list[str] = field(default_factory=list)
    requires: str = ""
    importance: int | None = None
    is_breaking: bool = False
    is_own: bool = True  # its old addresses lead here now: the whole site moves. Of a feed, only those on the paper's own hosts
    status: Status = Status.PUBLISHED
    kind: Kind = Kind.ARTICLE
    name: str = ""  # how a refusal names it: its file, and its own words
    text: Text | None = None  # set already, where that took no picture
    unwritten: Callable[[], list[Block]] | None = None  # makes the blocks, where a format leaves that until they are wanted

    def write(self) -> None:
        """Makes the blocks, if that was left until now: what turns out to be known already is never parsed."""
        if self.unwritten is not None:
            self.blocks, self.unwritten = self.unwritten(), None

    @property
    def pictures(self) -> list[Picture]:
        """Its lead picture and those in its body."""
        return ([self.lead] if self.lead else []) + [value for _kind, value in self.blocks if isinstance(value, Picture)]

    @property
    def has_text(self) -> bool:
        """Whether anything but a headline came."""
        return any(kind != "pause" for kind, _ in self.blocks)


class Refusal(NamedTuple):
    """What was not taken in, by name, and why."""

    item: str
    why: str


Found = Iterator[Item | Refusal]  # what every format gives: item after item, the broken ones named
