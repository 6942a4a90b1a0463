"""The floors of the house: import-linter's contracts, and three arrows that an import checker cannot see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.reading_the_house import (
    COUNTING_HOUSE,
    NEWSROOMS_WING,
    PACKAGE,
    REPOSITORY,
    contracts,
    floors,
    may_know,
    modules,
    name_of,
    rooms,
)

# Content signals are heard in one place only; whoever else listens to a signal says here why it is no content signal.
MAY_LISTEN: dict[str, str] = {
    "broadsheet/newsroom/publishing.py": "what publishing sets off stands on this one page",
}
MUST_STAY_PLAIN = (
    "delivery.door",
    "delivery.fast_lane",
    "delivery.origin",
    "delivery.shelf",
    "delivery.variant",
    "delivery.reader_pass",
    "masthead.paper",
    "serving.supervisor",
    "wires.item",
    "appeals.audience",
    "advertising.decision",
)
NAMED_TEMPLATE = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")


def test_no_import_breaks_a_contract() -> None:
    run = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6000:]


def test_every_room_has_its_floor() -> None:
    given = set().union(*floors())
    assert [room for room in rooms() if room not in given] == []


def test_every_room_of_a_wing_is_named_in_the_wall() -> None:
    here = [room for room in NEWSROOMS_WING if room in rooms()]
    there = [room for room in COUNTING_HOUSE if room in rooms()]
    if not there:
        assert not any(contract["name"] == "The wall" for contract in contracts())
        return
    wall = next(contract for contract in contracts() if contract["name"] == "The wall")
    assert sorted(wall["source_modules"]) == sorted(f"broadsheet.{room}" for room in here)
    assert sorted(wall["forbidden_modules"]) == sorted(f"broadsheet.{room}" for room in there)


def test_every_rule_that_must_stay_plain_is_named_in_its_contract() -> None:
    named = next(contract for contract in contracts() if "plain Python" in contract["name"])["source_modules"]
    there = [f"broadsheet.{module}" for module in MUST_STAY_PLAIN if (PACKAGE / f"{module.replace('.', '/')}.py").is_file()]
    assert sorted(named) == sorted(there)


def test_no_foreign_key_reaches_up() -> None:
    ours = {
        config.label: config.name.removeprefix("broadsheet.") for config in apps.get_app_configs() if config.name.startswith("broadsheet.")
    }
    reaching = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for label, room in ours.items()
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if not field.auto_created and field.related_model not in (None, "self") and field.related_model._meta.app_label in ours
        if not may_know(room, ours[field.related_model._meta.app_label])
    ]
    assert reaching == []


def test_no_template_reaches_up() -> None:
    templates = {path: path.relative_to(PACKAGE).parts[0] for room in rooms() for path in (PACKAGE / room).glob("templates/**/*.*")}
    owner = {path.relative_to(PACKAGE / room / "templates").as_posix(): room for path, room in templates.items()}
    # What stands in the place of one of Wagtail's is Wagtail's to everyone else.
    owner = {name: room for name, room in owner.items() if not name.startswith("wagtailadmin/")}
    reaching = [
        f"{name_of(path)} -> {named}"
        for path, room in templates.items()
        for named in NAMED_TEMPLATE.findall(path.read_text(encoding="utf-8"))
        if named in owner and not may_know(room, owner[named])
    ]
    assert reaching == []


def test_signals_are_heard_on_one_page() -> None:
    listening = [name_of(path) for path, tree in modules() if any(_listens(node) for node in ast.walk(tree))]
    assert [path for path in listening if path not in MAY_LISTEN] == []


@pytest.mark.parametrize("path", MAY_LISTEN)
def test_whoever_may_listen_does(path: str) -> None:
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    assert any(_listens(node) for node in ast.walk(tree)), f"{path} hears no signal any more: take it out of MAY_LISTEN."


def _listens(node: ast.AST) -> bool:
    """`@receiver(…)`, or `some_signal.connect(…)`; the connect of a database or a socket is told by its owner's name."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "receiver"
    told = node.func
    return (
        isinstance(told, ast.Attribute)
        and told.attr == "connect"
        and ast.unparse(told.value).split(".")[-1] not in {"sqlite3", "psycopg", "socket"}
    )
