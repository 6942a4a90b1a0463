"""Ghost: its export, and the same posts as Ghost's own migration tools and Content API write them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from broadsheet.wires.blocks import blocks_of
from broadsheet.wires.cleaning import one_line, text_of
from broadsheet.wires.ghost_cards import Unreadable, lexical_html, mobiledoc_html
from broadsheet.wires.item import Block, Found, Item, Kind, Label, Picture, Refusal, Signature, Status
from broadsheet.wires.names import digest
from broadsheet.wires.when import moment

_STATUSES = {
    "published": Status.PUBLISHED,
    "scheduled": Status.WITHHELD,
    "draft": Status.DRAFT,
    "sent": Status.DRAFT,
}  # sent: by mail, never on the page
_GHOSTS_OWN_ID = re.compile(r"[0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What Ghost shows to its members only stays closed here until an editor opens it: taking in must never open a gate.
_OPEN = frozenset({"", "public"})

Told = Mapping[str, Any]


def looks_like(told: object) -> bool:
    """Whether some JSON is an export of Ghost, or of its migration tools, with posts or without."""
    return isinstance(told, dict) and (
        isinstance(told.get("db"), list)
        or isinstance(told.get("models"), list)
        or any(isinstance(_tables(told).get(table), list) for table in ("posts", "members"))
    )


def items(told: object, name: str) -> Found:
    """The posts and pages of one export."""
    tables = _tables(told) if isinstance(told, dict) else {}
    posts = tables.get("posts")
    if not isinstance(posts, list) or not posts:
        what = "a list of members, not articles" if isinstance(tables.get("members"), list) else "without any post"
        yield Refusal(name, f"It is {what}." if what.startswith("a") else f"It is a file of Ghost's {what}.")
        return
    if isinstance(tables.get("members"), list) and tables["members"]:
        yield Refusal(f"{name}, its members", "It is a list of members, not articles.")
    beside = _Beside(tables)
    for number, post in enumerate(posts, start=1):
        if isinstance(post, dict):
            yield _item(post, beside, name)
        else:
            yield Refusal(f"{name}, post {number}", "It is no post but a bare value.")


def _tables(told: Told) -> dict[str, Any]:
    """The tables of an export, wherever the version at hand keeps them."""
    if isinstance(told.get("db"), list) and told["db"] and isinstance(told["db"][0], dict):
        return _tables(told["db"][0])
    for wrapper in ("data", "result"):
        if isinstance(told.get(wrapper), dict) and "posts" not in told:
            return dict(told[wrapper])
    if isinstance(told.get("models"), list):
        return {
            "posts": [
                post
                for model in told["models"]
                if isinstance(model, dict) and model.get("name") == "Post"
                for post in model.get("entries") or []
            ]
        }
    return dict(told)


class _Beside:
    """What an export keeps beside its posts: who wrote which, what each is filed under, captions."""

    def __init__(self, tables: Told) -> None:
        users = {one.get("id"): one for one in _rows(tables, "users")}
        tags = {one.get("id"): one for one in _rows(tables, "tags")}
        self.authors = _joined(_rows(tables, "posts_authors"), "author_id", users)
        self.tags = _joined(_rows(tables, "posts_tags"), "tag_id", tags)
        self.meta = {one.get("post_id"): one for one in _rows(tables, "posts_meta")}
        self.users = users


def _rows(tables: Told, name: str) -> list[Told]:
    rows = tables.get(name)
    return [_plain(one) for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _plain(row: Told) -> Told:
    """A row as the export has it, out of the {"url", "data"} that the migration tools wrap round it."""
    return {"url": row.get("url"), **row["data"]} if isinstance(row.get("data"), dict) else row


def _joined(pairs: list[Told], to: str, rows: Mapping[Any, Told]) -> dict[Any, list[Told]]:
    joined: dict[Any, list[Told]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: pair.get("sort_order") or 0):
        if pair.get(to) in rows:
            joined[pair.get("post_id")].append(rows[pair[to]])
    return joined


def _item(row: Told, beside: _Beside, file_name: str) -> Item | Refusal:
    post = _plain(row)
    title = one_line(str(post.get("title") or ""))
    name = f"{file_name}, “{title or post.get('slug') or post.get('id') or 'untitled'}”"
    url = str(post.get("url") or "")
    try:
        blocks = _blocks(post, url)
    except Unreadable as mistake:
        return Refusal(name, str(mistake))
    if not title and not blocks:
        return Refusal(name, "It has neither a headline nor a text.")
    source, external_id = _identity(post, url, title)
    tags = [
        one
        for one in _several(post, "tags", "tag") or beside.tags.get(post.get("id"), [])
        if not str(one.get("name") or "").startswith("#")
    ]
    labels = [Label(one_line(str(one.get("name") or one.get("slug") or "")), str(one.get("slug") or "")) for one in tags]
    published_at = moment(post.get("published_at")) or moment(post.get("created_at"))
    return Item(
        source=source, external_id=external_id, headline=title, modified_at=moment(post.get("updated_at")) or published_at, published_at=published_at,
        standfirst=one_line(text_of(str(post.get("custom_excerpt") or ""))), slug=str(post.get("slug") or ""), language=str(post.get("locale") or ""), blocks=blocks,
        bylines=_signed(post, beside), section=labels[0] if labels else None, topics=labels[1:], lead=_lead(post, beside.meta.get(post.get("id"), {})),
        old_addresses=[url] if url else [f"/{post['slug']}/"] if post.get("slug") else [],
        requires="" if str(post.get("visibility") or "") in _OPEN else "p", status=_STATUSES.get(str(post.get("status")), Status.DRAFT),
        kind=Kind.PAGE if post.get("type") == "page" or post.get("page") in (1, True) else Kind.ARTICLE, name=name,
    )  # fmt: skip


def _identity(post: Told, url: str, title: str) -> tuple[str, str]:
    """Ghost's own ids are one of a kind in the world; where there is none, the address, or what the post says."""
    own = next((str(post[word]) for word in ("id", "uuid") if _GHOSTS_OWN_ID.fullmatch(str(post.get(word) or ""))), "")
    if own:
        return "ghost", own
    if url:
        return f"ghost {urlsplit(url).netloc.removeprefix('www.').lower()}", url
    return "ghost", str(post.get("slug") or digest(title, str(post.get("html") or post.get("mobiledoc") or post.get("lexical"))))


def _blocks(post: Told, url: str) -> list[Block]:
    """The text from the first of its three forms that is there: HTML, Lexical, Mobiledoc."""
    if post.get("html"):
        html = str(post["html"])
    elif post.get("lexical"):
        html = lexical_html(str(post["lexical"]))
    elif post.get("mobiledoc"):
        html = mobiledoc_html(str(post["mobiledoc"]))
    else:
        html = str(post.get("plaintext") or "")
    return blocks_of(html.replace("__GHOST_URL__", ""), base=url)


def _several(post: Told, many: str, one: str) -> list[Told]:
    given = post[many] if isinstance(post.get(many), list) else [post[one]] if isinstance(post.get(one), dict) else []
    return [_plain(each) for each in given if isinstance(each, dict)]


def _signed(post: Told, beside: _Beside) -> list[Signature]:
    signed = _several(post, "authors", "author") or beside.authors.get(post.get("id"), [])
    if not signed and post.get("author_id") in beside.users:
        signed = [beside.users[post["author_id"]]]
    return [
        Signature(one_line(str(one.get("name") or one.get("slug"))), str(one.get("slug") or ""), one_line(str(one.get("bio") or "")))
        for one in signed if one.get("name") or one.get("slug")
    ]  # fmt: skip


def _lead(post: Told, meta: Told) -> Picture | None:
    source = str(post.get("feature_image") or "").replace("__GHOST_URL__", "")
    if not source:
        return None
    caption, alt = (str(post.get(f"feature_image_{word}") or meta.get(f"feature_image_{word}") or "") for word in ("caption", "alt"))
    return Picture(source, caption=text_of(caption), alt=one_line(alt))


def is_member_list(head: str) -> bool:
    """Whether a table of comma-separated values is one of people: its first line names an e-mail address, or its second holds one first."""
    lines = [line for line in head.splitlines() if line.strip()][:2]
    if not lines or "," not in lines[0]:
        return False
    return any("mail" in word.strip(' "').lower() for word in lines[0].split(",")) or any("@" in line.partition(",")[0] for line in lines)


def member_list(name: str) -> Iterator[Refusal]:
    """What is said of such a table."""
    yield Refusal(name, "It is a list of members, not articles.")
