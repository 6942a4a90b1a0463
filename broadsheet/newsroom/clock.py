"""The newsroom's clock: publishes what is due and withdraws what is over, each in a transaction of its own.

One that can't be published is logged, shown in the newsroom and tried again a minute later; the others go out on time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.editions.issue import Issue
from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.front import Front
from broadsheet.news.letter import Letter
from broadsheet.news.standing_page import StandingPage
from broadsheet.newsroom import missed
from broadsheet.newsroom.publishing import moment_came

WITH_DRAFTS = (Article, Front, StandingPage, Issue)
LOOKS_BACK = timedelta(days=8)  # how far a child that has just started looks for briefs and letters whose moment came
log = logging.getLogger("broadsheet.clock")
_looked_at: dict[str, datetime] = {}


def tick() -> None:
    """One turn: everything whose moment has come. Called each second."""
    now = timezone.now()
    publish_what_is_due(now)
    withdraw_what_is_over(now)
    show_what_may_be_seen(_looked_at.get("briefs and letters", now - LOOKS_BACK), now)
    _looked_at["briefs and letters"] = now


def publish_what_is_due(now: datetime) -> list[models.Model]:
    """Publishes every version whose time has come, the earliest first. Returns what went out."""
    # Asked by the time alone: by kind as well, SQLite would walk through every version there is.
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk").defer("content")
    due = [version for version in due if version.base_content_type.model_class() in WITH_DRAFTS]
    waiting = missed.waiting(now) if due else set()
    tried = (
        _tried(version.content_object, version.object_str, version.approved_go_live_at, now, _publish, version.pk)
        for version in due
        if not _is_waiting(version, waiting)
    )
    return [thing for thing in tried if thing is not None]


def withdraw_what_is_over(now: datetime) -> list[models.Model]:
    """Withdraws everything whose time is over. Returns what was withdrawn."""
    # In the order of the index that holds them: in an article's own order the whole archive would be walked, each second.
    over = [thing for model in WITH_DRAFTS for thing in model._default_manager.filter(live=True, expire_at__lte=now).order_by("expire_at")]
    waiting = missed.waiting(now) if over else set()
    tried = (
        _tried(thing, str(thing), thing.expire_at, now, _withdraw, thing.pk)
        for thing in over
        if (thing._meta.label, str(thing.pk)) not in waiting
    )
    return [thing for thing in tried if thing is not None]


def show_what_may_be_seen(since: datetime, now: datetime) -> list[str]:
    """Prints again what shows briefs or letters, if one was dated between these moments. Returns the names of what changed."""
    briefs = Brief.objects.filter(published_at__gt=since, published_at__lte=now)
    letters = Letter.objects.filter(published_at__gt=since, published_at__lte=now)
    things = [name for name, rows in (("briefs", briefs), ("letters", letters)) if rows.exists()]
    if things:
        moment_came(things, {pk for pk in briefs.values_list("photo_id", flat=True) if pk} if "briefs" in things else set())
    return things


def _tried(
    thing: models.Model, name: str, due_at: datetime, now: datetime, verb: Callable[..., models.Model | None], *told: object
) -> models.Model | None:
    try:
        with transaction.atomic():
            done = verb(thing, *told)
            missed.clear(thing)
    except Exception as why:
        log.exception("“%s” was due at %s and did not go out.", name, due_at)
        missed.note(thing, name, why, due_at, now)
        return None
    return done


def _publish(thing: models.Model, version_pk: int) -> models.Model | None:
    version = Revision.objects.select_for_update(of=("self",)).filter(pk=version_pk, approved_go_live_at__isnull=False).first()
    if version is None:  # another machine's clock was quicker
        return None
    thing.first_published_at = thing.first_published_at or version.approved_go_live_at
    version.content_object = thing
    version.content["go_live_at"] = None  # its time has come, whatever this machine's clock says a moment later
    version.publish(log_action="wagtail.publish.scheduled")
    thing.refresh_from_db()
    return thing


def _withdraw(thing: models.Model, pk: int) -> models.Model | None:
    current = type(thing)._default_manager.select_for_update(of=("self",)).filter(pk=pk, live=True).order_by().first()
    if current is not None:
        current.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return current


def _is_waiting(version: Revision, waiting: set[tuple[str, str]]) -> bool:
    return (version.base_content_type.model_class()._meta.label, version.object_id) in waiting
