"""The sample papers in the database of this process: loaded once for all tests of a file, and gone after it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from broadsheet.works.sample_loading import load

MADE_AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(scope="module")
def gazette(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counter[str]]:
    """The Harbour Gazette, made on Tuesday 24 November 2026 at 11:00: how many there are of each thing. Use it with `db`."""
    yield from _loaded("gazette", django_db_blocker)


@pytest.fixture(scope="module")
def shaliach(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counter[str]]:
    """The Hebrew sister paper, likewise. The paper of this process is an English one, so each of its articles says that it is Hebrew."""
    yield from _loaded("shaliach", django_db_blocker)


def _loaded(name: str, blocker: DjangoDbBlocker) -> Iterator[Counter[str]]:
    with blocker.unblock(), transaction.atomic():
        yield load(name, MADE_AT)
        transaction.set_rollback(True)
