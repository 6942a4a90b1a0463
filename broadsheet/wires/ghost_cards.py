"""Ghost's two ways of keeping a text, Lexical and the older Mobiledoc, written as HTML."""

import json
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

_MARKS = (
    (1, "strong"),
    (2, "em"),
    (4, "s"),
    (16, "code"),
    (32, "sub"),
    (64, "sup"),
)  # Lexical's bits; 8 is underlined, which a paper does not print
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_NOT_ON_THE_PAGE = frozenset(
    {"email", "email-cta", "paywall", "signup", "transistor"}
)  # sent by mail only, or machinery of Ghost's own shop
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
DEEPEST = 60

Card = Mapping[str, Any]


class Unreadable(ValueError):
    """A text that is none of the two kinds."""


def lexical_html(told: str) -> str:
    """A Lexical document as HTML. Raises Unreadable."""
    try:
        return _lexical(json.loads(told)["root"], 0)
    except _UNREADABLE as mistake:
        raise Unreadable(f"Its Lexical text cannot be read ({mistake}).") from mistake


def _lexical(node: Card, depth: int) -> str:
    kind = str(node.get("type", "")).removeprefix("extended-")
    within = (
        "".join(_lexical(child, depth + 1) for child in node.get("children") or [] if isinstance(child, dict)) if depth < DEEPEST else ""
    )
    if kind in {"text", "tab"}:
        return _marked(escape(str(node.get("text", "")), quote=False), node.get("format"))
    if kind == "linebreak":
        return "<br>"
    if kind in {"link", "autolink"}:
        return f'<a href="{escape(str(node.get("url") or ""))}">{within}</a>'
    if kind in {"heading", "quote", "paragraph", "list", "listitem", "aside"}:
        tag = {"quote": "blockquote", "paragraph": "p", "listitem": "li", "aside": "blockquote"}.get(kind) or str(node.get("tag") or "h2")
        return f"<{tag}>{within}</{tag}>"
    return within or _card(kind, node)


def _marked(words: str, marks: object) -> str:
    for bit, tag in _MARKS:
        if isinstance(marks, int) and marks & bit:
            words = f"<{tag}>{words}</{tag}>"
    return words


def mobiledoc_html(told: str) -> str:
    """A Mobiledoc document as HTML. Raises Unreadable."""
    try:
        document = json.loads(told)
        return "".join(_section(section, document) for section in document["sections"])
    except _UNREADABLE as mistake:
        raise Unreadable(f"Its Mobiledoc text cannot be read ({mistake}).") from mistake


def _section(section: list[Any], document: Card) -> str:
    """One section by its number: 1 a paragraph or heading, 2 a picture, 3 a list, 10 a card."""
    number = section[0]
    if number == 1:
        return f"<{section[1]}>{_markers(section[2], document)}</{section[1]}>"
    if number == 2:
        return _image({"src": section[1]})
    if number == 3:
        return f"<{section[1]}>" + "".join(f"<li>{_markers(item, document)}</li>" for item in section[2]) + f"</{section[1]}>"
    name, payload = document["cards"][section[1]]
    return _card(name.removeprefix("card-"), payload if isinstance(payload, dict) else {})


def _markers(markers: list[list[Any]], document: Card) -> str:
    html, open_now = "", []
    for kind, opened, closed, value in markers:
        for number in opened:
            tag, *attributes = document["markups"][number]
            pairs = dict(zip(attributes[0][::2], attributes[0][1::2], strict=False)) if attributes else {}
            html += f'<a href="{escape(str(pairs.get("href", "")))}">' if tag == "a" else f"<{tag}>"
            open_now.append(tag)
        atom = document["atoms"][value] if kind == 1 else None
        html += ("<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False)) if atom else escape(str(value), quote=False)
        for _ in range(closed):
            html += f"</{open_now.pop()}>"
    return html


def _card(kind: str, card: Card) -> str:
    """A card of either editor; they are called alike. One that nobody knows gives the words that it holds."""
    if kind in _NOT_ON_THE_PAGE:
        return ""
    written = _WRITTEN.get(kind)
    if written is not None:
        return written(card)
    return "".join(
        f"<div>{value}</div>"
        for name, value in card.items()
        if isinstance(value, str) and name.lower().endswith(("text", "title", "heading", "content", "description", "html"))
    )


def _line(card: Card, *names: str) -> str:
    return next((escape(str(card[name]), quote=False) for name in names if card.get(name)), "")


def _raw(card: Card, *names: str) -> str:
    """A field that holds HTML; it passes the gate like all else."""
    return next((str(card[name]) for name in names if card.get(name)), "")


def _captioned(within: str, card: Card) -> str:
    caption = _raw(card, "caption")
    return f"<figure>{within}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _image(card: Card) -> str:
    return _captioned(f'<img src="{escape(str(card.get("src") or ""))}" alt="{escape(str(card.get("alt") or ""))}">', card)


def _gallery(card: Card) -> str:
    images = [one for one in card.get("images") or [] if isinstance(one, dict)]
    return _captioned(
        "".join(f'<img src="{escape(str(one.get("src") or ""))}" alt="{escape(str(one.get("alt") or ""))}">' for one in images), card
    )


def _bookmark(card: Card) -> str:
    told: Card = card["metadata"] if isinstance(card.get("metadata"), dict) else card
    return (
        f'<figure class="kg-bookmark-card"><a href="{escape(str(card.get("url") or told.get("url") or ""))}"><div class="kg-bookmark-title">{_line(told, "title")}'
        f'</div><div class="kg-bookmark-description">{_line(told, "description")}</div></a><figcaption>{_raw(card, "caption")}</figcaption></figure>'
    )


def _linked(*addresses: str, words: Iterable[str]) -> Callable[[Card], str]:
    def link(card: Card) -> str:
        return f'<p><a href="{_line(card, *addresses)}">{_line(card, *words) or _line(card, *addresses)}</a></p>'

    return link


def _played(tag: str) -> Callable[[Card], str]:
    def play(card: Card) -> str:
        return _captioned(
            f'<{tag} src="{escape(str(card.get("src") or ""))}" title="{escape(str(card.get("title") or card.get("fileName") or ""))}"></{tag}>',
            card,
        )

    return play


def _embed(card: Card) -> str:
    url = str(card.get("url") or "")
    title = card.get("metadata", {}).get("title") if isinstance(card.get("metadata"), dict) else ""
    return (
        _captioned(f'<iframe src="{escape(url)}" title="{escape(str(title or ""))}"></iframe>', card)
        if url
        else _captioned(_raw(card, "html"), card)
    )


def _product(card: Card) -> str:
    image = f'<img src="{escape(str(card["productImageSrc"]))}">' if card.get("productImageSrc") else ""
    link = (
        f'<p><a href="{_line(card, "productUrl")}">{_line(card, "productButton", "productUrl")}</a></p>' if card.get("productUrl") else ""
    )
    return f"<h3>{_raw(card, 'productTitle')}</h3>{image}<div>{_raw(card, 'productDescription')}</div>{link}"


_WRITTEN: dict[str, Callable[[Card], str]] = {
    "audio": _played("audio"),
    "bookmark": _bookmark,
    "button": _linked("buttonUrl", words=("buttonText",)),
    "callout": lambda card: f"<p>{_line(card, 'calloutEmoji', 'emoji')} {_raw(card, 'calloutText', 'text')}</p>",
    "code": lambda card: f"<pre><code>{_line(card, 'code')}</code></pre>",
    "codeblock": lambda card: _captioned(f"<pre><code>{_line(card, 'code')}</code></pre>", card),
    "embed": _embed,
    "file": _linked("src", words=("fileTitle", "fileName")),
    "gallery": _gallery,
    "header": lambda card: f"<h2>{_raw(card, 'heading', 'header')}</h2><p>{_raw(card, 'subheading', 'subheader')}</p>",
    "horizontalrule": lambda card: "<hr>",
    "hr": lambda card: "<hr>",
    "html": lambda card: _raw(card, "html"),
    "image": _image,
    "markdown": lambda card: _MARKDOWN.render(str(card.get("markdown") or "")),
    "product": _product,
    "toggle": lambda card: f"<h3>{_raw(card, 'heading')}</h3><div>{_raw(card, 'content')}</div>",
    "video": _played("video"),
}
