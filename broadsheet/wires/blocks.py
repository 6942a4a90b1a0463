"""Clean HTML set as the blocks of a body: paragraphs, headings, quotes, pictures, tables, cards, verbatim, pauses.

Long because every element of HTML has its way of being set, and they are read side by side."""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from broadsheet.wires.cleaning import FLOW, INLINE, address, clean, legible, one_line
from broadsheet.wires.elements import Node, tree_of
from broadsheet.wires.item import Block, Picture

_SPACES = re.compile(r"[ \t\n\r\f\x0b\x85]+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_WRITTEN = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i", "s": "s", "del": "s", "strike": "s", "sub": "sub", "sup": "sup",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# What most wires send. Nothing of it can be markup or an entity, so that no gate and no tree are needed to read it.
_PLAIN_PARAGRAPHS = re.compile(r"(?:\s*<p>[^<>&]*</p>)+\s*")
_PARAGRAPH = re.compile(r"<p>([^<]*)")
_SPACED = re.compile(r"[\t\n\r\f\x0b\x85]|  ")
_BLANKS = " \t\n\r\f\x0b\x85\xa0"


def blocks_of(html: str, *, base: str = "", keeps_lines: bool = False) -> list[Block]:
    """The body's blocks that some HTML from outside makes. Nothing in them runs, whatever came.

    base         the address relative links are read against; paths from the root stay as they are
    keeps_lines  WordPress's old way of writing: blank lines part paragraphs, line ends are kept
    """
    setter = _Setter(base, keeps_lines=keeps_lines)
    html = legible(html)
    if _PLAIN_PARAGRAPHS.fullmatch(html):
        setter.set_plain(_PARAGRAPH.findall(html))
    else:
        setter.set(tree_of(clean(html)).children)
    return setter.done()


class _Setter:
    """Sets elements as blocks, one after another; the words of the paragraph in hand wait in a line until it is full."""

    def __init__(self, base: str, *, keeps_lines: bool) -> None:
        self.base = base
        self.keeps_lines = keeps_lines
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.ways: dict[str, Callable[[Node], None]] = {
            "blockquote": self.quote, "figure": self.figure, "hr": self.pause, "img": self.picture, "pre": self.verbatim, "table": self.table,
            "ul": self.list, "ol": self.list, "dt": self.term, "summary": self.term, "iframe": self.card, "video": self.card, "audio": self.card,
            "embed": self.card, "source": self.nothing, "h1": self.heading, "h2": self.heading, "h3": self.heading, "h4": self.heading, "h5": self.heading,
            "h6": self.heading,
        }  # fmt: skip

    def done(self) -> list[Block]:
        """The blocks set, without a pause at either end."""
        self.end_paragraph()
        while self.blocks and self.blocks[-1][0] == "pause":
            self.blocks.pop()
        return self.blocks

    def set(self, children: Iterable[Node | str]) -> None:
        """Sets what stands between blocks: loose words gather into paragraphs, an element that holds blocks is only a wrapper."""
        for child in children:
            if isinstance(child, str):
                self.loose(child)
            elif (way := self.ways.get(child.tag)) is not None:
                if not (child.tag == "img" and child.is_emoji):
                    self.end_paragraph()
                way(child)
            elif child.tag in INLINE and not child.holds_blocks:
                self.line.append(self.inline(child))
            else:
                ends = child.tag not in INLINE
                if ends:
                    self.end_paragraph()
                self.set(child.children)
                if ends:
                    self.end_paragraph()

    def set_plain(self, paragraphs: Iterable[str]) -> None:
        """Sets paragraphs in which there is nothing but words."""
        for words in paragraphs:
            self.loose(words)
            self.end_paragraph()

    def loose(self, text: str) -> None:
        if not self.keeps_lines:
            self.line.append(_words(text))
            return
        for number, part in enumerate(_BLANK_LINE.split(text)):
            if number:
                self.end_paragraph()
            self.line.append("<br/>".join(_words(line) for line in part.split("\n")))

    def end_paragraph(self) -> None:
        """The words in hand become a paragraph; an address that stands alone becomes a card."""
        if not self.line:
            return
        html = _trimmed("".join(self.line))
        self.line.clear()
        if not html or not _says_anything(html):
            return
        alone = _BARE_ADDRESS.fullmatch(unescape(re.sub(r"<[^>]*>", "", html)).strip()) if html.startswith(("http", "<")) else None
        if alone and (url := address(alone.group())):
            self.blocks.append(("embed", {"url": _watched(url), "title": title_of(url), "text": ""}))
        else:
            self.blocks.append(("paragraph", f"<p>{html}</p>"))

    def inline(self, node: Node) -> str:
        """An element within a line, as our paragraphs write it."""
        if node.tag == "br":
            return "<br/>"
        if node.tag == "img":
            return escape(node.attributes.get("alt", ""), quote=False) if node.is_emoji else ""
        within = "".join(self.inline(child) if isinstance(child, Node) else self.line_words(child) for child in node.children)
        if node.tag == "a" and within.strip() and (url := address(node.attributes.get("href", ""), self.base)):
            return f'<a href="{escape(url)}">{within}</a>'
        if node.tag == "q":
            return f"“{within}”"
        written = _WRITTEN.get(node.tag)
        return f"<{written}>{within}</{written}>" if written and within.strip() else within

    def line_words(self, text: str) -> str:
        return "<br/>".join(_words(line) for line in text.split("\n")) if self.keeps_lines else _words(text)

    def heading(self, node: Node) -> None:
        if words := node.text():
            self.blocks.append(("heading", words))
        self.rest(node)

    def term(self, node: Node) -> None:
        """A definition's term, or what a folded part is called: a short line in bold."""
        if words := node.text():
            self.blocks.append(("paragraph", f"<p><b>{escape(words, quote=False)}</b></p>"))
        self.rest(node)

    def quote(self, node: Node) -> None:
        speaker = " ".join(found.text() for found in node.all("cite", "footer")).strip()
        lines = [line for line in _lines_of(node, leave=("cite", "footer")) if line]
        if not lines and not node.holds_blocks:
            lines, speaker = [speaker], ""
        kind = "pull_quote" if "pullquote" in node.classes else "quote"
        if any(lines):
            self.blocks.append((kind, {"text": "\n\n".join(lines), "speaker": speaker.lstrip("—–- ")}))
        self.rest(node)

    def figure(self, node: Node) -> None:
        """Pictures with the caption under them; around anything else a figure is a wrapper, and its caption goes to what it holds."""
        if "kg-bookmark" in node.classes:
            self.bookmark(node)
            return
        captions = list(node.all("figcaption"))
        caption = " ".join(one.text() for one in captions)
        before = len(self.blocks)
        for one in captions:
            one.children.clear()
        if "pullquote" in node.classes:
            for quote in node.all("blockquote"):
                quote.attributes["class"] = "pullquote"
        self.set(node.children)
        self.end_paragraph()
        self.say_under(self.blocks[before:], caption)

    def say_under(self, made: list[Block], caption: str) -> None:
        """Puts a caption under the last picture, card or table that was made, else sets it as a paragraph: words are never lost."""
        if not caption:
            return
        kind, value = made[-1] if made else ("", None)
        if isinstance(value, Picture):
            value.caption = caption
        elif kind in {"embed", "table"} and isinstance(value, dict):
            value["text" if kind == "embed" else "caption"] = caption
        elif kind in {"quote", "pull_quote"} and isinstance(value, dict) and not value["speaker"]:
            value["speaker"] = caption.lstrip("—–- ")
        else:
            self.blocks.append(("paragraph", f"<p>{escape(caption, quote=False)}</p>"))

    def bookmark(self, node: Node) -> None:
        """Ghost's card for a page elsewhere."""
        url = next((found for link in node.all("a") if (found := address(link.attributes.get("href", ""), self.base))), "")
        told = {
            name: " ".join(one.text() for one in node.all("div", "span", "p") if f"kg-bookmark-{name}" in one.classes)
            for name in ("title", "description")
        }
        caption = " ".join(one.text() for one in node.all("figcaption"))
        if url:
            self.blocks.append(
                (
                    "embed",
                    {"url": url, "title": told["title"] or title_of(url), "text": " ".join(filter(None, (told["description"], caption)))},
                )
            )
        elif words := node.text():
            self.blocks.append(("paragraph", f"<p>{escape(words, quote=False)}</p>"))

    def picture(self, node: Node) -> None:
        """A picture, still by the address its source gave it. A dot that only counts readers is none; a small face is its word."""
        told = node.attributes
        if node.is_emoji:
            self.line.append(escape(told.get("alt", ""), quote=False))
            return
        lazy = told.get("data-src") or told.get("data-lazy-src") or ""
        source = address(lazy or told.get("src", ""), self.base) or (lazy or told.get("src", "")).strip()
        if source and told.get("width") not in {"0", "1"} and told.get("height") not in {"0", "1"} and not source.startswith("data:"):
            self.blocks.append(("picture", Picture(source, alt=one_line(told.get("alt", "")))))
        elif alt := one_line(told.get("alt", "")):
            self.blocks.append(("paragraph", f"<p>{escape(alt, quote=False)}</p>"))

    def card(self, node: Node) -> None:
        """A film, a sound, a foreign frame: a card with a link to it. Nothing of it is loaded in a page of ours."""
        sources = [
            node.attributes.get("data-src", ""),
            node.attributes.get("src", ""),
            *(one.attributes.get("src", "") for one in node.all("source")),
        ]
        url = next((found for source in sources if source and (found := address(source, self.base)).startswith("http")), "")
        words = node.text() if node.tag in {"video", "audio"} else ""
        if url:
            title = one_line(node.attributes.get("title", "")) or title_of(url)
            self.blocks.append(("embed", {"url": _watched(url), "title": title, "text": words}))
        elif words:
            self.blocks.append(("paragraph", f"<p>{escape(words, quote=False)}</p>"))

    def table(self, node: Node) -> None:
        rows = [[cell.text() for cell in row.children if isinstance(cell, Node) and cell.tag in {"td", "th"}] for row in node.all("tr")]
        rows = [row for row in rows if any(row)]
        caption = " ".join(found.text() for found in node.all("caption"))
        is_layout = max(map(len, rows), default=0) < 2 or any(True for _ in node.all("table"))
        if is_layout:
            self.set(node.children)
            return
        self.blocks.append(
            ("table", {"caption": caption, "rows": "\n".join(" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows)})
        )
        self.rest(node)

    def list(self, node: Node) -> None:
        html = self.list_html(node)
        if _says_anything(html):
            self.blocks.append(("paragraph", html))
        self.rest(node)

    def list_html(self, node: Node) -> str:
        """A list and the lists within it; what an item holds beside words is set after the list, by rest()."""
        parts = []
        for child in node.children:
            if isinstance(child, Node) and child.tag in {"ul", "ol"} and parts:
                parts[-1] = parts[-1][: -len("</li>")] + self.list_html(child) + "</li>"
            elif isinstance(child, Node) or child.strip():
                within = self.item_html(child.children if isinstance(child, Node) and child.tag == "li" else [child])
                if _says_anything(within):
                    parts.append(f"<li>{within}</li>")
        return f"<{node.tag}>{''.join(parts)}</{node.tag}>"

    def item_html(self, children: Iterable[Node | str]) -> str:
        pieces = [""]
        for child in children:
            if isinstance(child, str):
                pieces[-1] += self.line_words(child)
            elif child.tag in {"ul", "ol"}:
                pieces[-1] = _trimmed(pieces[-1]) + self.list_html(child)
            elif child.tag in INLINE and not child.holds_blocks:
                pieces[-1] += self.inline(child)
            elif child.tag in FLOW and child.tag not in {"table", "hr", "pre"}:
                pieces += [self.item_html(child.children), ""]
            elif child.tag in INLINE:
                pieces[-1] += self.item_html(child.children)
        return "<br/>".join(piece for one in pieces if (piece := _trimmed(one)))

    def rest(self, node: Node) -> None:
        """Sets the pictures, cards and tables inside an element whose words are set already."""
        for found in node.all("img", "iframe", "video", "audio", "embed", "table", "pre"):
            if not (found.tag == "img" and found.is_emoji) and not (found.tag in {"table", "pre"} and node.tag not in {"ul", "ol"}):
                self.ways[found.tag](found)

    def verbatim(self, node: Node) -> None:
        text = node.raw_text().strip("\r\n")
        if text.strip():
            self.blocks.append(("verbatim", text.replace("\r\n", "\n")))

    def pause(self, node: Node) -> None:
        if self.blocks and self.blocks[-1][0] != "pause":
            self.blocks.append(("pause", None))

    def nothing(self, node: Node) -> None:
        """A source of a film that has been set already."""


def _lines_of(node: Node, leave: tuple[str, ...]) -> list[str]:
    """The paragraphs within a quotation, as plain text."""
    lines: list[str] = [""]
    for child in node.children:
        if isinstance(child, str):
            lines[-1] += _SPACES.sub(" ", child)
        elif child.tag in leave:
            continue
        elif child.tag == "br":
            lines.append("")
        elif child.tag in INLINE and not any(True for _ in child.all(*leave, "br")):
            lines[-1] += child.spaced_text()
        elif child.tag == "figcaption" or child.tag in FLOW or child.tag in INLINE:
            lines += [*_lines_of(child, leave), ""]
    return [one_line(line) for line in lines if line.strip()]


def _words(text: str) -> str:
    """Words as HTML text, white space made one space."""
    is_tidy = (text.isprintable() and "  " not in text) or _SPACED.search(text) is None
    return escape(text if is_tidy else _SPACES.sub(" ", text), quote=False)


def _trimmed(html: str) -> str:
    """A line without the spaces and line ends at its ends."""
    html = html.strip(_BLANKS)
    while html.startswith("<br/>") or html.endswith("<br/>"):
        html = html.removeprefix("<br/>").removesuffix("<br/>").strip(_BLANKS)
    return html


def _says_anything(html: str) -> bool:
    return html[:1].isalnum() or bool(re.sub(r"<[^>]*>", "", html).replace("&nbsp;", "").strip(_BLANKS + "\u200b\ufeff"))


def title_of(url: str) -> str:
    """What a card says where nobody gave it a title: the address without its scheme and query."""
    told = urlsplit(url)
    return (told.netloc.removeprefix("www.") + told.path.rstrip("/"))[:200] or url[:200]


def _watched(url: str) -> str:
    """The page on which a person watches what an embedding address plays."""
    told = urlsplit(url)
    if told.netloc.removeprefix("www.") in {"youtube.com", "youtube-nocookie.com"} and told.path.startswith("/embed/"):
        return "https://www.youtube.com/watch?v=" + told.path.removeprefix("/embed/").strip("/")
    if told.netloc == "player.vimeo.com" and told.path.startswith("/video/"):
        return "https://vimeo.com/" + told.path.removeprefix("/video/").strip("/")
    if told.netloc.endswith("facebook.com") and "href" in parse_qs(told.query):
        return address(parse_qs(told.query)["href"][0]) or url
    return url
