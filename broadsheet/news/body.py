"""The blocks that a body is made of, the pieces a page is set from, and the gaps between them."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamValue
from wagtail.images.blocks import ImageChooserBlock

from broadsheet.news.lesson import LESSON_BLOCKS, without_marks

INLINE = ("bold", "italic", "link", "superscript", "subscript", "strikethrough", "code")
WORDS_A_MINUTE = 220  # a 440-word article is a 2 minute read
_PARTED = re.compile(r"(?<!\\)\s*(?:\||\t)\s*")
# Parts of blocks that nobody reads as text.
_NO_TEXT = frozenset({"photo", "url", "at", "is_key", "credit", "language", "explained_in", "kind", "transliteration"})
_BREAKS = re.compile(r"<(?:/p|/li|/h\d|br\s*/?)>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w+(?:['’״׳-]\w+)*")


class Paragraph(blocks.RichTextBlock):
    """Paragraphs and lists, as they are typed."""

    class Meta:
        features = (*INLINE, "ol", "ul")
        icon = "pilcrow"
        label = _("Paragraphs")
        template = "news/body/paragraph.html"


class Heading(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "news/body/heading.html"


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    speaker = blocks.CharBlock(label=_("Speaker"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "news/body/quote.html"


class PullQuote(Quote):
    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "news/body/pull_quote.html"


class Picture(blocks.StructBlock):
    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, help_text=_("Empty: the photo's own."))
    credit = blocks.CharBlock(label=_("Credit"), required=False, help_text=_("Empty: the photo's own."))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "news/body/picture.html"


class TableValue(blocks.StructValue):
    @property
    def cells(self) -> list[list[str]]:
        """The rows, the head among them, each a list of cells of one length."""
        rows = [[cell.replace("\\|", "|") for cell in _PARTED.split(line.strip())] for line in self["rows"].splitlines() if line.strip()]
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]

    @property
    def head(self) -> list[str]:
        return self.cells[0] if self.cells else []

    @property
    def body(self) -> list[list[str]]:
        return self.cells[1:]


class Table(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    rows = blocks.TextBlock(
        label=_("Rows"), help_text=_("A row a line, cells parted by | or as a spreadsheet copies them. The first row is the head."),
    )  # fmt: skip

    class Meta:
        icon = "table"
        label = _("Table")
        template = "news/body/table.html"
        value_class = TableValue


class Embed(blocks.StructBlock):
    """Something of another site, as a plain card: nothing of that site is loaded."""

    url = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.TextBlock(label=_("What is there"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Card of another site")
        template = "news/body/embed.html"


class Verbatim(blocks.TextBlock):
    class Meta:
        icon = "code"
        label = _("Set as typed")
        template = "news/body/verbatim.html"


class Pause(blocks.StaticBlock):
    class Meta:
        icon = "horizontalrule"
        label = _("Pause")
        admin_text = _("A line between two parts.")
        template = "news/body/pause.html"


class FactBox(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    body = blocks.StreamBlock([("paragraph", Paragraph()), ("table", Table())], label=_("Facts"))

    class Meta:
        icon = "list-ul"
        label = _("Fact box")
        template = "news/body/fact_box.html"


_PLAIN_BLOCKS = [
    ("paragraph", Paragraph()),
    ("heading", Heading()),
    ("quote", Quote()),
    ("pull_quote", PullQuote()),
    ("picture", Picture()),
    ("fact_box", FactBox()),
    ("table", Table()),
    ("embed", Embed()),
    ("verbatim", Verbatim()),
    ("pause", Pause()),
    *LESSON_BLOCKS,
]


class Part(blocks.StructBlock):
    """A dated part with a headline of its own, as in a report that grew through an evening."""

    headline = blocks.CharBlock(label=_("Headline"))
    at = blocks.DateTimeBlock(label=_("At"), required=False)
    is_key = blocks.BooleanBlock(label=_("A key event"), required=False)
    body = blocks.StreamBlock(_PLAIN_BLOCKS, label=_("Text"))

    class Meta:
        icon = "time"
        label = _("Dated part")
        template = "news/body/part.html"


BODY_BLOCKS = [*_PLAIN_BLOCKS, ("part", Part())]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as it is set. `number` counts from 0; the gap behind it is known by this piece and the next one's kind."""

    number: int
    kind: str
    html: str
    next_kind: str


def pieces(body: StreamValue, context: dict[str, object] | None = None) -> list[Piece]:
    """The body set piece by piece, each paragraph a piece of its own, so that an opening may stand between any two."""
    set_blocks = [(kind, markup) for block in body for kind, markup in _set(block, context)]
    following = [kind for kind, _markup in set_blocks[1:]] + [""]
    return [Piece(number, kind, markup, following[number]) for number, (kind, markup) in enumerate(set_blocks)]


def _set(block: blocks.BoundBlock, context: dict[str, object] | None) -> Iterator[tuple[str, str]]:
    markup = str(block.render(context))
    if block.block_type != "paragraph":
        yield block.block_type, markup
        return
    yield from top_level(markup)


def top_level(markup: str) -> list[tuple[str, str]]:
    """The outermost elements of a piece of HTML, as (“paragraph” or “list”, its markup); text between them is a paragraph."""
    splitter = _Splitter(markup)
    splitter.feed(markup)
    return splitter.found()


def text_of(raw_body: Iterable[dict]) -> str:
    """All words of a body in reading order, plain; from the raw value as it lies in the database, so without a query."""
    return "\n".join(part for block in raw_body for part in _texts(block["type"], block["value"]) if part)


def _texts(kind: str, value: object) -> Iterator[str]:
    if kind in ("paragraph", "note") and isinstance(value, str):
        yield html.unescape(_TAGS.sub("", _BREAKS.sub("\n", value))).strip()
    elif isinstance(value, str) and kind not in ("url", "at"):
        yield value.strip()
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner["type"], inner["value"])
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NO_TEXT:
                yield from _texts(key, inner)


def photo_ids(raw_body: Iterable[dict]) -> set[int]:
    """The photos that a body shows, from its raw value."""
    found: set[int] = set()
    for block in raw_body:
        value = block["value"]
        if block["type"] == "picture" and value.get("photo"):
            found.add(int(value["photo"]))
        elif isinstance(value, dict) and isinstance(value.get("body"), list):
            found |= photo_ids(value["body"])
    return found


def count_words(text: str) -> int:
    return len(_WORD.findall(without_marks(text)))  # a vowel mark would part a word in two


def minutes_to_read(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))


def part_time(value: str | datetime | None) -> datetime | None:
    """A part's time from its raw value."""
    return parse_datetime(value) if isinstance(value, str) else value


class _Splitter(HTMLParser):
    _VOID = frozenset({"br", "hr", "img", "wbr"})

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self._markup, self._depth, self._start, self._cuts = markup, 0, 0, [0]
        self._line_starts = [0, *(place + 1 for place, letter in enumerate(markup) if letter == "\n")]

    def _place(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._VOID:
            return
        if self._depth == 0 and tag in ("p", "ul", "ol"):
            self._cuts.append(self._place())
        self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self._VOID:
            return
        self._depth = max(0, self._depth - 1)
        if self._depth == 0 and tag in ("p", "ul", "ol"):
            self._cuts.append(self._markup.index(">", self._place()) + 1)

    def found(self) -> list[tuple[str, str]]:
        self.close()
        cuts = [*self._cuts, len(self._markup)]
        parts = (self._markup[begin:end].strip() for begin, end in pairwise(cuts))
        return [("list" if part.startswith(("<ul", "<ol")) else "paragraph", part) for part in parts if part]
