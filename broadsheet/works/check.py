"""What is wrong with a paper: each check says so in a sentence that names the thing and what to do."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from broadsheet.delivery import machine
from broadsheet.membership.troubles import troubles
from broadsheet.news.article import Article

LEAST_FREE_BYTES = 1 << 30
LATE_AFTER = timedelta(minutes=2)


def problems() -> list[str]:
    """All that is wrong, in the order in which it should be put right; empty when nothing is."""
    first = [problem for look in (_system, _secrets, _folders, _tables, _address, _shelf) for problem in look()]
    return first if any(_tables()) else first + [problem for look in (_due, _tasks, troubles) for problem in look()]


def _system() -> Iterator[str]:
    for message in run_checks():
        yield f"{message.msg} {message.hint or ''}".strip()


def _secrets() -> Iterator[str]:
    kept = settings.PAPER.folder / "data" / "secrets.toml"
    if kept.exists() and kept.stat().st_mode & 0o077:
        yield f"{kept} can be read by others on this machine. Take that away: chmod 600 {kept}"


def _folders() -> Iterator[str]:
    for folder in (settings.PAPER.folder / "data", settings.PAPER.media_folder, settings.PAPER.held_folder):
        if not folder.is_dir():
            yield f"The folder {folder} is missing. Serve the paper once, or make it."
        elif not os.access(folder, os.W_OK):
            yield f"The folder {folder} can't be written to. Give it to the user who serves the paper."
        elif shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            yield f"There is less than 1 GB left where {folder} lies. Make room: an edition that can't be saved is lost."


def _tables() -> Iterator[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database has no tables yet, or those of an older Broadsheet. Serve the paper once, or run: broadsheet manage migrate"
    except DatabaseError as error:
        yield f"The database does not answer: {error}. Look at DATABASE_URL, and whether its server runs."


def _address() -> Iterator[str]:
    if not settings.PAPER.is_secure and "localhost" not in settings.PAPER.address:
        yield f"Readers reach the paper at {settings.PAPER.address}, unencrypted. Put a proxy with a certificate before it and set address to https://…"
    if not settings.PAPER.email:
        yield "The paper names no e-mail address. Set email in broadsheet.toml: readers and validators look for it."


def _shelf() -> Iterator[str]:
    try:
        with machine.shelf().look():
            return
    except OSError as error:
        yield f"The shelf in {settings.PAPER.shelf_folder} can't be opened: {error}. It is a cache: move the folder away, and it is filled anew."


def _due() -> Iterator[str]:
    late = Article.objects.filter(
        go_live_at__lt=timezone.now() - LATE_AFTER, live=False, latest_revision__approved_go_live_at__isnull=False
    )
    for article in late[:20]:
        yield f"“{article}” should have gone out at {timezone.localtime(article.go_live_at):%H:%M on %d %B}. Open it and publish it, and see in the log why it did not."


def _tasks() -> Iterator[str]:
    failed = DBTaskResult.objects.filter(status="FAILED", finished_at__gt=timezone.now() - timedelta(days=1)).count()
    if failed:
        yield f"{failed} queued tasks failed within a day. See the log of the jobs child."
