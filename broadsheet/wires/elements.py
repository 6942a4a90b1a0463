"""Clean HTML as a tree of elements: small, shallow, and safe to walk whatever came."""

import re
from collections.abc import Iterator
from html import unescape

from broadsheet.wires.cleaning import FLOW, INLINE, one_line

DEEPEST = 40  # elements within elements; what lies deeper is read as if it lay here, so that no page can exhaust the stack
# The gate writes every tag in one way: lower case, attributes in double quotes. Nothing else begins with "<" but what stood as raw text.
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*="[^"]*")*)\s*>')
_ATTRIBUTE = re.compile(r'([a-z][a-z0-9-]*)="([^"]*)"')
_EMPTY = frozenset({"br", "hr", "img", "source", "embed"})
_SPACES = re.compile(r"[ \t\n\r\f\x0b\x85]+")
_FACES = frozenset({"emoji", "wp-smiley", "smiley"})


class Node:
    """One element: its name, attributes and what it holds. The root has no name."""

    __slots__ = ("attributes", "children", "holds_blocks", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []
        self.holds_blocks = False

    @property
    def classes(self) -> str:
        """Its class attribute, as it stands."""
        return self.attributes.get("class", "")

    def all(self, *tags: str) -> Iterator["Node"]:
        """Every element of these names within, in the order of the text."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def text(self) -> str:
        """The words within, on one line."""
        return one_line("".join(self._words()))

    def spaced_text(self) -> str:
        """The words within, a run of white space made one space, those at the ends too."""
        return _SPACES.sub(" ", "".join(self._words()))

    def raw_text(self) -> str:
        """The words within as they stand, line ends and all."""
        return "".join(
            "\n" if isinstance(child, Node) and child.tag == "br" else child if isinstance(child, str) else child.raw_text()
            for child in self.children
        )

    @property
    def is_emoji(self) -> bool:
        """Whether it is a small face set as a picture: its word says all."""
        return self.tag == "img" and bool(self.attributes.get("alt")) and not _FACES.isdisjoint(self.classes.split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield " "
            elif child.tag == "img":
                yield child.attributes.get("alt", "") if child.is_emoji else ""
            else:
                space = " " if child.tag in FLOW else ""
                yield space
                yield from child._words()
                yield space


def tree_of(html: str) -> Node:
    """The gate's HTML as elements. What lies too deep is read as if it lay less deep; an iframe's inside, which no browser shows, is dropped."""
    root = Node("", {})
    open_now = [root]
    too_deep = at = 0
    for token in _TOKEN.finditer(html):
        top = open_now[-1]
        if token.start() > at and top.tag != "iframe":
            top.children.append(unescape(html[at : token.start()]))
        at = token.end()
        is_end, tag, attributes = token.groups()
        if top.tag == "iframe" and tag != "iframe":
            continue
        if not is_end:
            too_deep += _begin(_node(tag, attributes), open_now)
        elif too_deep:
            too_deep -= 1
        elif len(open_now) > 1:
            open_now.pop()
    if at < len(html):
        open_now[-1].children.append(unescape(html[at:]))
    return root


def _node(tag: str, attributes: str) -> Node:
    if not attributes:
        return Node(tag, {})
    node = Node(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
    if "wp-caption-text" in node.classes:
        node.tag = "figcaption"
    elif "wp-caption" in node.classes:
        node.tag = "figure"
    return node


def _begin(node: Node, open_now: list[Node]) -> int:
    """Puts the element where it belongs; 1 where it lies too deep to be an element of its own, so that its end is not taken for another's."""
    if node.tag in _EMPTY or len(open_now) < DEEPEST:
        if node.tag not in INLINE:
            for one in open_now:
                one.holds_blocks = True
        open_now[-1].children.append(node)
    if node.tag in _EMPTY:
        return 0
    if len(open_now) >= DEEPEST:
        return 1
    open_now.append(node)
    return 0
