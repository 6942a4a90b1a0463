"""Real articles in six languages made into ninjs: a converter for the tests, of the corpora that the folder of inputs holds."""

import gzip
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

Told = dict[str, object]
LANGUAGES = ("en", "he", "ar", "fa", "ur", "ru")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_REFERENCE = re.compile(r"\{\{[<%]\s*ref\s+\"([^\"]*)\"\s*[>%]\}\}")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)([\w-]+)\s*(.*?)\s*[>%]\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"|\"([^\"]*)\"")


def digitalgov(inputs: Path) -> Iterator[Told]:
    """The hundred English articles of digital.gov, their Hugo markdown set as HTML."""
    names = {one["slug"]: one["display_name"] for one in _lines(inputs / "corpus/digitalgov-authors.jsonl.gz")}
    for one in _lines(inputs / "corpus/digitalgov-en.jsonl.gz"):
        yield {
            "uri": f"urn:digitalgov:{one['id']}", "type": "text", "version": "1", "versioncreated": _time(one["date"]), "pubstatus": "usable", "language": "en",
            "headline": one["title"], "description_summary": one["summary"] or one["deck"], "body_html": html_of(one["body_markdown"]),
            "byline": " and ".join(names.get(slug, slug) for slug in one["authors"]),
            "subject": [{"name": one["section"], "rel": "classifies"}, *({"name": topic, "rel": "about"} for topic in one["topics"])],
        }  # fmt: skip


def ntrex(inputs: Path, language: str) -> Iterator[Told]:
    """Twenty-five news documents, the same in each language."""
    for one in _lines(inputs / f"corpus/ntrex-{language}.jsonl.gz"):
        yield {
            "standard": {"name": "ninjs", "version": "3.1"}, "uri": f"urn:ntrex:{language}:{one['id']}", "type": "text", "pubStatus": "usable", "language": one["lang"],
            "versionCreated": "2018-10-01T06:00:00Z", "headlines": [{"role": "main", "value": one["title"]}], "bodies": [{"role": "main", "contentType": "text/plain", "value": "\n\n".join(one["paragraphs"])}],
        }  # fmt: skip


def factrueval(inputs: Path) -> Iterator[Told]:
    """Twenty-five Russian news texts; their first paragraph is the headline."""
    for one in _lines(inputs / "corpus/factrueval-ru.jsonl.gz"):
        headline, *paragraphs = one["paragraphs"]
        yield {
            "uri": f"urn:factrueval:{one['id']}", "type": "text", "versioncreated": "2013-06-13T09:00:00Z", "language": "ru", "headline": headline,
            "body_xhtml": "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs or [headline]),
        }  # fmt: skip


def everything(inputs: Path) -> Iterator[Told]:
    """All of it: 275 articles."""
    yield from digitalgov(inputs)
    for language in LANGUAGES:
        yield from ntrex(inputs, language)
    yield from factrueval(inputs)


def html_of(markdown: str) -> str:
    """Hugo's markdown as HTML: references become paths, pictures and quotes of its shortcodes stay, other shortcodes leave what they enclose."""
    return _MARKDOWN.render(_SHORTCODE.sub(_shortcode, _REFERENCE.sub(r"\1", markdown)))


def _shortcode(found: re.Match[str]) -> str:
    _end, name, rest = found.groups()
    told = {key: value for key, value, _bare in _ATTRIBUTE.findall(rest) if key}
    if name.startswith(("img", "legacy-img")):
        caption = f"<figcaption>{escape(told['caption'])}</figcaption>" if told.get("caption") else ""
        return f'<figure><img src="/{told.get("src", "")}" alt="{escape(told.get("alt", ""))}">{caption}</figure>'
    if name == "quote-block":
        return f"<blockquote><p>{escape(told.get('text', ''))}</p><cite>{escape(told.get('cite', ''))}</cite></blockquote>"
    if name == "tweet":
        return f"https://twitter.com/{told.get('user')}/status/{told.get('id')}"
    return escape(told.get("title", ""))


def _time(told: str) -> str:
    day, time, zone = [*told.split(), "00:00:00", "+0000"][:3]
    return f"{day}T{time}{zone}"


def _lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)
