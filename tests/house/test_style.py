"""What STYLE.md asks of every file and ruff can't see."""

import ast
from pathlib import Path

from tests.house.reading_the_house import PACKAGE, modules, name_of

ASKS_LINES = 300
MOST_LINES = 400
LONG_FUNCTION_LINES = 30


def test_every_file_says_in_its_first_line_what_lives_here() -> None:
    assert [name_of(path) for path, tree in modules() if not ast.get_docstring(tree)] == []


def test_every_public_function_says_what_it_is_for() -> None:
    """One of a single statement has said it by then."""
    silent = [
        f"{name_of(path)}: {node.name}"
        for path, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and len(node.body) > 1
    ]
    assert silent == []


def test_a_long_function_says_why() -> None:
    silent = [
        f"{name_of(path)}: {node.name}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno > LONG_FUNCTION_LINES
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_a_long_file_says_why_and_none_is_longer_still() -> None:
    long = [(path, tree) for path, tree in modules() if _lines(path) > ASKS_LINES]
    assert [f"{name_of(path)}: {_lines(path)} lines" for path, _ in long if _lines(path) > MOST_LINES] == []
    assert [
        f"{name_of(path)}: say “Long because …” in its docstring"
        for path, tree in long
        if "Long because" not in (ast.get_docstring(tree) or "")
    ] == []


def test_no_package_file_does_anything() -> None:
    assert [name_of(path) for path in PACKAGE.rglob("__init__.py") if path.stat().st_size] == []


def test_an_import_inside_a_function_says_why() -> None:
    """Two exceptions stand in STYLE.md: the command's verbs, and a heavy outside library on a rare path."""
    hidden = [
        f"{name_of(path)}:{inner.lineno}"
        for path, tree in modules()
        if path.name != "cli.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and "#" not in path.read_text(encoding="utf-8").splitlines()[inner.lineno - 1]
    ]
    assert hidden == []


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")
