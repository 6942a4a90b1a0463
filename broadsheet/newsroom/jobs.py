"""What follows a decision later, outside its transaction. Each task is repeatable: one that was killed runs again."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django_tasks import task

from broadsheet.delivery import outbox
from broadsheet.news.article import Article
from broadsheet.news.body import photo_ids
from broadsheet.news.photo import Photo, keep_size
from broadsheet.news.picture_file import FORMATS, PictureProblem
from broadsheet.news.related import find_kindred

ARTICLES_AT_ONCE = 20  # a task holds the jobs child no longer than these take: the clock ticks between two tasks
log = logging.getLogger("broadsheet.newsroom")


@task()
def follow_up(article_pks: list[int]) -> None:
    """After these articles went out: finds what to read next, and makes the sizes of their pictures before a reader asks."""
    for article in Article.objects.live().filter(pk__in=article_pks):
        _find_kindred(article)
        make_sizes({article.lead_photo_id, *photo_ids(article.body.raw_data)} - {None})


@task()
def follow_up_batch(article_pks: list[int]) -> None:
    """After a batch came in: finds what to read next. Sizes are made as readers ask: an archive holds more pictures than anyone looks at."""
    for article in Article.objects.live().filter(pk__in=article_pks):
        _find_kindred(article)


def make_sizes(pks: Iterable[int]) -> None:
    """Makes the public files of those of these photos that anyone may see, where they are missing. Writes files."""
    for photo in Photo.objects.filter(pk__in=pks, is_open=True):
        for width in photo.widths:
            for form in FORMATS:
                _make_size(photo, width, form)


def _find_kindred(article: Article) -> None:
    with transaction.atomic():
        if find_kindred(article):
            outbox.changed(article.thing)


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
