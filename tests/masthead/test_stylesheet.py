"""The one stylesheet that all pages ask for."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from broadsheet.masthead import stylesheet

STATIC = Path(stylesheet.__file__).parent / "static" / "masthead"
COMPONENTS = sorted(STATIC.parents[2].glob("*/static/masthead/*.css"))  # a room keeps its own component at home
PLACES = re.compile(
    r"(?<![-\w])(left|right|margin-(?:left|right)|padding-(?:left|right)|border-(?:left|right)|text-align:\s*(?:left|right))\s*:"
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)


def test_it_is_found_where_pages_ask_for_it() -> None:
    found = finders.find(stylesheet.NAME)
    assert Path(found).read_text(encoding="utf-8") == stylesheet.joined()


def test_every_component_is_in_it() -> None:
    assert {path.stem for path in COMPONENTS} == set(stylesheet.COMPONENTS)
    assert all(
        name in stylesheet.joined() for name in ("--accent", ".masthead", ".card", ".article", ".prose", ".invitation", "@media print")
    )


def test_a_papers_own_tokens_take_the_place_of_ours(tests_paper: Path) -> None:
    own = tests_paper / "theme" / "static" / "masthead" / "theme.css"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(":root { --accent: #14476b; }", encoding="utf-8")
    try:
        assert stylesheet.joined().rstrip().endswith(":root { --accent: #14476b; }")
    finally:
        own.unlink()


def test_no_component_knows_left_from_right() -> None:
    assert {
        path.name: PLACES.findall(path.read_text(encoding="utf-8"))
        for path in COMPONENTS
        if PLACES.search(path.read_text(encoding="utf-8"))
    } == {}


def test_colours_are_named_in_the_tokens_only() -> None:
    coloured = {
        path.stem for path in COMPONENTS if COLOUR.search(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    assert coloured == {"tokens", "print"}


def test_faces_of_a_latin_page_weigh_less_than_60_kilobytes_but_for_the_name() -> None:
    files = [STATIC / "fonts" / f"{name}.woff2" for name in ("display", "text", "text-italic", "sans")]
    assert sum(path.stat().st_size for path in files) <= 57_000


def test_every_face_has_its_licence_beside_it() -> None:
    licences = {path.stem for path in (STATIC / "fonts").glob("OFL-*.txt")}
    assert licences == {
        "OFL-assistant", "OFL-frank-ruhl-libre", "OFL-libre-franklin", "OFL-noto-serif-display", "OFL-source-serif-4", "OFL-unifrakturmaguntia",
    }  # fmt: skip
