"""What follows a decision later, outside its transaction. Each task is repeatable: one that was killed runs again."""

import logging
import time

from django.conf import settings
from django.db import transaction
from django_tasks import task

from broadsheet.delivery import outbox
from broadsheet.news.article import Article
from broadsheet.news.photo import Photo, keep_size
from broadsheet.news.picture_file import FORMATS, PictureProblem
from broadsheet.news.related import find_kindred

A_TURN_SECONDS = 0.1  # no longer holds a long task the jobs child: what an editor publishes meanwhile must not wait
AFTER_ALL_ELSE = -10  # the priority of what comes of an archive
log = logging.getLogger("broadsheet.newsroom")


@task()
def find_what_to_read_next(article_pks: list[int]) -> None:
    """After these articles went out: finds what reads on from them, and has a page printed again where that is something else now.

    Those for which there is no time in this turn are left to a task behind all others."""
    end = time.monotonic() + A_TURN_SECONDS
    for number, pk in enumerate(article_pks):
        if number and time.monotonic() > end:
            find_what_to_read_next.using(priority=AFTER_ALL_ELSE).enqueue(article_pks[number:])
            return
        if article := Article.objects.live().filter(pk=pk).first():
            _find_kindred(article)


@task()
def make_sizes(photo_pk: int) -> None:
    """Makes a photo's public files before a reader asks for them, if anyone may see it and they are missing. Writes files."""
    for photo in Photo.objects.filter(pk=photo_pk, is_open=True):
        for width in photo.widths:
            for form in FORMATS:
                _make_size(photo, width, form)


def _find_kindred(article: Article) -> None:
    with transaction.atomic():
        if find_kindred(article):
            outbox.changed(article.kindred_thing)


def _make_size(photo: Photo, width_px: int, form: str) -> None:
    made = settings.PAPER.media_folder / "pictures" / f"{photo.key}-{width_px}.{form}"
    if made.exists():
        return
    try:
        keep_size(photo, made, width_px, form)
    except (PictureProblem, OSError):
        log.exception("The photo “%s” can't be made %s px wide; its page shows the gap.", photo, width_px)
        return
    if not Photo.objects.filter(pk=photo.pk, key=photo.key, is_open=True).exists():  # closed while it was made
        made.unlink(missing_ok=True)
