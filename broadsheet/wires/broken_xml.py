"""XML read piece by piece, and what can still be read of a file that is not well formed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

MOST_MENDED_BYTES = 32 << 20
_BEGINS = re.compile(r"(?=<item[\s>])")
_ENDS = re.compile(r"</item\s*>")
_ROOT = re.compile(r"<(rss|feed|RDF|rdf:RDF)\b([^>]*)>", re.DOTALL)
_CHARACTER_DATA = re.compile(r"<([\w:.-]+)((?:\s[^<>]*)?)>\s*<!\[CDATA\[(.*?)\]\]>\s*</\1\s*>", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TITLE = re.compile(r"<title[^>]*>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</title>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A piece that could not be read, by its title or place, and why."""

    name: str
    why: str


def pieces(file: IO[bytes], *, within: frozenset[str], pieces_called: str = "item") -> Iterator[Element | Unreadable]:
    """The elements of these local names, in any namespace, one after another; little of a long file is ever in memory.

    Where the file is not well formed, the rest is read item by item, each on its own, mended if that helps.
    """
    file.seek(0)
    read = 0
    try:
        for _event, element in iterparse(file, events=("end",)):
            name = local(element.tag)
            if name in within:
                read += name == pieces_called
                yield element
                if name == pieces_called:
                    element.clear()
    except DefusedXmlException:
        yield Unreadable("the file", "It defines entities of its own, which can be made to swell without end. Nothing of it was read.")
    except (ParseError, LookupError, ValueError) as mistake:
        yield from _mended(file, read, str(mistake))


def local(tag: object) -> str:
    """An element's name without its namespace; "" for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _mended(file: IO[bytes], already: int, mistake: str) -> Iterator[Element | Unreadable]:
    file.seek(0)
    raw = file.read(MOST_MENDED_BYTES + 1)
    if len(raw) > MOST_MENDED_BYTES:
        yield Unreadable(
            "the file", f"It is not well-formed XML ({mistake}), and with more than 32 MB too large to be mended. Take it in in parts."
        )
        return
    whole = _ILLEGAL.sub("", raw.decode("utf-8", "replace"))
    root = _ROOT.search(whole)
    names = root.group(2) if root else ""
    # Cut where an item begins, so that one that never ends costs itself and not the rest of the file.
    found = [part[: end.end()] for part in _BEGINS.split(whole) if part.startswith("<item") and (end := _ENDS.search(part))]
    for number, text in enumerate(found[already:], start=already + 1):
        element = _parsed(text, names)
        if element is not None:
            yield element
        else:
            title = _TITLE.search(text)
            yield Unreadable(title.group(1).strip() if title else f"item {number}", "It is not well-formed XML, and could not be mended.")
    if not found:
        yield Unreadable("the file", f"It is not well-formed XML ({mistake}), and no item in it can be told apart.")


def _parsed(text: str, names: str) -> Element | None:
    """One item on its own, inside the names its file declared; first as it is, then with what most often breaks mended."""
    for attempt in (text, _CHARACTER_DATA.sub(_as_text, text), _BARE_AMPERSAND.sub("&amp;", _CHARACTER_DATA.sub(_as_text, text))):
        try:
            return fromstring(f"<rss{names}>{attempt}</rss>")[0]
        except (ParseError, ValueError, IndexError):
            continue
        except DefusedXmlException:
            return None
    return None


def _as_text(found: re.Match[str]) -> str:
    """Character data, which may end too early inside itself, as escaped text up to the end of its element."""
    tag, attributes, within = found.groups()
    return f"<{tag}{attributes}>{escape(within.replace(']]><![CDATA[', ''), quote=False)}</{tag}>"


def root_name(head: str) -> str:
    """The name of a document's outermost element, from its first few thousand characters; "" where there is none."""
    found = re.search(r"<(?![?!])([\w:.-]+)", re.sub(r"<!--.*?-->", "", head, flags=re.DOTALL))
    return found.group(1) if found else ""
