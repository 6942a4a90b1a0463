"""An article's body as plain HTML for other programs: feed readers have no stylesheet of ours, and every address is a whole one."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from broadsheet.news.article import Article
from broadsheet.news.body import BODY_BLOCKS, Table, photo_ids
from broadsheet.news.lesson import as_plain_html
from broadsheet.news.photo import Photo

WIDTH_PX = 800
# No letter of XML 1.0 (section 2.2): one of them would make the whole feed unreadable.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"""(\b(?:href|src)=["'])/(?!/)""")
_TABLE = Table()
Photos = Mapping[int, Photo]


def photos_of(articles: Iterable[Article]) -> Photos:
    """The photos that the bodies of these articles show: one query."""
    return Photo.objects.filter(is_open=True).in_bulk(
        {pk for article in articles if article.is_open for pk in photo_ids(article.body.raw_data)}
    )


def full_text(article: Article, photos: Photos) -> str:
    """The whole body of an open article as HTML; of any other its standfirst, since a feed is read by anyone."""
    if not article.is_open:
        return clean(format_html("<p>{}</p>", article.standfirst)) if article.standfirst else ""
    lead = (
        _figure(article.lead_photo, article.caption, article.lead_photo.credit) if article.lead_photo and article.lead_photo.is_open else ""
    )
    standfirst = format_html("<p><b>{}</b></p>", article.standfirst) if article.standfirst else ""
    return clean(_LOCAL.sub(rf"\1{settings.PAPER.address}/", f"{lead}{standfirst}{_blocks(article.body.raw_data, photos)}"))


def clean(text: str) -> str:
    """The text without what XML can't hold."""
    return _NO_XML.sub("", text)


def _blocks(raw_body: Iterable[dict], photos: Photos) -> str:
    return "\n".join(str(_SETTERS[block["type"]](block["value"], photos)) for block in raw_body if block["type"] in _SETTERS)


def _paragraph(value: str, photos: Photos) -> str:
    return expand_db_html(value)


def _heading(value: str, photos: Photos) -> SafeString:
    return format_html("<h2>{}</h2>", value)


def _quote(value: dict[str, Any], photos: Photos) -> SafeString:
    speaker = format_html("<footer>{}</footer>", value["speaker"]) if value.get("speaker") else ""
    return format_html("<blockquote><p>{}</p>{}</blockquote>", value["text"], speaker)


def _picture(value: dict[str, Any], photos: Photos) -> SafeString | str:
    photo = photos.get(int(value["photo"])) if value.get("photo") else None
    return _figure(photo, value.get("caption") or photo.caption, value.get("credit") or photo.credit) if photo else ""


def _figure(photo: Photo, caption: str, credit: str) -> SafeString:
    width, height = photo.size_at(WIDTH_PX)
    words = " ".join(filter(None, [caption, f"({credit})" if credit else ""]))
    return format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>',
        settings.PAPER.full_address(photo.url(WIDTH_PX, "webp")), width, height, photo.alt, format_html("<figcaption>{}</figcaption>", words) if words else "",
    )  # fmt: skip


def _table(value: dict[str, Any], photos: Photos) -> SafeString:
    table = _TABLE.to_python(value)
    head = format_html_join("", "<th>{}</th>", ((cell,) for cell in table.head))
    rows = format_html_join("", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in table.body))
    caption = format_html("<caption>{}</caption>", value["caption"]) if value.get("caption") else ""
    return format_html("<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>", caption, head, rows)


def _embed(value: dict[str, Any], photos: Photos) -> SafeString:
    text = format_html("<br>{}", value["text"]) if value.get("text") else ""
    return format_html('<p><a href="{}">{}</a>{}</p>', value["url"], value.get("title") or value["url"], text)


def _verbatim(value: str, photos: Photos) -> SafeString:
    return format_html("<pre>{}</pre>", value)


def _nothing(value: object, photos: Photos) -> str:
    """A pull quote repeats what the text says: set in a line with it, it would be read twice."""
    return ""


def _pause(value: None, photos: Photos) -> str:
    return "<hr>"


def _fact_box(value: dict[str, Any], photos: Photos) -> SafeString:
    return format_html("<blockquote><p><b>{}</b></p>{}</blockquote>", value["title"], mark_safe(_blocks(value["body"], photos)))  # noqa: S308 - set above


def _part(value: dict[str, Any], photos: Photos) -> str:
    return f"<h2>{escape(value['headline'])}</h2>\n{_blocks(value['body'], photos)}"


def _lesson(kind: str) -> Callable[[dict[str, Any], Photos], SafeString]:
    return lambda value, photos: as_plain_html(kind, value)


def _grammar(value: dict[str, Any], photos: Photos) -> SafeString:
    return format_html("<blockquote>{}</blockquote>", mark_safe(expand_db_html(value["note"])))  # noqa: S308 - the newsroom's own rich text


# Every kind of block that a body may hold; a test says so when one is missing.
_SETTERS: dict[str, Callable[[Any, Photos], str]] = {
    "paragraph": _paragraph, "heading": _heading, "quote": _quote, "pull_quote": _nothing, "picture": _picture, "fact_box": _fact_box,
    "table": _table, "embed": _embed, "verbatim": _verbatim, "pause": _pause, "part": _part,
    "lesson": _lesson("lesson"), "glossary": _lesson("glossary"), "grammar": _grammar, "exercises": _nothing,
}  # fmt: skip
KINDS_LEFT_OUT = {kind for kind, _block in BODY_BLOCKS} - set(_SETTERS)
