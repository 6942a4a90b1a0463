"""An item set as a row: the article it becomes, or the standing page, and the old addresses that lead there."""

import json
import re
from datetime import datetime, timedelta
from functools import cache
from html import escape
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.db.models.base import ModelState
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.fields import StreamValue

from broadsheet.news.article import Article, slug_for
from broadsheet.news.body import count_words, text_of
from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.words import KeptWords
from broadsheet.wires.blocks import title_of
from broadsheet.wires.cleaning import legible
from broadsheet.wires.item import Block, Item, Picture, Status, Text
from broadsheet.wires.names import digest

LONGEST_OLD_PATH = 500
_CLOCKS_DIFFER = timedelta(hours=1)  # a moment that far ahead is a clock that goes wrong; further, an embargo
_A_REVISION = timedelta(minutes=5)  # what changed sooner after it came out is not worth an "updated"
# What an update from the source may write over; everything else is the newsroom's or the address.
TAKEN_FIELDS = (
    "headline", "short_headline", "kicker", "standfirst", "slugline", "slug", "section", "requires", "language", "dateline", "body", "lead_photo", "lead_caption",
    "importance", "is_breaking", "published_on", "revised_at", "updated_at", "word_count", "source", "external_version", "external_modified_at", "live",
    "has_unpublished_changes", "first_published_at", "last_published_at", "latest_revision", "live_revision",
)  # fmt: skip
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._~-][A-Za-z0-9/._~-]*")
_as_json = json.JSONEncoder(ensure_ascii=False).encode
Photos = dict[str, int]  # a picture's address in its item -> the photo it became


def may_go_out(item: Item, now: datetime) -> bool:
    """Whether readers may find it now: its source published it, its time has come, and there is more of it than a headline."""
    is_due = item.published_at is None or item.published_at <= now + _CLOCKS_DIFFER
    return item.status is Status.PUBLISHED and is_due and (item.has_text or bool(item.standfirst))


def text_from(item: Item, photos: Photos) -> Text:
    """The article's text that an item makes with those of its pictures that became photos."""
    body = raw_body(item, photos)
    text = text_of(body)
    whole_headline = item.headline or _beginning(text)
    headline = _cut(whole_headline, 200)
    standfirst = legible(item.standfirst) or (whole_headline if headline != whole_headline else "")
    language = language_of(item.language, whole_headline)
    return Text(
        headline=headline, standfirst=standfirst, language=language, slug=wanted_slug(item, headline), body=body, body_json=_as_json(body),
        word_count=count_words(text), kept_words=KeptWords.of(headline, standfirst, text, language or settings.PAPER.language),
    )  # fmt: skip


def new_article(**told: object) -> Article:
    """A new article as the model makes it. Made anew, it would cost half of what it costs to be written."""
    article = Article.__new__(Article)
    article.__dict__ |= {**_blank_article().__dict__, "_state": ModelState(), **told}
    return article


@cache
def _blank_article() -> Article:
    return Article()


def set_article(article: Article, item: Item, text: Text, section: Section, photos: Photos, now: datetime) -> None:
    """Sets an article's fields from an item, all but its address. Whether it is live is decided by the caller."""
    article.headline, article.standfirst, article.language = text.headline, text.standfirst, text.language
    article.short_headline, article.kicker = _cut(item.short_headline, 120), _cut(item.kicker, 80)
    article.slugline, article.dateline = _cut(item.slugline, 80), _cut(item.dateline, 80)
    article.section_id, article.requires = section.pk, item.requires
    article.body = StreamValue(Article.body.field.stream_block, text.body, is_lazy=True)
    article.word_count, article.kept_words = text.word_count, text.kept_words
    article.lead_photo_id = photos.get(item.lead.address) if item.lead else None
    article.lead_caption = _cut(item.lead.caption, 400) if item.lead and article.lead_photo_id else ""
    if item.importance is not None:
        article.importance = item.importance
    article.is_breaking = item.is_breaking
    article.source, article.external_version, article.external_modified_at = legible(item.source)[:200], version_of(item), item.modified_at
    article.updated_at = min(item.modified_at or now, now)


def send_out(article: Article, item: Item, now: datetime) -> None:
    """Makes it one that readers find; its slug is settled by the caller, among all of that day."""
    if article.first_published_at is None:
        article.first_published_at = min(item.published_at or now, now)
        article.published_on = timezone.localdate(article.first_published_at)
    elif item.modified_at:
        article.revised_at = min(item.modified_at, now)
    if item.modified_at and article.first_published_at + _A_REVISION < item.modified_at <= now:
        article.revised_at = item.modified_at
    article.live, article.has_unpublished_changes, article.last_published_at = True, False, now


def wanted_slug(item: Item, headline: str) -> str:
    """The slug that an item asks for: its own, in letters, or its headline's."""
    return slug_for(unquote(item.slug, errors="replace")) or slug_for(headline) or "article"


def page_of(item: Item, photos: Photos) -> StandingPage:
    """A page of another system as a standing page, still a draft: which of them a paper keeps is an editor's choice."""
    body = StreamValue(StandingPage.body.field.stream_block, raw_body(item, photos), is_lazy=True)
    title = page_title(item)
    return StandingPage(
        slug=page_slug(item),
        title=title,
        standfirst=legible(item.standfirst),
        body=body,
        in_footer=False,
        live=False,
        has_unpublished_changes=True,
    )


def page_title(item: Item) -> str:
    """A page's title as it fits."""
    return _cut(item.headline or item.slug or item.external_id, 120)


def page_slug(item: Item) -> str:
    """A page's last word under /about/."""
    return wanted_slug(item, page_title(item))


def raw_body(item: Item, photos: Photos) -> list[dict[str, object]]:
    """The body as it lies in the database. Pictures whose file came become photos, others a card with a link: nothing is loaded from elsewhere."""
    raw = [set_block for block in item.blocks if (set_block := _set(block, photos)) is not None]
    if item.lead and item.lead.address not in photos and item.lead.caption and (card := _set(("picture", item.lead), photos)):
        raw.append(card)
    name = str(uuid4())[:24]  # each block has a name of its own; half of one is enough for a body, and drawn twenty times as fast
    for number, block in enumerate(raw):
        block["id"] = f"{name}{number:012x}"
    return raw


def _set(block: Block, photos: Photos) -> dict[str, object] | None:
    kind, value = block
    if not isinstance(value, Picture):
        return {"type": kind, "value": value}
    if value.address in photos:
        return {"type": "picture", "value": {"photo": photos[value.address], "caption": value.caption, "credit": value.credit}}
    if value.address.startswith(("http://", "https://")):
        with override(settings.PAPER.language):
            told = {
                "url": value.address,
                "title": value.words or gettext("Picture: %(address)s") % {"address": title_of(value.address)},
                "text": value.credit,
            }
        return {"type": "embed", "value": told}
    return {"type": "paragraph", "value": f"<p>{escape(value.words, quote=False)}</p>"} if value.words else None


def version_of(item: Item) -> str:
    """Its version as it fits; a long one, which is no number, by its digest."""
    version = legible(item.version)
    return version if len(version) <= 40 else digest(version)


def known_as(item: Item) -> tuple[str, str]:
    """Source and id as they fit the database; a longer id is known by its digest."""
    external_id = legible(item.external_id).strip()
    return legible(item.source)[:200], external_id if 0 < len(external_id) <= 400 else digest(external_id)


def old_paths(item: Item, new_path: str) -> list[str]:
    """The paths, as a browser sends them, under which the article was found before. A foreign feed's addresses are not ours to redirect."""
    found = []
    for told in item.old_addresses:
        if _PLAIN_PATH.fullmatch(told):
            found += [told] if told not in {"/", new_path} and len(told) <= LONGEST_OLD_PATH else []
            continue
        try:
            address = urlsplit(legible(told).strip())
        except ValueError:
            continue
        if address.netloc and not item.is_own and address.netloc not in settings.PAPER.hosts:
            continue
        path = _as_sent(address.path or "/") + (f"?{_as_sent(address.query)}" if address.query else "")
        if path.startswith("/") and path not in {"/", new_path} and len(path) <= LONGEST_OLD_PATH:
            found.append(path)
    return list(dict.fromkeys(found))


def _as_sent(text: str) -> str:
    return quote(text, safe="/%!$&'()*+,;=:@-._~?")


def language_of(told: str, headline: str) -> str:
    """A language by its shortest name; where none was told, by the script of the headline, since direction hangs on it. "" is the paper's."""
    name = told.strip().replace("_", "-").partition("-")[0].lower()
    if name.isascii() and name.isalpha() and 2 <= len(name) <= 8:
        return {"iw": "he", "ji": "yi"}.get(name, name)
    letters = [letter for letter in headline if letter.isalpha()]
    for language, first, last in (("he", "\u0590", "\u05ff"), ("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff")):
        if letters and sum(first <= letter <= last for letter in letters) * 2 > len(letters):
            return language
    return ""


def _cut(text: str, most: int) -> str:
    """Text that fits, cut between words."""
    text = legible(text).strip()
    return text if len(text) <= most else (text[: most - 1].rpartition(" ")[0] or text[: most - 1]).rstrip() + "…"


def _beginning(text: str) -> str:
    """A headline for an item that has none: how its text begins."""
    return _cut(text.partition("\n")[0] or text, 80) or "…"
