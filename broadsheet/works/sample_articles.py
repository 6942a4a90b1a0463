"""The articles of a sample paper, with their bylines, topics, corrections and what the editor chose to be read next; written in bulk."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from broadsheet.news.article import Article, ArticleByline, ArticleTopic, ChosenRelated
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.photo import Photo
from broadsheet.news.section import Requires, Section
from broadsheet.news.topic import Topic
from broadsheet.works.sample import Document, Sample
from broadsheet.works.sample_text import Text

CORRECTED = "12:00"  # the hour of a correction, of which the samples tell the day only


def write_articles(sample: Sample, documents: Iterable[Document], photos: Mapping[str, Photo]) -> dict[str, Article]:
    """Writes all articles, oldest first: slug -> article. Sections and bylines are there already, topics are made here."""
    sections = {section.name: section for section in Section.objects.all()}
    told = sorted(documents, key=lambda document: (document.head["day"], document.head["time"], document.name))
    articles = {document.head["slug"]: _article(sample, document, sections, photos) for document in told}
    Article.objects.bulk_create(articles.values())
    heads = {document.head["slug"]: document.head for document in told}
    _write_bylines(articles, heads)
    _write_topics(articles, heads)
    _write_corrections(sample, articles, heads)
    _write_related(articles, heads)
    return articles


def _article(sample: Sample, document: Document, sections: Mapping[str, Section], photos: Mapping[str, Photo]) -> Article:
    """One article, not saved. Long because an article has many fields, and each is named once."""
    head, calendar = document.head, sample.calendar
    published_at = calendar.moment(head["day"], head["time"])
    revised_at = calendar.moment(head["updated_day"], head["updated_time"]) if "updated_day" in head else None
    lead = photos[head["picture"]["name"]] if head["picture"] else None
    article = Article(
        slug=head["slug"],
        slugline=head["slugline"],
        section=sections[head["section"]],
        kicker=head["kicker"],
        headline=head["headline"],
        short_headline=head["short_headline"],
        standfirst=head["standfirst"],
        dateline=head["dateline"] or "",
        requires=head.get("requires", Requires.PREMIUM if head["premium"] else Requires.NOTHING),
        language="" if head["language"] == settings.PAPER.language else head["language"],
        body=json.dumps(document.body or Text(document.text, calendar, head["day"], photos).blocks()),
        lead_photo=lead,
        lead_caption="" if lead is None or head["picture"]["caption"] == lead.caption else head["picture"]["caption"],
        importance=head["importance"],
        is_breaking=head["breaking"],
        is_sensitive=head["sensitive"],
        published_on=timezone.localdate(published_at, settings.PAPER.timezone),
        first_published_at=published_at,
        last_published_at=revised_at or published_at,
        revised_at=revised_at,
        updated_at=revised_at or published_at,
    )
    article.count_words()
    return article


def _write_bylines(articles: Mapping[str, Article], heads: Mapping[str, dict[str, Any]]) -> None:
    named = {byline.name: byline for byline in Byline.objects.all()}
    ArticleByline.objects.bulk_create(
        ArticleByline(article=article, byline=named[name], sort_order=place)
        for slug, article in articles.items()
        for place, name in enumerate(heads[slug]["bylines"])
    )


def _write_topics(articles: Mapping[str, Article], heads: Mapping[str, dict[str, Any]]) -> None:
    names = dict.fromkeys(name for head in heads.values() for name in head["topics"])
    topics = {name: Topic(name=name, slug=slugify(name, allow_unicode=True)) for name in names}
    Topic.objects.bulk_create(topics.values())
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topics[name]) for slug, article in articles.items() for name in heads[slug]["topics"]
    )


def _write_corrections(sample: Sample, articles: Mapping[str, Article], heads: Mapping[str, dict[str, Any]]) -> None:
    Correction.objects.bulk_create(
        Correction(article=article, text=told["text"], corrected_at=sample.calendar.moment(told["day"], CORRECTED))
        for slug, article in articles.items()
        for told in heads[slug]["corrections"]
    )


def _write_related(articles: Mapping[str, Article], heads: Mapping[str, dict[str, Any]]) -> None:
    ChosenRelated.objects.bulk_create(
        ChosenRelated(article=article, other=articles[other], sort_order=place)
        for slug, article in articles.items()
        for place, other in enumerate(heads[slug]["related"])
        if other in articles  # a lesson may retell a story that its sister paper doesn't have
    )
