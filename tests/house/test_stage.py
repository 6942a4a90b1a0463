"""The stage itself: the tests' paper, and the cluster it may stand on."""

from pathlib import Path

import psycopg
from django.conf import settings

from tests.stage.postgresql import Cluster


def test_the_tests_read_a_paper_of_their_own(tests_paper: Path) -> None:
    assert settings.PAPER.folder == tests_paper.resolve()
    assert settings.PAPER.name == "The Harbour Gazette"


def test_postgresql_stands_ready_when_it_is_installed(postgres: Cluster) -> None:
    with psycopg.connect(postgres.new_database("ready")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
