"""RSS and Atom read, of every version that feedparser knows; a feed that is not well formed is read as far as it goes."""

import calendar
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import feedparser

from broadsheet.wires.blocks import blocks_of
from broadsheet.wires.cleaning import address, one_line, paragraphs_of, text_of
from broadsheet.wires.item import Block, Found, Item, Label, Picture, Refusal, Signature, Status
from broadsheet.wires.names import digest
from broadsheet.wires.when import EARLIEST_YEAR, LATEST_YEAR

ROOTS = frozenset({"rss", "feed", "entry", "RDF", "rdf", "channel", "Channel", "CHANNEL", "redirect"})

Told = Mapping[str, Any]


def items(content: bytes, name: str) -> Found:
    """The entries of one feed, as it has them."""
    feed = feedparser.parse(
        BytesIO(content), sanitize_html=False
    )  # what comes in passes our own gate; a stream, so that no name is taken for an address
    if not feed.entries:
        mistake = feed.get("bozo_exception")
        yield Refusal(
            name, f"It is a feed that cannot be read ({one_line(str(mistake))})." if mistake else "It is a feed without any entry."
        )
        return
    source = f"feed {_source(feed.feed, name)}"
    for number, entry in enumerate(feed.entries, start=1):
        yield _item(entry, feed.feed, source, f"{name}, “{_title(entry) or entry.get('id') or f'entry {number}'}”")


def _source(feed: Told, name: str) -> str:
    told = urlsplit(str(feed.get("link") or "")) if _is_address(feed.get("link")) else None
    where = (told.netloc.removeprefix("www.") + told.path.rstrip("/")).lower() if told and told.netloc else ""
    return where or one_line(str(feed.get("id") or feed.get("title") or "")) or name


def _is_address(told: object) -> bool:
    try:
        return isinstance(told, str) and bool(urlsplit(told).netloc)
    except ValueError:
        return False


def _item(entry: Told, feed: Told, source: str, name: str) -> Item | Refusal:
    title = _title(entry)
    link = address(str(entry.get("link") or ""))
    full, summary = _full(entry), entry.get("summary_detail") or {}
    blocks = _set(full, link) or _set(summary, link)
    blocks += _played(entry)
    if not title and not blocks:
        return Refusal(name, "It has neither a headline nor a text.")
    published_at, modified_at = _time(entry, "published_parsed"), _time(entry, "updated_parsed")
    summary_text = text_of(str(summary.get("value") or "")) if full else ""
    first = next((text_of(value) for kind, value in blocks if kind == "paragraph" and isinstance(value, str)), "")
    return Item(
        source=source, external_id=one_line(str(entry.get("id") or link)) or digest(title, str(blocks)), headline=title, modified_at=modified_at or published_at,
        published_at=published_at or modified_at, standfirst="" if first.startswith(summary_text.rstrip(".… ")) else summary_text,
        language=str(full.get("language") or summary.get("language") or feed.get("language") or ""), blocks=blocks, bylines=_signed(entry), topics=_topics(entry),
        lead=_lead(entry), old_addresses=[link] if link else [], is_own=False, status=Status.PUBLISHED, name=name,
    )  # fmt: skip


def _title(entry: Told) -> str:
    detail = entry.get("title_detail") or {}
    value = str(entry.get("title") or "")
    return one_line(value) if detail.get("type") == "text/plain" else text_of(value)


def _full(entry: Told) -> Told:
    """The entry's whole text, where it has one: the longest of its contents that is words."""
    contents = [
        one
        for one in entry.get("content") or []
        if isinstance(one, dict) and one.get("value") and "text" in one.get("type", "") + "text" * _is_markup(one)
    ]
    return max(contents, key=lambda one: (_is_markup(one), len(one["value"])), default={})


def _is_markup(told: Told) -> bool:
    return any(word in str(told.get("type") or "text/html") for word in ("html", "xml"))


def _set(told: Told, base: str) -> list[Block]:
    value = str(told.get("value") or "")
    return blocks_of(value if _is_markup(told) else paragraphs_of(value), base=str(told.get("base") or base))


def _played(entry: Told) -> list[Block]:
    """Sounds and films that came with it, as cards."""
    files = [one for one in entry.get("enclosures") or [] if str(one.get("type") or "").startswith(("audio/", "video/"))]
    return [
        ("embed", {"url": url, "title": urlsplit(url).path.rpartition("/")[2] or url, "text": ""})
        for one in files
        if (url := address(str(one.get("href") or ""))).startswith("http")
    ]


def _lead(entry: Told) -> Picture | None:
    """The picture that came with it: Media RSS before an enclosure."""
    contents = [
        one for one in entry.get("media_content") or [] if str(one.get("type") or "").startswith("image/") or one.get("medium") == "image"
    ]
    enclosed = [{"url": one.get("href")} for one in entry.get("enclosures") or [] if str(one.get("type") or "").startswith("image/")]
    credits_ = [one_line(str(one.get("content") or "")) for one in entry.get("media_credit") or [] if isinstance(one, dict)]
    for one in [*contents, *(entry.get("media_thumbnail") or []), *enclosed]:
        if url := address(str(one.get("url") or "")):
            return Picture(url, credit=", ".join(filter(None, credits_)))
    return None


def _signed(entry: Told) -> list[Signature]:
    named = [one_line(str(one.get("name") or "")) for one in entry.get("authors") or [] if isinstance(one, dict)]
    return [Signature(name) for name in dict.fromkeys(named) if name and "@" not in name]


def _topics(entry: Told) -> list[Label]:
    named = [text_of(str(one.get("label") or one.get("term") or "")) for one in entry.get("tags") or [] if isinstance(one, dict)]
    return [Label(name) for name in dict.fromkeys(named) if name and "://" not in name]


def _time(entry: Told, word: str) -> datetime | None:
    """A time as feedparser read it, which is in UTC; None where there was none."""
    told = entry[word] if word in entry else None  # noqa: SIM401 - get() would offer one time for the other
    if not isinstance(told, time.struct_time) or not EARLIEST_YEAR <= told.tm_year <= LATEST_YEAR:
        return None
    return datetime.fromtimestamp(calendar.timegm(told), UTC)
