"""What an article's page tells machines about it: schema.org's NewsArticle, computed from what the article is and requires."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.photo import Photo

LONGEST_HEADLINE = 110  # letters (developers.google.com, Article structured data)
CLOSED_PART = ".article__text"  # where news/article.html sets the text, or the invitation in its place
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def news_article(article: Article, *, may_read: bool | None = None) -> dict[str, Any]:
    """The article as schema.org spells it; no word of its body.

    may_read   whether this is the page of somebody who may read it all (None: as much as anyone may); others are not told of corrections"""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": settings.PAPER.full_address(article.path),
        "url": settings.PAPER.full_address(article.path),
        "headline": shortened(article.headline),
        "description": article.standfirst,
        "image": [_picture(article.lead_photo, article.caption)] if article.lead_photo else None,
        "datePublished": _moment(article.first_published_at),
        "dateModified": _moment(article.revised_at or article.first_published_at),
        "author": [_author(byline) for byline in article.bylines] or [_us()],
        "publisher": _publisher(),
        "articleSection": article.section.name,
        "keywords": [topic.name for topic in article.topics],
        "inLanguage": article.shown_language,
        "wordCount": article.word_count,
        "isAccessibleForFree": article.is_open,
        "hasPart": None if article.is_open else {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": CLOSED_PART},
        "correction": _corrections(article) if (article.is_open if may_read is None else may_read) else None,
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def as_script(told: dict[str, Any]) -> SafeString:
    """JSON for inside <script type="application/ld+json">: nothing in it can end the element or begin another."""
    return mark_safe(json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT))  # noqa: S308 - every < > & is escaped


def shortened(headline: str) -> str:
    """A headline of at most 110 letters, cut between words."""
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    return (headline[:LONGEST_HEADLINE].rpartition(" ")[0] or headline[: LONGEST_HEADLINE - 1]).rstrip(" ,;:–—-") + "…"


def _picture(photo: Photo, caption: str) -> dict[str, Any]:
    width, height = photo.shown_size
    told = {
        "@type": "ImageObject",
        "url": settings.PAPER.full_address(photo.url(photo.widths[-1], "webp")),
        "width": width,
        "height": height,
        "caption": caption,
        "creditText": photo.credit,
    }
    return {name: value for name, value in told.items() if value}


def _author(byline: Byline) -> dict[str, Any]:
    kind = "Organization" if byline.kind == Byline.Kind.DESK else "Person"
    told = {"@type": kind, "name": byline.name, "url": settings.PAPER.full_address(byline.path)}
    return told | ({"jobTitle": byline.role} if byline.role and kind == "Person" else {})


def _us() -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": settings.PAPER.name, "url": settings.PAPER.full_address("/")}


def _publisher() -> dict[str, Any]:
    paper = settings.PAPER
    told = _us() | {
        "correctionsPolicy": paper.full_address(reverse("corrections")),
        "foundingDate": paper.founded,
        "sameAs": [channel.url for channel in paper.channels],
    }
    return {name: value for name, value in told.items() if value}


def _corrections(article: Article) -> list[dict[str, Any]]:
    return [
        {"@type": "CorrectionComment", "text": one.text, "datePublished": _moment(one.corrected_at)} for one in article.corrections.all()
    ]


def _moment(at: datetime | None) -> str | None:
    """With the paper's zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
