"""WordPress's shortcodes and the comments of its block editor: the machinery goes, the words and pictures stay."""

import re
from collections.abc import Callable, Mapping
from html import escape

from broadsheet.wires.item import Picture

# WordPress's own, Jetpack's and the commonest of page builders. Others are known as machinery by an attribute or an end of their own:
# "[sic]" and "[the mayor]" are an editor's words and stay.
_KNOWN = frozenset({
    "audio", "caption", "contact-form", "contact-form-7", "embed", "gallery", "googlemaps", "gravityform", "instagram", "more", "nextpage", "playlist", "poll",
    "recent-posts", "sitemap", "soundcloud", "tweet", "video", "vimeo", "wp_caption", "youtube",
})  # fmt: skip
# Every one of them stops at the next bracket that opens, so that a text of nothing but beginnings is read once and not once for each.
_CAPTION = re.compile(r"\[(caption|wp_caption)\b([^\[\]]*)\]((?:(?!\[(?:wp_)?caption\b).)*?)\[/\1\]", re.DOTALL)
_EMBED = re.compile(r"\[embed\b[^\[\]]*\]\s*((?:(?!\[embed\b)\S)+?)\s*\[/embed\]")
_PLAYED = re.compile(
    r"\[(?:youtube|vimeo|video|audio|soundcloud|tweet|instagram)\b(?=[^\[\]]*\])[^\[\]]*?(https?://[^\s\"'\[\]]+)[^\[\]]*\]"
)
_GALLERY = re.compile(r"\[gallery\b([^\[\]]*)\]")
_IDS = re.compile(r"ids\s*=\s*[\"']?([\d,\s]+)")
_ATTRIBUTE_CAPTION = re.compile(r"\bcaption\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ESCAPED = re.compile(r"\[\[([^\[\]]+)\]\]")
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]*)((?:\s[^\[\]]*)?)(/?)\]")
_IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_BLOCK_EDITOR = re.compile(r"<!--\s*/?wp:")


def is_of_the_block_editor(content: str) -> bool:
    """Whether the text was written in the editor of blocks, where a line end means nothing."""
    return _BLOCK_EDITOR.search(content) is not None


def without_shortcodes(content: str, attachments: Mapping[str, Picture]) -> str:
    """The content as HTML: captions as figures, galleries and films as pictures and addresses, other shortcodes gone and what they enclose kept."""
    if "[" not in content:
        return content
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append("[" + found.group(1) + "]")
        return f"\ue000{len(kept) - 1}\ue001"  # private use: no text of a newspaper holds them

    content = _ESCAPED.sub(keep, content.replace("\ue000", "").replace("\ue001", ""))
    content = _CAPTION.sub(_figure, content)
    content = _EMBED.sub(r"\n\n\1\n\n", content)
    content = _PLAYED.sub(r"\n\n\1\n\n", content)
    content = _GALLERY.sub(_gallery(attachments), content)
    content = _SHORTCODE.sub(_gone(content), content)
    return re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found.group(1))], content)


def _figure(found: re.Match[str]) -> str:
    _name, attributes, within = found.groups()
    image = _IMAGE.search(within)
    if image is None:
        return within
    told = _ATTRIBUTE_CAPTION.search(attributes)
    caption = (within[image.end() :].strip() or (escape(told.group(1) or told.group(2) or "", quote=False) if told else "")).strip()
    return f"<figure>{image.group()}<figcaption>{caption}</figcaption></figure>"


def _gallery(attachments: Mapping[str, Picture]) -> Callable[[re.Match[str]], str]:
    def pictures(found: re.Match[str]) -> str:
        told = _IDS.search(found.group(1))
        named = [attachments[one] for one in re.findall(r"\d+", told.group(1)) if one in attachments] if told else []
        return "".join(
            f'<figure><img src="{escape(one.address)}" alt="{escape(one.alt)}"><figcaption>{escape(one.caption, quote=False)}</figcaption></figure>' for one in named
        )  # fmt: skip

    return pictures


def _gone(content: str) -> Callable[[re.Match[str]], str]:
    closed = set(re.findall(r"\[/([a-zA-Z][\w-]*)\]", content))

    def drop(found: re.Match[str]) -> str:
        is_end, name, attributes, ends_itself = found.groups()
        is_machinery = name.lower() in _KNOWN or name in closed or "=" in attributes or is_end or ends_itself
        return "" if is_machinery else found.group()

    return drop
