"""How the wires' tests look at what came out: every word of some blocks, and everything in them that a browser could act on."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from broadsheet.wires.item import Block, Picture

PARAGRAPH_TAGS = {"p", "ul", "ol", "li", "a", "b", "i", "s", "sub", "sup", "code", "br"}


class Seen(HTMLParser):
    """What a browser would find in some HTML: tags, attributes, and words outside of what it does not show."""

    HIDDEN = {"script", "style", "template", "title", "noscript", "object", "iframe"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.pieces: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._hidden += tag in self.HIDDEN
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self.HIDDEN))
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def squeezed(text: str) -> str:
    """Text without any white space: what must be the same whatever became of line ends."""
    return re.sub(r"\s+", "", text)


def said(blocks: Iterable[Block]) -> str:
    """All that a reader would read of some blocks."""
    return "\n".join(_said(blocks))


def _said(blocks: Iterable[Block]) -> Iterator[str]:
    for kind, value in blocks:
        if isinstance(value, Picture):
            yield from (value.alt, value.caption)
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, str))
        elif isinstance(value, str):
            yield Seen(value).text if kind == "paragraph" else value


def what_could_act(blocks: Iterable[Block]) -> list[str]:
    """Every tag, attribute and address in some blocks that should never have been let in. Empty, or a gate is broken."""
    found = []
    for kind, value in blocks:
        if kind == "paragraph":
            seen = Seen(value)
            found += sorted(seen.tags - PARAGRAPH_TAGS)
            found += [
                f"{tag} {name}={given}" for tag, name, given in seen.attributes if (tag, name) != ("a", "href") or not is_harmless(given)
            ]
        elif kind == "embed" and not value["url"].startswith(("http://", "https://")):
            found.append(value["url"])
    return found


def is_harmless(address: str) -> bool:
    bare = re.sub(r"[\x00-\x20]", "", address)
    return urlsplit(bare).scheme.lower() in {"", "http", "https", "mailto", "tel"} and not bare.lower().startswith(
        ("javascript", "data:", "vbscript")
    )
