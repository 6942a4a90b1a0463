"""The HTML we let in: one gate for every format, and text that any database and any page can hold."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3

INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
})  # fmt: skip
FLOW = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
SHOWN = frozenset(
    {"audio", "embed", "iframe", "img", "source", "video"}
)  # never handed on: each becomes a picture of ours, or a card with a link
DROPPED_WHOLE = frozenset({"script", "style", "template", "noscript", "object", "applet", "head", "noframes", "noembed"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "class"},
    "audio": {"src", "title"},
    "embed": {"src", "title"},
    "iframe": {"src", "title", "data-src"},
    "img": {"src", "alt", "class", "width", "height", "data-src", "data-lazy-src"},
    "source": {"src"},
    "video": {"src", "title"},
    "td": {"colspan"},
    "th": {"colspan"},
}
_GATE = nh3.Cleaner(
    tags=set(INLINE | FLOW | SHOWN), attributes=_ATTRIBUTES, clean_content_tags=set(DROPPED_WHOLE), url_schemes=set(SCHEMES), link_rel=None
)
_BARE = nh3.Cleaner(tags=set(), attributes={}, clean_content_tags=set(DROPPED_WHOLE))
# What our own paragraphs may hold, and nothing else: blocks.py writes only this.
_PARAGRAPH = nh3.Cleaner(
    tags={"p", "ul", "ol", "li", "a", "b", "i", "s", "sub", "sup", "code", "br"}, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None,
)  # fmt: skip

# C0 and C1 controls but tab and line ends (U+0085 is a line end), lone surrogates, and the two code points that are no characters.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SPACES = re.compile(r"[ \t\n\r\f\x0b\x85]+")
# nh3 takes an element of a drawing or a formula (SVG 2, MathML 3) away with all the words in it. Without these tags the words are read as words, and
# the gate still stands behind.
_DRAWN = frozenset(["svg", "math", "text", "tspan", "desc", "g", "line", "marker", "mask", "metadata", "pattern", "switch", "symbol", "use", "view", "set", "stop", "path", "defs", "filter", "abs", "and", "apply", "ci", "cn", "none", "plus", "sin", "semantics", "annotation", "annotation-xml", "maction", "maligngroup", "malignmark", "menclose", "merror", "mfenced", "mfrac", "mglyph", "mi", "mlabeledtr", "mlongdiv", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mscarries", "msgroup", "msline", "mspace", "msqrt", "msrow", "mstack", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"])  # fmt: skip
_DEEPEST = 300  # elements within elements
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])[^>]*>")
_CHARACTER_DATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)  # XML's, strayed into HTML: words, where HTML would see a comment
_CONTROLS_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")


def legible(text: str) -> str:
    """The text without what no database or page can hold: control characters go, halves of a surrogate pair are joined or marked as lost."""
    if text.isprintable() or _ILLEGIBLE.search(text) is None:
        return text
    whole = _SURROGATE_PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _ILLEGIBLE.sub(lambda lost: "\ufffd" if lost.group() >= "\ud800" else "", whole)


def one_line(text: str) -> str:
    """Plain text on one line: runs of white space become one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", legible(text)).strip()


def clean(html: str) -> str:
    """The HTML that passes the gate: structure and words, no script, handler, style, form or unknown scheme."""
    return _GATE.clean(_readable(html))


def _readable(html: str) -> str:
    """HTML in which every word is one to the parser: no half characters, no foreign elements, no character data."""
    text = legible(html)
    if "<![CDATA[" in text:
        text = _replaced(_CHARACTER_DATA, "]]>", lambda found: escape(found.group(1), quote=False), text)
    if text.count("<") > _DEEPEST:
        text = _flattened(text)
    if _DRAWN.isdisjoint(map(str.lower, _TAG.findall(text, 0, text.rfind(">") + 1))):
        return text
    return _replaced(_TAG, ">", lambda tag: " " if tag.group(1).lower() in _DRAWN else tag.group(), text)


def _replaced(pattern: re.Pattern[str], end: str, by: Callable[[re.Match[str]], str], text: str) -> str:
    """As `pattern.sub`, but not looked for behind the last of its ends: each beginning there would be followed through the whole rest in vain."""
    before, last_end, rest = text.rpartition(end)
    return pattern.sub(by, before + last_end) + rest


def _flattened(text: str) -> str:
    """Without the tags that lie deeper than any page's: a parser takes the square of the depth, which a page of a megabyte could make hours of."""
    depth = 0

    def shallow(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag.group(1).lower()
        is_end, is_alone = tag.group().startswith("</"), name in _VOID
        depth = max(0, depth + (0 if is_alone else -1 if is_end else 1))
        return tag.group() if depth < _DEEPEST or is_alone else " "

    return _replaced(_TAG, ">", shallow, text)


def clean_paragraph(html: str) -> str:
    """The HTML of one paragraph or list, with nothing a paragraph of ours may not hold."""
    return _PARAGRAPH.clean(html)


def text_of(html: str) -> str:
    """The words a reader would see of some HTML, on one line."""
    if "<" not in html and "&" not in html:
        return one_line(html)
    spaced = re.sub(r"(?i)<(?:br|/p|/div|/li|/h[1-6]|/td|/blockquote)\b", " \\g<0>", html)
    return one_line(unescape(_BARE.clean(_readable(spaced))))


def address(given: str, base: str = "") -> str:
    """An address a reader may follow, or "" where it is none: known schemes, one's own paths, never a script."""
    told = _CONTROLS_IN_ADDRESS.sub("", legible(given))
    if told.startswith("//"):
        told = "https:" + told
    try:
        if base and not told.startswith(("/", "#")):
            told = urljoin(base, told)
        scheme = urlsplit(told).scheme.lower()
    except ValueError:  # "http://[": not an address at all
        return ""
    if scheme:
        return told if scheme in SCHEMES else ""
    return told if told.startswith(("/", "#", "?")) else ""


def paragraphs_of(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs; where there is none, every line is one."""
    tidy = legible(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    parted = re.split(r"\n[ \t]*\n", tidy)
    parts = parted if len(parted) > 1 else tidy.split("\n")
    return "".join("<p>" + escape(part.strip(), quote=False).replace("\n", "<br>") + "</p>" for part in parts if part.strip())
