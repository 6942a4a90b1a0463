"""The bench's own paper as its newsroom would have written it: sections, names, and some hundreds of real articles in the database."""

import json
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from broadsheet.news.article import Article, ArticleByline, ArticleTopic
from broadsheet.news.byline import Byline
from broadsheet.news.section import Requires, Section
from broadsheet.news.topic import Topic
from broadsheet.newsroom.publishing import articles_taken_in
from broadsheet.works.bench.prose import Prose

SECTIONS = ("World", "Harbour", "Culture", "Sport", "Science")
SHORT_SECTION = "Notices"  # of the short articles, which are taken off the shelf and printed again
BYLINES, TOPICS = 12, 40
LONG_WORDS, SHORT_WORDS = 2_300, 300


def write(long: int, short: int) -> tuple[list[Article], list[Article]]:
    """Writes so many long articles, of which every tenth requires Premium, and so many short ones; all are live. Writes rows."""
    names = (*SECTIONS, SHORT_SECTION)
    sections = Section.objects.bulk_create(Section(name=name, slug=name.lower(), position=at) for at, name in enumerate(names, 1))
    bylines = Byline.objects.bulk_create(Byline(name=f"Writer Number {at}", slug=f"writer-{at}") for at in range(BYLINES))
    topics = Topic.objects.bulk_create(Topic(name=f"Topic number {at}", slug=f"topic-{at}") for at in range(TOPICS))
    articles = [_article(number, sections[number % len(SECTIONS)], LONG_WORDS) for number in range(long)]
    notices = [_article(long + number, sections[-1], SHORT_WORDS) for number in range(short)]
    written = Article.objects.bulk_create([*articles, *notices])
    ArticleByline.objects.bulk_create(
        ArticleByline(article=article, byline=bylines[at % BYLINES], sort_order=0) for at, article in enumerate(written)
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topics[(at * 7 + more) % TOPICS]) for at, article in enumerate(written) for more in (0, 1)
    )
    articles_taken_in(written)
    return articles, notices


def _article(number: int, section: Section, words: int) -> Article:
    prose, published_at = Prose(number), timezone.now() - timedelta(hours=1, minutes=number)
    article = Article(
        headline=prose.headline(),
        standfirst=prose.words(28).capitalize() + ".",
        slug=f"article-number-{number}-of-the-bench",
        section=section,
        requires=Requires.PREMIUM if number % 10 == 9 and section.name != SHORT_SECTION else Requires.NOTHING,
        body=json.dumps(
            [
                {"type": "paragraph", "value": text, "id": str(UUID(int=number * 1_000 + at))}
                for at, text in enumerate(prose.paragraphs(words))
            ]
        ),
        published_on=timezone.localdate(published_at),
        first_published_at=published_at,
        last_published_at=published_at,
        updated_at=published_at,
    )
    article.count_words()
    return article
