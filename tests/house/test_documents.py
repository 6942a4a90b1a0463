"""The documents can't lie: what the code offers they name, what they point to is there."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from broadsheet.cli import main
from broadsheet.masthead.paper import Paper
from tests.house.reading_the_house import DOCS, REPOSITORY, modules, name_of

PAGES = sorted([*DOCS.rglob("*.md"), *REPOSITORY.glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
READ_FROM_ENVIRONMENT = re.compile(r"""["']((?:BROADSHEET_[A-Z_]+|DATABASE_URL|STRIPE_[A-Z_]+))["']""")


def test_every_key_of_a_paper_is_described() -> None:
    page = _page("reference/settings.md")
    keys = [field.name for field in fields(Paper) if field.name != "folder"]
    assert [key for key in keys if f"`{key}`" not in page] == []


def test_every_variable_that_the_code_reads_is_described() -> None:
    page = _page("reference/settings.md")
    read = {name for path, _ in modules() for name in READ_FROM_ENVIRONMENT.findall(path.read_text(encoding="utf-8"))}
    assert sorted(name for name in read if name not in page) == []


def test_every_variable_that_is_described_is_read() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path, _ in modules())
    plain = {f"BROADSHEET_{field.name.upper()}" for field in fields(Paper)} | {
        "BROADSHEET_SECRET_KEY",
        "BROADSHEET_SECRET_KEY_FILE",
        "BROADSHEET_PASS_KEY",
        "BROADSHEET_PASS_KEY_FILE",
        "BROADSHEET_TEST_INPUTS",
    }
    described = set(re.findall(r"`((?:BROADSHEET|DATABASE|STRIPE)_[A-Z_]+)`", _page("reference/settings.md")))
    assert sorted(name for name in described - plain if name not in code and name.removesuffix("_FILE") not in code) == []


def test_every_verb_and_option_of_the_command_is_described() -> None:
    page = _page("reference/command.md")
    missing = [
        f"{verb.name} {option}"
        for verb in _verbs(main)
        for option in [
            verb.name or "",
            *(
                opt
                for param in verb.params
                if isinstance(param, click.Option) and not param.hidden
                for opt in param.opts + param.secondary_opts
            ),
        ]
        if option not in _section(page, f"broadsheet {verb.name}")
    ]
    assert missing == []


def test_every_address_is_described() -> None:
    page = _page("reference/addresses.md")
    names = {pattern.name for pattern in _our_patterns(get_resolver().url_patterns) if pattern.name}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (heading and heading not in _headings(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=name_of)
def test_every_page_can_be_reached_from_the_first(path: Path) -> None:
    first = DOCS / "README.md"
    linked = {(first.parent / target.partition("#")[0]).resolve() for target in LINK.findall(first.read_text(encoding="utf-8"))}
    assert path == first or path in linked or any(folder in linked for folder in path.parents)


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _section(page: str, title: str) -> str:
    """The part of a page below the heading that holds this title, up to the next heading of its level."""
    found = re.search(rf"^(#+) `?{re.escape(title)}\b.*?$(.*?)(?=^\1 |\Z)", page, re.MULTILINE | re.DOTALL)
    return found.group(0) if found else ""


def _headings(page: Path) -> set[str]:
    """The anchors of a page, as code hosts make them from its headings."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def _verbs(group: click.Group) -> Iterator[click.Command]:
    for verb in group.commands.values():
        yield verb
        if isinstance(verb, click.Group):
            yield from _verbs(verb)


def _our_patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every address that a view of ours answers; Wagtail's screens have a namespace each, and describe themselves."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _our_patterns([] if pattern.namespace else pattern.url_patterns)
        elif pattern.callback.__module__.startswith("broadsheet."):
            yield pattern
