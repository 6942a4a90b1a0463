"""Publishes and withdraws in a process of its own beside the served paper, as the newsroom's do, and reads as a reader. Needs Django set up."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from django.db import transaction

from broadsheet.news.article import Article
from broadsheet.news.section import Section

PATIENCE_SECONDS = 10
TEXT = "<p>The bell on the North Mole rang this morning, as it does when somebody times a newspaper.</p>"


def run(address: str, times: int) -> None:
    """Prints one JSON object a change: seconds from the call to its return, to the moment readers have it, and what was wrong after a withdrawal."""
    section = Section.objects.filter(requires="").order_by("position")[0]
    for number in range(times):
        headline = f"Bench bell number {number} rings"
        article = Article(headline=headline, section=section, importance=100, live=False, body=[("paragraph", TEXT)])
        article.save()
        revision = article.save_revision()
        began = time.monotonic()
        with transaction.atomic():
            revision.publish()
        published_call = time.monotonic() - began
        article = Article.objects.get(pk=article.pk)
        pages = [article.path, "/", section.path, "/feed.xml"]
        _until(lambda pages=pages, headline=headline: all(headline in _read(address + page) for page in pages))
        published = time.monotonic() - began
        began = time.monotonic()
        with transaction.atomic():
            article.unpublish()
        withdrawn = time.monotonic() - began
        stale = sum(headline in _read(address + page) for page in pages)
        print(json.dumps({"publish_call": published_call, "published": published, "withdrawn": withdrawn, "stale_after_withdrawal": stale}))


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"What was published is not to be seen everywhere after {PATIENCE_SECONDS} s.")
        time.sleep(0.005)


def _read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            return answer.read().decode("utf-8")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.read().decode("utf-8")
