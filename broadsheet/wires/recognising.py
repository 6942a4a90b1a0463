"""Which format a file is, told from what it holds; and all its items, whatever it is."""

import codecs
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import IO

from broadsheet.wires import ghost, ninjs, syndication, wordpress
from broadsheet.wires.broken_xml import root_name
from broadsheet.wires.item import Found, Item, Refusal
from broadsheet.wires.opening import Arrived

log = logging.getLogger(__name__)

FORMATS = ("ninjs", "wordpress", "ghost", "feed")  # what --format may say
_HEAD_BYTES = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"), (b"Lo\xa7\x94", "cp037"),  # the last is "<?xm" in EBCDIC
)  # fmt: skip
_NOT_HERE = {
    "newsMessage": "It is NewsML-G2", "newsItem": "It is NewsML-G2", "packageItem": "It is NewsML-G2", "knowledgeItem": "It is NewsML-G2", "NewsML": "It is NewsML 1",
    "nitf": "It is NITF", "opml": "It is a list of feeds, not a feed", "kml": "It is a map, not a feed", "urlset": "It is a sitemap",
    "sitemapindex": "It is a sitemap", "service": "It describes a service, and holds no articles", "html": "It is a web page", "svg": "It is a drawing",
}  # fmt: skip


def items(file: Arrived, zone: tzinfo, wanted: str | None = None) -> Iterator[Item | Refusal]:
    """Every item of one file; a file that is none of our formats is one refusal, by name and with the reason. Raises nothing: what breaks is named.

    wanted  the format to read it as, whatever it looks like
    """
    try:
        with file.open() as opened:
            head = opened.read(_HEAD_BYTES)
            opened.seek(0)
            yield from _chosen(file.name, head, wanted)(opened, file.name, zone)
    except RecursionError:
        yield Refusal(file.name, "It is nested deeper than anything that can be read.")
    except Exception as mistake:  # one broken file never stops the rest; the log has the whole story
        log.exception("%s could not be read", file.name)
        yield Refusal(file.name, f"It could not be read: {type(mistake).__name__}: {mistake}.")


def line_items(line: bytes, name: str, zone: tzinfo) -> Iterator[Item | Refusal]:
    """The items of one line of JSON. Raises nothing: what breaks is named."""
    try:
        yield from _line(line.decode("utf-8-sig", "replace"), name, zone)
    except RecursionError:
        yield Refusal(name, "It is nested deeper than anything that can be read.")
    except Exception as mistake:  # as above
        log.exception("%s could not be read", name)
        yield Refusal(name, f"It could not be read: {type(mistake).__name__}: {mistake}.")


Reader = Callable[[IO[bytes], str, tzinfo], Found]


def _chosen(name: str, head: bytes, wanted: str | None) -> Reader:
    if wanted is not None:
        return {"ninjs": _json, "ghost": _json, "wordpress": _json if head.lstrip()[:1] in b"{[" else wordpress.items, "feed": _feed}[
            wanted
        ]
    text = _decoded(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return _json
    if start.startswith("<"):
        return _xml_reader(start, head)
    if ghost.is_member_list(start):
        return lambda _opened, name, _zone: ghost.member_list(name)
    why = "It is empty." if not start else "Its format is none that can be read here: ninjs, WordPress (WXR or REST), Ghost, RSS or Atom."
    return lambda _opened, name, _zone: iter([Refusal(name, why)])


def _xml_reader(text: str, head: bytes) -> Reader:
    root = root_name(text)
    if wordpress.NAMESPACE in text and root.rpartition(":")[2] == "rss":
        return wordpress.items
    if root.rpartition(":")[2] in syndication.ROOTS:
        return _feed
    why = _NOT_HERE.get(
        root.rpartition(":")[2],
        f"It is XML of a kind that cannot be read here (its root is “{root}”)" if root else "It is XML without any element",
    )
    return lambda _opened, name, _zone: iter([Refusal(name, f"{why}. Read here are ninjs, WordPress, Ghost, RSS and Atom.")])


def _decoded(head: bytes) -> str:
    """The beginning of a file as text, in the encoding that its first bytes betray (XML 1.0, appendix F)."""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    return head.decode(encoding, "replace")


def _feed(opened: IO[bytes], name: str, _zone: tzinfo) -> Found:
    return syndication.items(opened.read(), name)


def _json(opened: IO[bytes], name: str, zone: tzinfo) -> Found:
    """JSON, whole or an object a line. Control characters inside texts are let through: agencies send them."""
    raw = opened.read()
    text = _decoded(raw)
    try:
        yield from _told(json.loads(text, strict=False), name, zone)
    except json.JSONDecodeError as mistake:  # lines that are not parted as lines.py parts them
        lines = [line for line in text.splitlines() if line.strip()] if mistake.msg == "Extra data" else []
        if not lines:
            yield Refusal(name, f"It is not JSON that can be read: {mistake.msg} in line {mistake.lineno}.")
        for number, line in enumerate(lines, start=1):
            yield from _line(line, f"{name}, line {number}", zone)


def _line(line: str, name: str, zone: tzinfo) -> Found:
    try:
        yield from _told(json.loads(line, strict=False), name, zone)
    except json.JSONDecodeError as mistake:
        yield Refusal(name, f"It is not JSON that can be read: {mistake.msg}.")


def _told(told: object, name: str, zone: tzinfo) -> Found:
    """The items of some JSON, by its shape."""
    sample = next(iter(told), None) if isinstance(told, list) else told
    if isinstance(sample, dict) and isinstance(sample.get("$schema"), str) and "uri" not in sample:
        yield Refusal(name, "It is a JSON schema, which says how items look, and holds none.")
    elif wordpress.looks_like_rest(sample):
        yield from wordpress.rest_items(told, name, zone)
    elif ghost.looks_like(sample):
        yield from ghost.items(told if isinstance(told, dict) else {"posts": told}, name)
    elif ninjs.looks_like(sample) or (
        isinstance(sample, dict) and isinstance(sample.get("items"), list) and ninjs.looks_like(next(iter(sample["items"]), None))
    ):
        yield from ninjs.items(told, name)
    elif isinstance(sample, dict) and not re.search(r"[a-z]", "".join(map(str, sample))):
        yield Refusal(name, "It is an empty object: it has no uri and no words.")
    else:
        yield Refusal(name, "It is JSON of a kind that cannot be read here: no ninjs, WordPress or Ghost.")
