"""The stage every test stands on: a paper in a temporary folder, laid before Django reads its settings from it."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from pytest_django.fixtures import Settings

from broadsheet.delivery import machine

CONFIG = """\
name = "The Harbour Gazette"
short_name = "Gazette"
motto = "Tides, and other news"
language = "en"
timezone = "UTC"
currency = "USD"
address = "http://localhost:8000"
email = "news@gazette.example"
"""


def _lay_the_tests_paper() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("data", "media", "held", "theme/templates", "theme/static"):
        (folder / name).mkdir(parents=True)
    (folder / "broadsheet.toml").write_text(CONFIG, encoding="utf-8")
    return folder


PAPER = _lay_the_tests_paper()
os.environ["BROADSHEET_PAPER"] = str(PAPER)
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the test's own thread
django.setup()  # before the first test file is read: each imports models at its top

pytest_plugins = ["tests.stage.postgresql", "tests.stage.browser", "tests.stage.served", "tests.stage.sample", "tests.stage.ledger"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database must hold on both that a paper may stand on; tests/house/test_both_databases.py runs it on the other."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        is_served = names & {"serve", "served", "reading_room", "hebrew_reading_room", "page"}
        if names & {"db", "transactional_db"} and not is_served and not item.get_closest_marker("sqlite_only"):
            item.add_marker(pytest.mark.both_databases)


@pytest.fixture(scope="session")
def inputs() -> Path:
    """The folder of real inputs from outside; tests that read it are skipped by name where it is not."""
    named = os.environ.get("BROADSHEET_TEST_INPUTS", "")
    if not named or not Path(named).is_dir():
        pytest.skip("BROADSHEET_TEST_INPUTS names no folder of real inputs")
    return Path(named)


@pytest.fixture
def tests_paper() -> Path:
    """The folder of the paper that Django reads in this process."""
    return PAPER


@pytest.fixture(autouse=True)
def the_paper_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the command was told in an earlier test."""
    monkeypatch.setenv("BROADSHEET_PAPER", str(PAPER))


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left_behind() -> Iterator[None]:
    """Each file of tests begins with an empty shelf and no pictures: copies, tombstones and files outlive a test's transaction."""
    yield
    for shelf in machine._opened.values():
        shelf.close()
    machine._opened.clear()
    for folder in ("data/shelf", "media", "held"):
        shutil.rmtree(PAPER / folder, ignore_errors=True)
        (PAPER / folder).mkdir(parents=True)


@pytest.fixture(autouse=True)
def static_files_by_their_plain_names(settings: Settings) -> None:
    """Hashed names are made when a paper is prepared; the paper of this process never is, and its pages are to be set all the same."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
