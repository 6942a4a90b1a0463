"""The cast of the newsroom's tests, from the Gazette."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from broadsheet.accounts.people import colleague
from broadsheet.delivery import machine
from broadsheet.news.byline import Byline
from broadsheet.news.section import Section
from broadsheet.news.topic import Topic
from tests.newsroom.desk import Commits, Desk


@pytest.fixture(autouse=True)
def an_empty_shelf() -> None:
    """What other tests printed is not there."""
    machine.shelf().clear()


@pytest.fixture
def news(db: None) -> Section:
    return Section.objects.create(name="News", slug="news", position=1)


@pytest.fixture
def opinion(db: None) -> Section:
    return Section.objects.create(name="Opinion", slug="opinion", is_opinion=True, position=2)


@pytest.fixture
def harbour(db: None) -> Topic:
    return Topic.objects.create(name="The harbour", slug="harbour")


@pytest.fixture
def nell(db: None) -> Byline:
    return Byline.objects.create(name="Nell Farrow", slug="nell-farrow", role="Harbour reporter")


@pytest.fixture
def sit_down(db: None, django_capture_on_commit_callbacks: Commits) -> Callable[[str], Desk]:
    """A colleague in a role (“reporter”, “editor”, “owner”), signed in at the newsroom."""

    def at_the_desk(role: str) -> Desk:
        browser = Client()
        browser.force_login(
            colleague(f"{role}@gazette.example", f"The {role}", None, role), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return Desk(browser, django_capture_on_commit_callbacks)

    return at_the_desk


@pytest.fixture
def editor(sit_down: Callable[[str], Desk]) -> Desk:
    return sit_down("editor")


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody without an account."""
    return Client()


def line_names(lines: Any) -> set[str]:
    """All names in these lines of the outbox."""
    return {name for line in lines for name in line.names.split()}
