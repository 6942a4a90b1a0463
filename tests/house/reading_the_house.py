"""Reads the house as it lies on disk: its rooms, its files, its floors. Plain Python; nothing of ours is imported."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "broadsheet"
DOCS = REPOSITORY / "docs"
# The two wings of the house (docs/explain/the-house.md): those who make the paper, and those who count its money.
NEWSROOMS_WING = ("newsroom", "editions", "alerts", "wires", "news")
COUNTING_HOUSE = ("membership", "appeals", "advertising")


@cache
def configuration() -> dict[str, object]:
    """`pyproject.toml`, read."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> list[dict[str, list[str]]]:
    return configuration()["tool"]["importlinter"]["contracts"]  # type: ignore[index]


def rooms() -> list[str]:
    """Every room that stands: a folder of the package that holds code."""
    return sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file())


def floors() -> list[set[str]]:
    """From the top down, the rooms and single files on each floor, as the import contract says."""
    layers = next(contract for contract in contracts() if contract["type"] == "layers")["layers"]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in layers]


def may_know(room: str, other: str) -> bool:
    """Whether one room may name another: itself, or one on a floor below and not behind the wall."""
    behind_the_wall = (room in NEWSROOMS_WING and other in COUNTING_HOUSE) or (room in COUNTING_HOUSE and other in NEWSROOMS_WING)
    return room == other or (_floor_of(room) < _floor_of(other) and not behind_the_wall)


def _floor_of(room: str) -> int:
    return next(number for number, names in enumerate(floors()) if room in names)


def modules(top: Path = PACKAGE) -> Iterator[tuple[Path, ast.Module]]:
    """Every file of ours with code in it, migrations left out: Django writes those."""
    for path in sorted(top.rglob("*.py")):
        if "migrations" not in path.parts and path.stat().st_size:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file as a message should name it."""
    return path.relative_to(REPOSITORY).as_posix()


def committed_files() -> list[Path]:
    """What git keeps, or would: without what `.gitignore` leaves out."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    return [REPOSITORY / line for line in told.splitlines() if (REPOSITORY / line).is_file()]
