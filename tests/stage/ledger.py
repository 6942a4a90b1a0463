"""The ledger's guard and the tests: what commits is emptied after its test, which the database would refuse."""

from collections.abc import Iterator

import pytest
from django.db import connection

from broadsheet.membership import ledger_guard


@pytest.fixture(autouse=True)
def the_ledger_can_be_emptied_after_a_test(request: pytest.FixtureRequest) -> Iterator[None]:
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
    elif mark is not None and mark.kwargs.get("transaction"):
        request.getfixturevalue("_django_db_helper")
    else:
        yield
        return
    yield
    ledger_guard.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ledger_guard.TABLE}")
    ledger_guard.lay(connection)
