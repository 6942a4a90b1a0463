"""What is committed names no machine that it was written on, and installs from what the lock pins."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.reading_the_house import REPOSITORY, committed_files, modules, name_of

TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".mjs", ".sh", ".txt", ".json", ".lock", ".yaml", ".yml", ".po", ".svg", ""}
# Joined here, so that this file does not name what it forbids.
A_MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/")
A_REGISTRY = re.compile(
    "|".join(re.escape(".".join(parts)) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org")))
)
THE_INPUTS = Path("..", "shared").as_posix()
MAY_NAME_THE_INPUTS = {".ci/run", "CONTRIBUTING.md"}


def test_no_file_names_a_machine() -> None:
    assert [name for name, text in _texts() if A_MACHINE.search(text) and not name.endswith("test_traces.py")] == []


def test_no_file_names_a_registry() -> None:
    assert [name for name, text in _texts() if A_REGISTRY.search(text)] == []


def test_only_two_files_know_where_the_real_inputs_lie() -> None:
    assert [name for name, text in _texts() if THE_INPUTS in text and name not in MAY_NAME_THE_INPUTS] == []


def test_the_paper_runs_on_what_its_lock_pins_and_nothing_else() -> None:
    pinned = _pinned("requirements.lock")
    brought_by = packages_distributions()
    imported = {(path, name) for path, tree in modules() for node in ast.walk(tree) for name in _imported(node)}
    unknown = {
        f"{name_of(path)}: {name}"
        for path, name in imported
        if name not in sys.stdlib_module_names and name != "broadsheet" and not {_plain(dist) for dist in brought_by.get(name, [])} & pinned
    }
    assert sorted(unknown) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {_plain(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}
    asked_for_tests = {_plain(re.split(r"[^\w.-]", line)[0]) for line in project["optional-dependencies"]["dev"]}
    assert sorted(asked - _pinned("requirements.lock")) == []
    assert sorted((asked | asked_for_tests) - _pinned("requirements-dev.lock")) == []


def _texts() -> list[tuple[str, str]]:
    return [(name_of(path), path.read_text(encoding="utf-8", errors="replace")) for path in committed_files() if path.suffix in TEXT]


def _pinned(lock: str) -> set[str]:
    return {_plain(name) for name in re.findall(r"^([\w.-]+)==", (REPOSITORY / lock).read_text(encoding="utf-8"), re.MULTILINE)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.split(".")[0]]
    return []
