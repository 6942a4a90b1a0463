"""IPTC ninjs, 1.0 to 3.1: one news item as JSON. Source of the rules: iptc.org/std/ninjs, its schemas and generator's notes."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from broadsheet.wires.blocks import blocks_of
from broadsheet.wires.cleaning import one_line, paragraphs_of, text_of
from broadsheet.wires.item import Block, Found, Item, Label, Picture, Refusal, Signature, Status
from broadsheet.wires.when import moment

SOURCE = "ninjs"  # an item's uri is its name in the whole world, whoever sends it on
ARTICLE_TYPES = frozenset({"", "text", "composite"})
PICTURE_TYPES = frozenset({"picture", "graphic"})
_NOT_ARTICLES = {
    "picture": "a picture", "graphic": "a graphic", "video": "a film", "audio": "a sound", "event": "an event in a calendar", "planning": "a plan of coverage",
    "package": "a list of other items", "component": "a part of another item",
}  # fmt: skip
_OPENING_CREDIT = re.compile(r"^(?:by|von|av|par|por|di|door)\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|/|\band\b|\bund\b|\bet\b|\by\b|&)\s*")
_AGENCY_TAIL = re.compile(r"^[A-Z]{2,6}$|^[a-z]{2,4}$")  # "…, dpa": the agency behind the writer

Told = Mapping[str, Any]


def looks_like(told: object) -> bool:
    """Whether some JSON is a ninjs item: every version has a uri, and one of the format's own words."""
    if not isinstance(told, dict) or "properties" in told:
        return False
    words = {word.lower() for word in told}
    if "posts" in words or "db" in words:
        return False
    standard = told.get("standard") or told.get("$standard")
    is_named = isinstance(standard, dict) and "ninjs" in str(standard.get("name", "")).lower()
    own = {
        "versioncreated",
        "pubstatus",
        "headlines",
        "bodies",
        "urgency",
        "copyrightholder",
        "copyrightnotice",
        "associations",
        "renditions",
        "firstcreated",
    }
    return is_named or "uri" in words or bool(own & words) or any(word.startswith(("body_", "headline_", "description_")) for word in words)


def items(told: object, name: str) -> Found:
    """The items in some JSON: one, a list of them, or a list under "items"."""
    if isinstance(told, dict) and isinstance(told.get("items"), list) and "uri" not in told:
        told = told["items"]
    if not isinstance(told, list):
        yield item(told, name)
        return
    for number, one in enumerate(told, start=1):
        yield item(one, f"{name}, item {number}")


def item(told: object, name: str) -> Item | Refusal:
    """One item. Versions differ in how they spell (1.x byline, 2.x by; versioncreated, versionCreated) and whether a text is a field or one of a list:
    read by shape, so that a wrong version number does no harm."""
    if not isinstance(told, dict):
        return Refusal(name, "It is no object but a bare value: no news item.")
    told = {key.lower(): value for key, value in told.items() if isinstance(key, str)}
    if (why := _why_not(told)) is not None:
        return Refusal(_named(told, name), why)
    status = _status(told)
    try:
        text = _richest(told)
        headline, standfirst = _headline(told), _standfirst(told)
    except TypeError as mistake:
        return Refusal(_named(told, name), str(mistake))
    blocks = [] if headline or text is None else _blocks(text)
    if not headline and not blocks and status is not Status.CANCELED:
        return Refusal(_named(told, name), "It has neither a headline nor a text.")
    modified_at = moment(told.get("versioncreated"))
    section, lead = _section(told), _lead(told)
    return Item(
        source=SOURCE, external_id=one_line(told["uri"]), headline=headline, version=_version(told.get("version")), modified_at=modified_at,
        published_at=moment(told.get("embargoed")) or moment(told.get("firstcreated")) or modified_at, short_headline=_short_headline(told, headline),
        standfirst=standfirst, dateline=_line(told.get("located")), slugline=_line(told.get("slugline")), language=_line(told.get("language")),
        blocks=blocks, bylines=_bylines(told), section=section, topics=_topics(told, section), lead=lead, importance=_importance(told.get("urgency")),
        old_addresses=_old_addresses(told), is_own=False, status=status, name=_named(told, name),
        unwritten=partial(_blocks, text) if headline and text else None,
    )  # fmt: skip


def _why_not(told: Told) -> str | None:
    uri = told.get("uri")
    if not isinstance(uri, str) or not uri.strip():
        return "It has no uri, so it could not be known again. Ask its sender for one."
    kind = told.get("type", "")
    if isinstance(kind, str) and kind.lower() not in ARTICLE_TYPES:
        what = _NOT_ARTICLES.get(kind.lower())
        return f"It is {what}, not an article." if what else f"Its type “{kind}” is none that ninjs knows."
    if "eventdetails" in told or "plannedcoverage" in told:
        return "It is an event or a plan of coverage, not an article."
    if _line(told.get("pubstatus")).lower() not in {"", "usable", "withheld", "canceled", "cancelled"}:
        return f"Its pubstatus “{told['pubstatus']}” is none that ninjs knows, so whether it may be published is not known."
    return None


def _status(told: Told) -> Status:
    status = _line(told.get("pubstatus")).lower()
    if status in {"canceled", "cancelled"}:
        return Status.CANCELED
    return Status.WITHHELD if status == "withheld" or moment(told.get("embargoed")) else Status.PUBLISHED


def _texts(told: Told, field: str, fields: str) -> list[tuple[str, str, str]]:
    """(role, content type, text) of a field in all its versions: body_text (1.x), or bodies with roles (2.0 on). Raises TypeError for a text that is none."""
    found = []
    for one in told.get(fields) or []:
        if not isinstance(one, dict):
            raise TypeError(f"One of its {fields} is no object with a value.")
        parts = {key.lower(): value for key, value in one.items()}
        found.append((_line(parts.get("role")).lower(), _line(parts.get("contenttype")).lower(), parts.get("value")))
    found += [
        (key.removeprefix(field).lstrip("_"), "", value) for key, value in told.items() if key == field or key.startswith(field + "_")
    ]
    for role, _kind, text in found:
        if text is not None and not isinstance(text, str):
            raise TypeError(f"Its {field} “{role or 'main'}” is no text.")
    return [(role, kind, text) for role, kind, text in found if text and text.strip()]


def _is_html(role: str, kind: str, text: str) -> bool:
    if kind:
        return "html" in kind or "xml" in kind or "nitf" in kind
    return any(word in role for word in ("html", "richtext", "nitf")) or (
        role in {"", "main"} and re.search(r"</(?:p|div|section|body)>", text) is not None
    )


def _richest(told: Told) -> tuple[str, str, str] | None:
    """The body in the richest of its forms: HTML before plain text, NITF only where there is no other, the longest of one kind."""
    return max(_texts(told, "body", "bodies"), key=lambda one: (_is_html(*one), "nitf" not in one[0] + one[1], len(one[2])), default=None)


def _blocks(given: tuple[str, str, str]) -> list[Block]:
    role, kind, text = given
    if not _is_html(role, kind, text):
        return blocks_of(paragraphs_of(text))
    return blocks_of(_nitf_body(text) if "nitf" in role + kind else text)


def _nitf_body(text: str) -> str:
    """What NITF says between the head and the end of its body: its tags are HTML's by name."""
    found = re.search(r"<body\.content[^>]*>(.*)</body\.content>", text, re.DOTALL)
    return found.group(1) if found else text


def _headline(told: Told) -> str:
    texts = _texts(told, "headline", "headlines")
    chosen = next((text for role, _kind, text in texts if role in {"", "main"}), texts[0][2] if texts else "")
    return one_line(chosen or _line(told.get("title")))


def _short_headline(told: Told, headline: str) -> str:
    short = next((one_line(text) for role, _kind, text in _texts(told, "headline", "headlines") if role in {"short", "small"}), "")
    return short if short != headline else ""


def _standfirst(told: Told) -> str:
    """The lead or summary, where the item says that a description is one; else the first description that is no caption or note."""
    texts = _texts(told, "description", "descriptions")
    ranked = [one for one in texts if one[0] in {"lead", "standfirst", "summary", "deck"}]
    ranked += [one for one in texts if one[0] not in {"caption", "note", "writer"} and one not in ranked]
    if not ranked:
        return ""
    role, kind, text = ranked[0]
    return text_of(text) if _is_html(role, kind, text) else one_line(text)


def _bylines(told: Told) -> list[Signature]:
    line = _OPENING_CREDIT.sub("", _line(told.get("by") or told.get("byline")))
    names = [name for name in _BETWEEN_NAMES.split(line) if name]
    return [Signature(name) for number, name in enumerate(names) if number == 0 or not _AGENCY_TAIL.match(name)]


def _named_things(told: Told, *fields: str) -> list[Mapping[str, Any]]:
    lists = [told[field] for field in fields if isinstance(told.get(field), list)]
    return [one for given in lists for one in given if isinstance(one, dict) and _line(one.get("name"))]


def _section(told: Told) -> Label | None:
    """The first subject that says it classifies the item as a whole."""
    subjects = _named_things(told, "subjects", "subject")
    chosen = next((one for one in subjects if one.get("rel") in {"classifies", "partOf", "category", "section"}), None)
    return Label(_line(chosen["name"])) if chosen else None


def _topics(told: Told, section: Label | None) -> list[Label]:
    named = _named_things(
        told,
        "subjects",
        "subject",
        "people",
        "person",
        "organisations",
        "organisation",
        "places",
        "place",
        "events",
        "event",
        "objects",
        "object",
    )
    names = dict.fromkeys(_line(one["name"]) for one in named)
    return [Label(name) for name in names if section is None or name != section.name]


def _associated(told: Told) -> list[Mapping[str, Any]]:
    given = told.get("associations")
    ones = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else []
    return [{key.lower(): value for key, value in one.items()} for one in ones if isinstance(one, dict)]


def _lead(told: Told) -> Picture | None:
    """The first picture that came with the item, by its largest rendition."""
    for one in _associated(told):
        if one.get("type") in PICTURE_TYPES and (best := _largest(one)):
            texts = _safe_texts(one)
            caption = next((text_of(text) for role, _kind, text in texts if role != "writer"), "") or _line(one.get("headline"))
            return Picture(best, caption=caption, credit=_line(one.get("by") or one.get("byline")), alt=_line(one.get("headline")))
    return None


def _safe_texts(one: Told) -> list[tuple[str, str, str]]:
    try:
        return _texts(one, "description", "descriptions")
    except TypeError:
        return []


def _largest(one: Told) -> str:
    given = one.get("renditions")
    ones = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else []
    sized = [(_number(each.get("width")), _line(each.get("href"))) for each in ones if isinstance(each, dict) and _line(each.get("href"))]
    return max(sized, default=(0, ""))[1]


def _old_addresses(told: Told) -> list[str]:
    """Where the article stood, if the item says so: an alternative id that is an address."""
    given = told.get("altids")
    pairs = list(given.items()) if isinstance(given, dict) else []
    pairs += [(one.get("role"), one.get("value")) for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [
        value
        for role, value in pairs
        if isinstance(value, str) and role in {"permalink", "weburl", "old_address"} and value.startswith(("http", "/"))
    ]


def _importance(urgency: object) -> int | None:
    """Urgency 1 (most) to 9 as our 0 to 100; 5 is the middle in both."""
    return 100 - round((urgency - 1) * 12.5) if isinstance(urgency, int) and 1 <= urgency <= 9 else None


def _version(told: object) -> str:
    return _line(str(told) if isinstance(told, int | float) and not isinstance(told, bool) else told)


def _number(told: object) -> float:
    return told if isinstance(told, int | float) else 0


def _line(told: object) -> str:
    return one_line(told) if isinstance(told, str) else ""


def _named(told: Told, name: str) -> str:
    uri = _line(told.get("uri"))
    return f"{name} ({uri})" if uri and uri not in name else name
