"""Tags that set what we publish: parts of an article, short texts, what a machine reads."""

import re
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from broadsheet.masthead.templatetags.furniture import when
from broadsheet.news import structured_data as machine
from broadsheet.news.article import Article

register = template.Library()

_STARRED = re.compile(r"\*(\S(?:[^*\n]*\S)?)\*")


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    """{% structured_data article %}: JSON-LD for a <script type="application/ld+json">."""
    return machine.as_script(machine.news_article(article))


@register.simple_tag
def language_of(article: Any) -> SafeString:
    """{% language_of article %}: ` lang="he" dir="rtl"` for one in another language than the paper's, else nothing."""
    if not article.is_foreign:
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', article.shown_language, article.direction)


@register.simple_tag
def paper_again(article: Any) -> SafeString:
    """{% paper_again article %}: for furniture inside an article in another language: it is in the paper's own."""
    if not article.is_foreign:
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', settings.PAPER.language, settings.PAPER.direction)


@register.filter
def starred(text: str) -> SafeString:
    """Plain text with *italic* for the names of ships and the titles of books."""
    return mark_safe(_STARRED.sub(r"<i>\1</i>", escape(text)))  # noqa: S308 - escaped first


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text whose paragraphs are parted by an empty line, with *italic*."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((starred(part),) for part in parts))


@register.filter
def anchor(part: Any) -> str:
    """The name by which a dated part can be linked to."""
    clock = f"{timezone.localtime(part['at']):%d%H%M}" if part["at"] else ""
    return "-".join(filter(None, ["part", clock, slugify(part["headline"], allow_unicode=True)]))


@register.simple_tag(takes_context=True)
def part_time(context: dict[str, Any], at: datetime | None) -> SafeString:
    """{% part_time value.at %}: the clock, and the day too where it is another than the article's own."""
    article = context.get("article")
    same_day = article is not None and at is not None and article.published_on in (None, timezone.localdate(at))
    return when(at, "clock" if same_day else "moment")


@register.filter
def key_parts(article: Article) -> list[Any]:
    """The parts of a story told as it went that an editor marked as key, as they stand in it."""
    return [block.value for block in article.body if block.block_type == "part" and block.value["is_key"]]
