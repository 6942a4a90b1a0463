"""What an article's page tells machines: schema.org's NewsArticle, with an honest word on what is free to read."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from broadsheet.news.article import Article

# So that no text can close the script element it stands in (HTML standard, 4.12.1.3).
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def news_article(article: Article) -> dict[str, Any]:
    """The article in schema.org's words. `isAccessibleForFree` follows from what the article requires, never from who reads."""
    paper = settings.PAPER
    address = paper.full_address(article.path)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.shown_language,
        "articleSection": article.section.name,
        "datePublished": article.first_published_at.isoformat() if article.first_published_at else None,
        "dateModified": (article.revised_at or article.first_published_at).isoformat() if article.first_published_at else None,
        "isAccessibleForFree": article.is_open,
        "author": [_author(byline) for byline in article.bylines],
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.name, "url": paper.full_address("/")},
        "keywords": [topic.name for topic in article.topics],
        "wordCount": article.word_count,
    }
    if article.lead_photo:
        told["image"] = [_image(article)]
    if not article.is_open:
        told["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".prose"}
    return {key: value for key, value in told.items() if value not in (None, "", [])}


def as_script(told: dict[str, Any]) -> SafeString:
    """JSON that may stand in a <script type="application/ld+json">."""
    return mark_safe(json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))  # noqa: S308 - escaped by the line's own table


def _author(byline: Any) -> dict[str, str]:
    kind = "Organization" if byline.kind == byline.Kind.DESK else "Person"
    return {"@type": kind, "name": byline.name, "url": settings.PAPER.full_address(byline.path)}


def _image(article: Article) -> dict[str, Any]:
    photo = article.lead_photo
    width, height = photo.shown_size
    image = {
        "@type": "ImageObject",
        "url": settings.PAPER.full_address(photo.url(photo.widths[-1], "webp")),
        "width": width,
        "height": height,
    }
    return image | ({"creditText": photo.credit} if photo.credit else {})
