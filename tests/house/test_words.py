"""The words of the house: one for each thing, and none that says nothing."""

import ast
import re

from tests.house.reading_the_house import PACKAGE, REPOSITORY, modules, name_of

SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "services", "service", "managers", "manager", "misc", "lib", "tools"}
# docs/glossary.md has the word we use instead of each of these.
OTHER_PEOPLES_WORDS = {
    "Category",
    "Tag",
    "Post",
    "Author",
    "Site",
    "Brand",
    "Deck",
    "Dek",
    "Excerpt",
    "Subscriber",
    "Supporter",
    "Entitlement",
    "Perk",
}
AN_AD = re.compile(r"^(ads?|advert.*)$")
OUR_WORDS = {"advertiser", "advertising"}  # in the code alone: blockers read styles and addresses


def test_no_file_or_folder_is_named_for_nothing() -> None:
    named = [path for path in PACKAGE.rglob("*") if (path.suffix == ".py" or path.is_dir()) and path.stem in SAY_NOTHING]
    assert [name_of(path) for path in named] == []


def test_no_class_is_named_with_another_trades_word() -> None:
    classes = [(path, node.name) for path, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert [f"{name_of(path)}: {name}" for path, name in classes if name in OTHER_PEOPLES_WORDS] == []


def test_no_class_and_no_style_says_ad() -> None:
    classes = [
        (path, word)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for word in re.findall(r"[A-Z][a-z]*", node.name)
        if word.lower() not in OUR_WORDS
    ]
    styles = [
        (path, word)
        for path in [*PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.html")]
        for name in _style_classes(path.read_text(encoding="utf-8"), is_css=path.suffix == ".css")
        for word in re.split(r"[-_]+", name)
    ]
    assert [f"{name_of(path)}: {word}" for path, word in [*classes, *styles] if AN_AD.match(word.lower())] == []


def test_no_address_says_ad() -> None:
    routes = [
        (path, part)
        for path in PACKAGE.rglob("urls.py")
        for route in re.findall(r"""path\(\s*f?["']([^"']*)["']""", path.read_text(encoding="utf-8"))
        for part in re.split(r"[/_.-]", route)
    ]
    assert [f"{name_of(path)}: {part}" for path, part in routes if part in {"ad", "advert", "adverts"}] == []


def test_no_work_is_left_for_later_in_a_comment() -> None:
    left = re.compile(r"#\s*(?:TODO|FIXME|XXX|HACK)")
    marked = [path for path in REPOSITORY.glob("[bdqt]*/**/*.py") if left.search(path.read_text(encoding="utf-8"))]
    assert [name_of(path) for path in marked] == []


def _style_classes(text: str, *, is_css: bool) -> list[str]:
    if is_css:
        return re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL))
    return [name for names in re.findall(r'class="([^"{]*)"', text) for name in names.split()]
