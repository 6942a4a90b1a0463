"""One stylesheet for all pages, joined from the components' files, so that a page asks for one file and a paper can replace any part."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from broadsheet.masthead.made_file import MadeFile

NAME = "masthead/paper.css"
# In the order in which they are set; a later one wins where two speak of the same thing with the same weight.
COMPONENTS = (
    "tokens", "fonts", "base", "masthead", "footer", "button", "card", "row", "front", "letter", "almanac", "article", "prose", "figure", "factbox", "related", "follow", "slot", "lesson", "edition",
    "invitation", "page", "form", "support", "account", "test-mode", "print", "theme",
)  # fmt: skip
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"^\s+|\s+$", re.MULTILINE)


def joined() -> str:
    """All components in order, each as the finders find it first (a paper's theme before ours), without comments and indents."""
    return "".join(_plain(_found(f"masthead/{name}.css").read_text(encoding="utf-8")) for name in COMPONENTS)


class JoinedStylesheet(MadeFile):
    """Finds masthead/paper.css, which lies nowhere until it is asked for: then it is joined into the paper's data folder."""

    name = NAME

    def folder(self) -> Path:
        return _folder()

    def written(self) -> Path:
        return _written()


def _folder() -> Path:
    return Path(settings.PAPER.static_folder).with_name("joined")


def _written() -> Path:
    path = _folder() / NAME
    text = joined()
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def _found(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(
            f"The stylesheet {name} is in no static folder. Put it back, or take its name out of masthead/stylesheet.py."
        )
    return Path(found)


def _plain(text: str) -> str:
    return _INDENT.sub("", _COMMENT.sub("", text)).strip() + "\n"
