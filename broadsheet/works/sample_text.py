"""The text of a sample article set as the blocks of a body. Its few conventions stand in demo/bible.md, “Body conventions”. Plain Python."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from markdown_it import MarkdownIt

from broadsheet.works.sample import SampleProblem
from broadsheet.works.sample_dates import Calendar

Block = dict[str, Any]
_FENCED = re.compile(r"^:::(\w+) ?([^\n]*)\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n")
_PICTURE = re.compile(r'!\[(.*)\]\(([\w-]+) "(.*)"\)')
_LEFT_OUT = "timeline"  # until the product has running stories
_IN_A_FACT_BOX = ("paragraph", "table")

_markdown = MarkdownIt("commonmark", {"html": False})
for _rule, _tag in (("em_open", "<i>"), ("em_close", "</i>"), ("strong_open", "<b>"), ("strong_close", "</b>")):
    _markdown.add_render_rule(_rule, lambda *_told, tag=_tag: tag)  # as the newsroom's own editor writes them


class _Photo(Protocol):
    pk: int
    credit: str


@dataclass(slots=True)
class Text:
    """A text to be set. `day` is its article's; `photos` are those its pictures may name."""

    words: str
    calendar: Calendar
    day: int
    photos: Mapping[str, _Photo]
    _last_clock: str = ""

    def blocks(self) -> list[Block]:
        """The raw value of a body. Raises SampleProblem for what demo/bible.md does not know."""
        return list(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        plain, *rest = _FENCED.split(self.words)
        yield from self._plain(plain)
        for kind, title, inner, after in zip(*(rest[place::4] for place in range(4)), strict=True):
            if kind != _LEFT_OUT:
                yield self._fenced(kind, title.strip(), inner)
            yield from self._plain(after)

    def _fenced(self, kind: str, title: str, inner: str) -> Block:
        body = list(self._plain(inner))
        if kind == "factbox" and all(block["type"] in _IN_A_FACT_BOX for block in body):
            return _block("fact_box", {"title": title, "body": body})
        if kind in ("post", "keypost"):
            clock, _, headline = title.partition(" ")
            at = self.calendar.moment(self._day_of(clock), clock)
            return _block("part", {"headline": headline, "at": at.isoformat(), "is_key": kind == "keypost", "body": body})
        raise SampleProblem(f"A sample's text has “:::{kind} {title}”, which can't be set. See demo/bible.md, “Body conventions”.")

    def _day_of(self, clock: str) -> int:
        """Parts stand in order: an hour smaller than the last one's is the next day's."""
        if clock < self._last_clock:
            self.day += 1
        self._last_clock = clock
        return self.day

    def _plain(self, words: str) -> Iterator[Block]:
        prose: list[str] = []
        for chunk in _BLANK_LINES.split(words.strip()):
            block = self._special(chunk)
            if block is None:
                prose.append(chunk)
                continue
            yield from _prose(prose)
            prose = []
            yield block
        yield from _prose(prose)

    def _special(self, chunk: str) -> Block | None:
        """The block that a chunk between blank lines makes, or None where it is prose or a list."""
        setters = {
            "## ": lambda words: _block("heading", words),
            ">> ": lambda words: _block("pull_quote", {"text": words, "speaker": ""}),
            "> ": _quote,
            "![": lambda _words: self._picture(chunk),
            "---": lambda _words: _block("pause", None),
            "Table: ": lambda words: _table(*words.split("\n", 1)),
            "|": lambda _words: _table("", chunk),
        }
        return next((setter(chunk.removeprefix(begins)) for begins, setter in setters.items() if chunk.startswith(begins)), None)

    def _picture(self, line: str) -> Block:
        found = _PICTURE.fullmatch(line)
        if found is None or found[2] not in self.photos:
            raise SampleProblem(f"A sample's text shows a picture that is not in demo/pictures.yaml: {line}")
        caption, name, credit = found.groups()
        photo = self.photos[name]
        return _block("picture", {"photo": photo.pk, "caption": caption, "credit": "" if credit == photo.credit else credit})


def lesson_blocks(told: dict[str, Any], language: str) -> Iterator[Block]:
    """A lesson's file as the blocks of its article's body: text, words, grammar, exercises."""
    text = {"title": told["title"], "text": told["text"].strip(), "transliteration": told["transliteration"].strip()}
    yield _block("lesson", {"language": language, **text})
    yield _block("glossary", {"language": language, "explained_in": "en", "words": told["words"].strip()})
    yield _block("grammar", {"language": language, "explained_in": "en", "note": _markdown.render(told["grammar"]).strip()})
    exercises = [
        {"kind": one["kind"], "question": one.get("question", ""), "options": "\n".join(one.get("options", [])), "answer": one["answer"]}
        for one in told["exercises"]
    ]
    yield _block("exercises", {"language": language, "exercises": [_block("item", one) for one in exercises]})


def _prose(chunks: list[str]) -> Iterator[Block]:
    if any(chunks):
        yield _block("paragraph", _markdown.render("\n\n".join(chunks)).strip())


def _quote(line: str) -> Block:
    words, _, speaker = line.rpartition(" -- ")
    return _block("quote", {"text": words, "speaker": speaker})


def _table(caption: str, lines: str) -> Block:
    """Rows as the table block takes them: cells parted by a stroke."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines.splitlines()]
    del rows[1]  # the line of dashes
    return _block("table", {"caption": caption, "rows": "\n".join(" | ".join(row) for row in rows)})


def _block(kind: str, value: Any) -> Block:
    return {"type": kind, "value": value, "id": str(uuid4())}
