"""Prints every kind of page of a paper as the press has it printed, some thirty times each, and times it. Needs Django set up."""

import json
import time
from collections.abc import Iterator
from random import Random
from statistics import median, quantiles
from urllib.parse import urlencode

from django.test import Client

from bench.archive import tongue, topic_name
from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.cursor import cursor_at
from broadsheet.news.section import Section
from broadsheet.news.topic import Topic

TIMES, BEFORE = 30, 2
PAGE_MS, SEARCH_MS = 50, 150  # T7


def run() -> None:
    """Prints one JSON object: kind of page -> {p50_ms, p95_ms, cpu_ms, most_ms}. Server time, by the wall."""
    told = {name: _timed(paths) | {"most_ms": SEARCH_MS if name.startswith("search") else PAGE_MS} for name, paths in _pages().items()}
    print(json.dumps(told))


def _timed(paths: list[str]) -> dict[str, float]:
    """Each path once, a reader of its own; the first few only warm up what a worker has warm."""
    client, walls, cpus = Client(headers={"host": "localhost:8000"}), [], []
    for number, path in enumerate([*paths[:BEFORE], *paths]):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path)
        wall, cpu = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}.")
        if number >= BEFORE:
            walls.append(wall)
            cpus.append(cpu)
    return {"p50_ms": median(walls), "p95_ms": quantiles(walls, n=20)[-1], "cpu_ms": median(cpus)}


def _pages() -> dict[str, list[str]]:
    """Kind of page -> the paths to print. Of articles, from the whole archive; of topics and bylines, the busiest and the dormant."""
    dice = Random("pages")
    sections = list(Section.objects.all())
    busiest = Topic.objects.get(name=topic_name(0))
    affairs = list(Topic.objects.filter(name__endswith=" affair").order_by("pk")[:TIMES])
    bylines = list(Byline.objects.order_by("pk")[:TIMES])
    places = _places(dice)
    return {
        "article": [article.path for article in places],
        "front": ["/"] * TIMES,
        "section": _filled(f"{section.path}" for section in sections),
        "section, deep": [f"{sections[number % 3].path}?before={cursor_at(article)}" for number, article in enumerate(places)],
        "topic, busiest": [busiest.path] * TIMES,
        "topic, busiest, deep": [f"{busiest.path}?before={cursor_at(article)}" for article in places],
        "topic, dormant": _filled(topic.path for topic in affairs),
        "byline": _filled(byline.path for byline in bylines),
        "feed": ["/feed.xml"] * TIMES,
        "feed of a section": _filled(f"{section.path}feed.xml" for section in sections),
        "feed of a topic": _filled(f"{topic.path}feed.xml" for topic in affairs),
        "sitemap": ["/sitemap.xml"] * TIMES,
        "sitemap, one file": _filled(f"/sitemap-{number}.xml" for number in {article.pk // 5_000 for article in places}),
        "search, rare word": _asked(tongue("en").words[-1 - int(dice.random() * 20_000)] for _ in range(TIMES)),
        "search, common word": _asked(tongue("en").words[dice.randrange(100, 400)] for _ in range(TIMES)),
        "search, commonest words": _asked(_filled(tongue("en").words[:10])),
        "search, two words": _asked(
            f"{tongue('en').words[dice.randrange(100, 400)]} {tongue('en').words[dice.randrange(400, 2000)]}" for _ in range(TIMES)
        ),
        "search, a phrase": _asked(f'"{" ".join(dice.choice(tongue("en").sentences).split()[2:4])}"' for _ in range(TIMES)),
        "search, Hebrew": _asked(tongue("he").words[dice.randrange(50, 600)] for _ in range(TIMES)),
    }


def _places(dice: Random) -> list[Article]:
    first, last = (
        Article.objects.order_by("pk").values_list("pk", flat=True)[0],
        Article.objects.order_by("-pk").values_list("pk", flat=True)[0],
    )
    found = Article.objects.live().in_bulk([dice.randint(first, last) for _ in range(2 * TIMES)])
    return list(found.values())[:TIMES]


def _filled(paths: Iterator[str] | list[str]) -> list[str]:
    given = list(paths)
    return (given * TIMES)[: max(TIMES, len(given))]


def _asked(words: Iterator[str] | list[str]) -> list[str]:
    return [f"/search/?{urlencode({'q': word})}" for word in words]
