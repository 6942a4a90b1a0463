"""WordPress: its export file (WXR 1.0 to 1.2), and posts as its REST interface gives them.

Long because the two tell the same post in two spellings, and one reader must know both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import IO, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from broadsheet.wires.blocks import blocks_of
from broadsheet.wires.broken_xml import Unreadable, local, pieces
from broadsheet.wires.cleaning import one_line, text_of
from broadsheet.wires.item import Block, Found, Item, Kind, Label, Picture, Refusal, Signature, Status
from broadsheet.wires.names import digest
from broadsheet.wires.shortcodes import is_of_the_block_editor, without_shortcodes
from broadsheet.wires.when import mail_moment, moment

NAMESPACE = "wordpress.org/export/"  # then a version; some write https
MACHINERY = frozenset({
    "acf-field", "acf-field-group", "attachment", "custom_css", "customize_changeset", "elementor_library", "feedback", "nav_menu_item", "oembed_cache", "product", "revision",
    "shop_coupon", "shop_order", "user_request", "wp_block", "wp_font_face", "wp_font_family", "wp_global_styles", "wp_navigation", "wp_template",
    "wp_template_part", "wpcf7_contact_form",
})  # fmt: skip
_STATUSES = {
    "publish": Status.PUBLISHED,
    "future": Status.WITHHELD,
    "draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "private": Status.DRAFT,
    "": Status.DRAFT,
}
_NO_SECTION = frozenset({"uncategorized", "uncategorised", "uncategorized-en", "general-uncategorized"})


@dataclass(slots=True)
class _Site:
    """What an export tells beside its posts."""

    source: str
    base: str
    language: str
    zone: tzinfo
    authors: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Picture] = field(default_factory=dict)


def items(file: IO[bytes], name: str, zone: tzinfo) -> Found:
    """The posts and pages of one export file, in its order. Attachments are the pictures of the others, and no items.

    zone  the clock of times that are told without one
    """
    site, told = _site(file, name, zone)
    any_item = False
    for piece in pieces(file, within=frozenset({"item"})):
        if isinstance(piece, Unreadable):
            any_item = True
            yield Refusal(name if piece.name == "the file" else f"{name}, “{one_line(piece.name)}”", piece.why)
        elif _wp(piece, "post_type") != "attachment":
            any_item = True
            yield _item(piece, site, name)
    if not any_item:
        yield Refusal(name, f"It holds no posts and no pages, only {told}.")


def _site(file: IO[bytes], name: str, zone: tzinfo) -> tuple[_Site, str]:
    """First reading: who writes, what pictures there are, and what the site is called."""
    site = _Site("", "", "", zone)
    title = ""
    attachments = terms = 0
    for piece in pieces(
        file, within=frozenset({"item", "author", "title", "link", "language", "base_blog_url", "category", "tag", "term"})
    ):
        if isinstance(piece, Unreadable):
            continue
        what = local(piece.tag)
        if what == "item" and _wp(piece, "post_type") == "attachment":
            attachments += 1
            site.attachments[_wp(piece, "post_id")] = _picture(piece)
        elif what == "author" and NAMESPACE in piece.tag:
            site.authors[_wp(piece, "author_login")] = _author_name(piece)
        elif what in {"category", "tag", "term"} and NAMESPACE in piece.tag:
            terms += 1
        elif what == "base_blog_url" or (what == "link" and not site.base):
            site.base = one_line(piece.text or "") or site.base
        elif what == "title" and not title:
            title = one_line(piece.text or "")
        elif what == "language" and not site.language:
            site.language = one_line(piece.text or "")
    site.source = f"wordpress {_host(site.base) or title or name}"
    parts = [
        f"{number} {what}" for number, what in ((len(site.authors), "authors"), (terms, "terms"), (attachments, "attachments")) if number
    ]
    return site, " and ".join(parts) or "a head"


def _host(base: str) -> str:
    """A site's address without its scheme and query, so that it is one site before and after it learned https."""
    try:
        told = urlsplit(base)
    except ValueError:
        return ""
    return (told.netloc.removeprefix("www.") + told.path.rstrip("/")).lower()


def _item(element: Element, site: _Site, file_name: str) -> Item | Refusal:
    title = text_of(_child(element, "title"))
    name = f"{file_name}, “{title or _wp(element, 'post_name') or _wp(element, 'post_id') or 'untitled'}”"
    kind = _wp(element, "post_type") or "post"
    status = _wp(element, "status")
    if (why := _why_not(kind, status, _wp(element, "post_password"))) is not None:
        return Refusal(name, why)
    blocks = _blocks(_child(element, "encoded", "content"), site)
    if not title and not blocks:
        return Refusal(name, "It has neither a headline nor a text.")
    published_at = (
        moment(_wp(element, "post_date_gmt")) or moment(_wp(element, "post_date"), site.zone) or mail_moment(_child(element, "pubDate"))
    )
    link, guid, number = _child(element, "link"), _child(element, "guid"), _wp(element, "post_id")
    sections, topics, signed = _filed(element)
    creator = one_line(_child(element, "creator"))
    thumbnail = site.attachments.get(_meta(element).get("_thumbnail_id", ""))
    return Item(
        source=site.source, external_id=number or guid or digest(title, str(blocks)), headline=title,
        modified_at=moment(_wp(element, "post_modified_gmt")) or moment(_wp(element, "post_modified"), site.zone) or published_at,
        published_at=published_at, standfirst=text_of(_child(element, "encoded", "excerpt")), slug=_wp(element, "post_name").removesuffix(".html"),
        language=site.language, blocks=_without_first(blocks, thumbnail), bylines=signed or _signed(creator, site.authors), section=sections[0] if sections else None,
        topics=sections[1:] + topics, lead=thumbnail, old_addresses=_old(link, guid, number, site.base),
        status=_STATUSES.get(status, Status.DRAFT), kind=Kind.PAGE if kind == "page" else Kind.ARTICLE, name=name,
    )  # fmt: skip


def _why_not(kind: str, status: str, password: str) -> str | None:
    if kind in MACHINERY or kind.startswith(("wp_", "acf-", "jp_")):
        return f"It is a “{kind}”, a part of WordPress's own workings, not an article."
    if status in {"trash", "auto-draft"}:
        return f"It lies in WordPress's bin or was never begun (status “{status}”)."
    if password:
        return "It is protected by a password. Take the password off in WordPress and export again, or leave it out."
    return None


def _blocks(content: str, site: _Site) -> list[Block]:
    keeps_lines = not is_of_the_block_editor(content)
    return blocks_of(without_shortcodes(content, site.attachments), base=site.base, keeps_lines=keeps_lines)


def _without_first(blocks: list[Block], lead: Picture | None) -> list[Block]:
    """The body without its first picture, where that is the lead picture again."""
    if lead and blocks and isinstance(first := blocks[0][1], Picture) and file_of(first.address) == file_of(lead.address):
        lead.caption = lead.caption or first.caption
        return blocks[1:]
    return blocks


def file_of(picture_address: str) -> str:
    """A picture's file name without the size that WordPress puts behind it: “boop-1200x800.jpg” is “boop.jpg”."""
    path = picture_address.partition("?")[0].rpartition("/")[2]
    stem, dot, ending = path.rpartition(".")
    name, dash, size = stem.rpartition("-")
    width, cross, height = size.partition("x")
    return (name if dash and cross and width.isdigit() and height.isdigit() else stem) + dot + ending


def _filed(element: Element) -> tuple[list[Label], list[Label], list[Signature]]:
    """Its categories but for none at all, its tags, and the several authors that a plug-in files as terms."""
    sections, topics, signed = [], [], []
    for filed in element:
        if local(filed.tag) != "category":
            continue
        name, slug, domain = one_line(filed.text or ""), filed.get("nicename") or "", filed.get("domain")
        if domain == "category" and slug not in _NO_SECTION and name.lower() not in _NO_SECTION:
            sections.append(Label(name or slug, slug))
        elif domain in {"post_tag", "tag"}:
            topics.append(Label(name or slug, slug))
        elif domain == "author":
            signed.append(Signature(name or slug, slug.removeprefix("cap-")))
    return sections, topics, signed


def _signed(login: str, authors: Mapping[str, str]) -> list[Signature]:
    name = authors.get(login) or login.partition("@")[0]
    return [Signature(name)] if name else []


def _author_name(element: Element) -> str:
    whole = " ".join(filter(None, (_wp(element, "author_first_name"), _wp(element, "author_last_name"))))
    return _wp(element, "author_display_name") or whole or _wp(element, "author_login")


def _picture(element: Element) -> Picture:
    caption = text_of(_child(element, "encoded", "excerpt")) or text_of(_child(element, "encoded", "content"))
    return Picture(
        _wp(element, "attachment_url") or _child(element, "link"),
        caption=caption,
        alt=one_line(_meta(element).get("_wp_attachment_image_alt", "")),
    )


def _old(link: str, guid: str, number: str, base: str) -> list[str]:
    """Where the post stood: its link, and the short address made of its number."""
    short = urlsplit(base).path.rstrip("/") + f"/?p={number}" if number else ""
    return list(dict.fromkeys(one for one in (link, guid if "?p=" in guid else "", short) if one))


def _meta(element: Element) -> dict[str, str]:
    return {_wp(one, "meta_key"): _wp(one, "meta_value") for one in element if local(one.tag) == "postmeta"}


def _wp(element: Element, name: str) -> str:
    """The text of WordPress's own child element, whatever version its namespace has; the first where there are two."""
    found = next((one.text for one in element if local(one.tag) == name and NAMESPACE in one.tag), None)
    return one_line(found or "")


def _child(element: Element, name: str, space: str = "") -> str:
    """The text of a child element that is not WordPress's own; `encoded` is one of two by its namespace."""
    found = next((one.text for one in element if local(one.tag) == name and (not space or f"/{space}/" in one.tag)), None)
    return (found or "").strip()


# --- as the REST interface gives them


def looks_like_rest(told: object) -> bool:
    """Whether some JSON is a post, or another thing, of WordPress's REST interface."""
    return isinstance(told, dict) and ("_links" in told or "guid" in told) and ("slug" in told or "type" in told)


def rest_items(told: object, name: str, zone: tzinfo) -> Iterator[Item | Refusal]:
    """The posts in some JSON of the REST interface: one, or a list."""
    for one in told if isinstance(told, list) else [told]:
        yield _rest_item(one, name, zone) if isinstance(one, dict) else Refusal(name, "It holds something that is no post.")


def _rest_item(told: Mapping[str, Any], file_name: str, zone: tzinfo) -> Item | Refusal:
    title = text_of(_rendered(told.get("title")))
    name = f"{file_name}, “{title or told.get('name') or told.get('slug') or told.get('id')}”"
    if not isinstance(told.get("content"), dict):
        what = "a user" if "avatar_urls" in told else f"a “{told.get('taxonomy') or told.get('type') or 'thing'}”"
        return Refusal(name, f"It is {what} of WordPress, not an article.")
    kind, status = str(told.get("type") or "post"), str(told.get("status") or "")
    if (why := _why_not(kind, status, "yes" if told["content"].get("protected") else "")) is not None:
        return Refusal(name, why)
    blocks = blocks_of(_rendered(told["content"]), base=str(told.get("link") or ""))
    if not title and not blocks:
        return Refusal(name, "It has neither a headline nor a text.")
    terms = [one for group in _embedded(told, "wp:term") if isinstance(group, list) for one in group if isinstance(one, dict)]
    sections = [
        Label(text_of(str(one.get("name"))), str(one.get("slug") or ""))
        for one in terms
        if one.get("taxonomy") == "category" and one.get("slug") not in _NO_SECTION
    ]
    topics = [Label(text_of(str(one.get("name"))), str(one.get("slug") or "")) for one in terms if one.get("taxonomy") == "post_tag"]
    lead = _rest_lead(told)
    link = str(told.get("link") or "")
    host = urlsplit(link).netloc.removeprefix("www.").lower()
    return Item(
        source=f"wordpress {host}", external_id=str(told.get("id") or link), headline=title, modified_at=_rest_time(told, "modified", zone),
        published_at=_rest_time(told, "date", zone), standfirst=_own_excerpt(told, blocks), slug=str(told.get("slug") or ""), blocks=_without_first(blocks, lead),
        bylines=_rest_signed(told, terms), section=sections[0] if sections else None, topics=sections[1:] + topics, lead=lead,
        old_addresses=_old(link, _rendered(told.get("guid")), str(told.get("id") or ""), ""), status=_STATUSES.get(status, Status.DRAFT),
        kind=Kind.PAGE if kind == "page" else Kind.ARTICLE, name=name,
    )  # fmt: skip


def _own_excerpt(told: Mapping[str, Any], blocks: list[Block]) -> str:
    """The excerpt as standfirst, unless WordPress cut it from the text itself: then it ends in […], or the text begins with it."""
    excerpt = text_of(_rendered(told.get("excerpt")))
    first = next((text_of(value) for kind, value in blocks if kind == "paragraph" and isinstance(value, str)), "")
    return "" if excerpt.endswith(("[…]", "[...]", "…")) or (excerpt and first.startswith(excerpt)) else excerpt


def _rest_time(told: Mapping[str, Any], word: str, zone: tzinfo) -> datetime | None:
    return moment(told.get(f"{word}_gmt")) or moment(told.get(word), zone)


def _rest_signed(told: Mapping[str, Any], terms: Sequence[Mapping[str, Any]]) -> list[Signature]:
    several = [
        Signature(one_line(str(one.get("name"))), str(one.get("slug") or "").removeprefix("cap-"))
        for one in terms
        if one.get("taxonomy") == "author"
    ]
    single = [
        Signature(one_line(str(one["name"])), str(one.get("slug") or ""), one_line(str(one.get("description") or "")))
        for one in _embedded(told, "author") if isinstance(one, dict) and one.get("name")
    ]  # fmt: skip
    return several or single


def _rest_lead(told: Mapping[str, Any]) -> Picture | None:
    media = next((one for one in _embedded(told, "wp:featuredmedia") if isinstance(one, dict) and one.get("source_url")), None)
    if media is not None:
        return Picture(
            str(media["source_url"]), caption=text_of(_rendered(media.get("caption"))), alt=one_line(str(media.get("alt_text") or ""))
        )
    url = told.get("jetpack_featured_media_url")
    return Picture(url) if isinstance(url, str) and url else None


def _embedded(told: Mapping[str, Any], name: str) -> list[Any]:
    embedded = told.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


def _rendered(told: object) -> str:
    found = told.get("rendered") if isinstance(told, dict) else told
    return found if isinstance(found, str) else ""
