"""Fills the current paper with a sample: sections, bylines, pictures, articles, the small print of a day, pages, the front, and a staff."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.users.models import UserProfile

from broadsheet.accounts.people import colleague
from broadsheet.delivery import outbox
from broadsheet.editions.issue import Issue
from broadsheet.editions.publication import MAGAZINE_THING
from broadsheet.news.almanac import Almanac
from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.front import Card, Front
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo
from broadsheet.news.related import find_kindred
from broadsheet.news.section import Section
from broadsheet.news.showing import settle_photos
from broadsheet.news.standing_page import StandingPage
from broadsheet.newsroom.publishing import articles_taken_in
from broadsheet.works.demo import PASSWORD
from broadsheet.works.sample import Sample, masthead, open_sample
from broadsheet.works.sample_articles import write_articles
from broadsheet.works.sample_magazines import covers, read_magazines, write_magazines
from broadsheet.works.sample_pictures import take_pictures
from broadsheet.works.sample_plans import offer_plans
from broadsheet.works.sample_space import sell_space
from broadsheet.works.sample_text import Text


@transaction.atomic
def load(name: str, now: datetime) -> Counter[str]:
    """Fills the paper with the sample of that name, dated for this moment: how many there are of each thing.

    A paper that has an article is left as it is: then nothing is counted. Writes rows and files. Raises SampleProblem."""
    if Article.objects.exists():
        return Counter()
    sample = open_sample(name, now.astimezone(settings.PAPER.timezone))
    magazines = read_magazines(sample)
    documents = [*sample.documents("articles"), *(piece for magazine in magazines for piece in magazine.pieces)]
    briefs, bylines = sample.rows("briefs"), sample.rows("bylines")
    named = {row["portrait"] for row in bylines if "portrait" in row} | {row["picture"] for row in briefs if "picture" in row}
    photos = take_pictures(sample, documents, named, covers(sample, magazines))
    _write_sections(sample)
    _write_bylines(bylines, photos)
    articles = write_articles(sample, documents, photos)
    write_magazines(sample, magazines, articles, photos)
    _write_briefs(sample, briefs, photos)
    _write_letters(sample, articles)
    _write_almanac(sample)
    _write_pages(sample, photos)
    _write_front(sample, articles)
    sell_space(sample)
    offer_plans(sample)
    _welcome_staff(name)
    articles_taken_in(articles.values())
    for article in articles.values():
        find_kindred(article)  # at once, and not by the queue: then the first pages that are printed are final
    settle_photos(photo.pk for photo in photos.values())
    outbox.changed("masthead", "briefs", "letters", "almanac", MAGAZINE_THING)
    return _counted()


def _counted() -> Counter[str]:
    kinds = {
        "sections": Section, "bylines": Byline, "photos": Photo, "articles": Article, "briefs": Brief, "letters": Letter, "almanacs": Almanac, "pages": StandingPage,
        "issues": Issue,
    }  # fmt: skip
    return Counter({name: kind.objects.count() for name, kind in kinds.items()})


def _write_sections(sample: Sample) -> None:
    Section.objects.bulk_create(
        Section(
            name=row["name"],
            slug=row["slug"],
            line=row["line"],
            requires=row.get("requires", ""),
            invitation=row.get("invitation", ""),
            is_opinion=row.get("opinion", False),
            position=place,
        )
        for place, row in enumerate(sample.rows("sections"), start=1)
    )


def _write_bylines(rows: list[dict[str, Any]], photos: Mapping[str, Photo]) -> None:
    Byline.objects.bulk_create(
        Byline(
            name=row["name"], slug=row["slug"], role=row["role"], note=row["note"], kind=Byline.Kind(row["kind"]),
            portrait=photos[row["portrait"]] if "portrait" in row else None,
        )
        for row in rows
    )  # fmt: skip


def _write_briefs(sample: Sample, rows: list[dict[str, Any]], photos: Mapping[str, Photo]) -> None:
    sections = {section.name: section for section in Section.objects.all()}
    Brief.objects.bulk_create(
        Brief(
            slug=row["slug"],
            section=sections[row["section"]],
            headline=row.get("headline", ""),
            text=row["text"],
            published_at=sample.calendar.moment(row["day"], row["time"]),
            photo=photos[row["picture"]] if "picture" in row else None,
            is_sensitive=row.get("sensitive", False),
        )
        for row in rows
    )


def _write_letters(sample: Sample, articles: Mapping[str, Article]) -> None:
    Letter.objects.bulk_create(
        Letter(
            slug=row["slug"],
            headline=row["headline"],
            sender=row["from"],
            place=row["place"],
            text=row["text"],
            about=articles[row["about"]] if row["about"] else None,
            published_at=sample.calendar.moment(row["day"], row["time"]),
        )
        for row in sample.rows("letters")
    )


def _write_almanac(sample: Sample) -> None:
    if told := sample.rows("almanac"):
        Almanac.objects.bulk_create([Almanac(day=sample.calendar.now.date(), **told)])


def _write_pages(sample: Sample, photos: Mapping[str, Photo]) -> None:
    StandingPage.objects.bulk_create(
        StandingPage(
            slug=page.head["slug"],
            title=page.head["title"],
            standfirst=page.head.get("standfirst", ""),
            body=json.dumps(Text(page.text, sample.calendar, 0, photos).blocks()),
            position=place,
            first_published_at=sample.calendar.now,
            last_published_at=sample.calendar.now,
        )
        for place, page in enumerate(sample.documents("pages"), start=1)
    )


def _write_front(sample: Sample, articles: Mapping[str, Article]) -> None:
    front = Front.objects.create(first_published_at=sample.calendar.now, last_published_at=sample.calendar.now)
    Card.objects.bulk_create(
        Card(front=front, article=articles[row["article"]], rank=row["rank"], sort_order=place)
        for place, row in enumerate(sample.rows("front"))
    )


def _welcome_staff(name: str) -> None:
    """The sample's colleagues in the newsroom, which speaks the paper's language to them."""
    told = masthead(name)
    for row in told["staff"]:
        account = colleague(row["email"], row["name"], PASSWORD, row["role"])
        UserProfile.objects.update_or_create(user=account, defaults={"preferred_language": told["language"]})
