"""The newsroom of the replay, in a process of its own: articles that stay, and bells that are published and withdrawn all the time. Needs Django set up.

A bell's text and headline name the edition it is; each time it goes out it is a new one."""

import json
import random
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from broadsheet.delivery.reading import pass_keys
from broadsheet.news.article import Article
from broadsheet.news.section import Requires, Section
from broadsheet.newsroom.publishing import articles_taken_in
from broadsheet.works.bench.prose import Prose

SECTIONS = ("World", "Harbour", "Culture", "Sport")
WORDS = 900
REST_SECONDS = 0.4  # between two changes, on average


def write(stay: int, bells: int) -> None:
    """Writes the paper, and prints what readers must know of it: paths, which require Premium, and the keys of passes."""
    sections = Section.objects.bulk_create(Section(name=name, slug=name.lower(), position=at) for at, name in enumerate(SECTIONS, 1))
    written = Article.objects.bulk_create(_article(number, sections[number % len(sections)]) for number in range(stay))
    articles_taken_in(written)
    for number in range(bells):
        Article(slug=f"bell-{number}", headline=f"Bell {number} waits", section=sections[number % len(sections)], live=False).save()
    told = {
        "articles": {article.path: bool(article.requires) for article in written},
        "bells": [_publish(Article.objects.get(slug=f"bell-{number}"), number, 0).path for number in range(bells)],
        "lists": ["/", "/feed.xml", *(f"/{section.slug}/" for section in sections)],
        "keys": {key_id.decode(): key.hex() for key_id, key in pass_keys().items()},
    }
    print(json.dumps(told))


def run(seconds: float, bells: int, seed: int) -> None:
    """Publishes and withdraws bells for so long; prints a line of JSON a change, with the moments its call began and returned at."""
    dice, end = random.Random(seed), time.monotonic() + seconds
    editions = [0] * bells
    while time.monotonic() < end:
        number = dice.randrange(bells)
        article = Article.objects.get(slug=f"bell-{number}")
        was_live, began = article.live, time.monotonic()
        if was_live:
            with transaction.atomic():
                article.unpublish()
        else:
            editions[number] += 1
            _publish(article, number, editions[number])
        told = {"bell": number, "edition": editions[number], "is_out": not was_live, "began": began, "returned": time.monotonic()}
        print(json.dumps(told), flush=True)
        time.sleep(dice.expovariate(1 / REST_SECONDS))


def _publish(article: Article, number: int, edition: int) -> Article:
    article.headline = f"Bell {number} rings, edition {edition}"
    article.body = [("paragraph", text) for text in [f"<p>Whole text of bell-{number}.</p>", *Prose(number).paragraphs(WORDS)]]
    revision = article.save_revision()
    with transaction.atomic():
        revision.publish()
    article.refresh_from_db()
    return article


def _article(number: int, section: Section) -> Article:
    prose, at = Prose(number), timezone.now() - timedelta(days=1, minutes=number)
    texts = [f"<p>Whole text of stays-{number}.</p>", *prose.paragraphs(WORDS)]
    article = Article(
        slug=f"stays-{number}",
        headline=prose.headline(),
        standfirst=prose.words(20),
        section=section,
        requires=Requires.PREMIUM if number % 10 == 9 else Requires.NOTHING,
        body=json.dumps([{"type": "paragraph", "value": text, "id": f"{number}-{place}"} for place, text in enumerate(texts)]),
        published_on=timezone.localdate(at),
        first_published_at=at,
        last_published_at=at,
        updated_at=at,
    )
    article.count_words()
    return article
