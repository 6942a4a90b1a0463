"""What follows when an editor publishes, corrects, withdraws or renames: all of it, in order, on this one page.

Each verb runs inside the transaction of the change itself, so that a line in the outbox never stands without its change, nor a
change without its line. What readers must not see any more is off this machine's shelf when that transaction has committed, before
the call returns. What may come later (what to read next, a picture's sizes) is queued in the same transaction. Pages that show a
thing are found by the page index: an article's own name reaches every list that it stands in, and every list that it leaves.

Long because nothing of it stands elsewhere.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published, unpublished

from broadsheet.delivery import outbox
from broadsheet.editions.issue import Issue
from broadsheet.editions.publication import MAGAZINE_THING, Publication, the_magazines_section
from broadsheet.news import search
from broadsheet.news.almanac import Almanac
from broadsheet.news.article import Article, ArticleByline, ArticleTopic
from broadsheet.news.article_words import ArticleWords
from broadsheet.news.body import photo_ids
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.front import Front
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo
from broadsheet.news.redirect import moved
from broadsheet.news.section import Section
from broadsheet.news.showing import Showing, note_photos, remove_made_files, settle_photos
from broadsheet.news.sitemap_file import file_of, thing_of
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic
from broadsheet.newsroom.before import Before, before, read_before
from broadsheet.newsroom.jobs import ARTICLES_AT_ONCE, find_what_to_read_next, make_sizes

Verb = Callable[[Any], None]


# --- articles


@transaction.atomic
def article_published(article: Article) -> None:
    """An article went out: for the first time, again, corrected, or after it had been withdrawn. Its row is saved already."""
    was = before(article)
    article.settle_address(article.first_published_at or timezone.now())
    article.count_words()
    article.revised_at = article.last_published_at if was.live else article.revised_at
    _note(article, published_on=article.published_on, slug=article.slug, word_count=article.word_count, revised_at=article.revised_at)
    note_photos(article)
    search.index([article])
    if was.path and was.path != article.path:
        _address_moved(was.path, article.path)
    if was.live and was.differs_from(article, "requires"):
        outbox.withdrawn(article.thing)  # its open copies, and feeds with its whole text, must not go out a moment longer
    outbox.changed(article.path, *article.shown_with(), *was.lists, *_corrections_of(article, was))
    find_what_to_read_next.enqueue([article.pk])
    for photo in Showing.objects.filter(article=article).values_list("photo_id", flat=True):
        make_sizes.enqueue(photo)


@transaction.atomic
def article_withdrawn(article: Article) -> None:
    """An article is withdrawn, by an editor or because its time was over: it answers 410 and stands in no output any more."""
    _note(article)
    note_photos(article)
    search.forget([article.pk])
    outbox.withdrawn(article.thing, article.path, *article.named_in)
    outbox.changed(*article.shown_with(), *_corrections_of(article, before(article)))


@transaction.atomic
def article_deleted(article: Article) -> None:
    """An article is about to go for good. What was never public leaves nothing behind."""
    if article.live:
        article.live = False
        note_photos(article)
        search.forget([article.pk])
        outbox.withdrawn(article.thing, article.path, *article.named_in)
        outbox.changed(*article.shown_with(), *_corrections_of(article, before(article)))


@transaction.atomic
def article_saved(article: Article) -> None:
    """A row was saved as a draft. A withdrawn article that is given another address still answers at the old one."""
    was = before(article)
    if not article.live and was.path and was.path != article.path:
        _address_moved(was.path, article.path)
        outbox.withdrawn(article.path)


@transaction.atomic
def articles_taken_in(articles: Iterable[Article]) -> None:
    """A batch came in by wire, its rows, bylines and topics written: live ones, drafts beside what an editor wrote, and what its source took back.

    One outbox line for all that changed, so that a large archive costs little more than its rows; its pictures' sizes are made when asked for."""
    rows = list(articles)
    live = [article for article in rows if article.live]
    taken_back = [article for article in rows if not article.live and article.published_on]
    closed = _open_until_now(live)
    search.index(live)
    search.forget(article.pk for article in taken_back)
    shown_before = set(Showing.objects.filter(article__in=[article.pk for article in rows]).values_list("article_id", flat=True))
    for article in rows:
        if article.pk in shown_before or article.lead_photo_id or photo_ids(article.body.raw_data):
            note_photos(article)
    outbox.withdrawn(*(name for article in taken_back for name in (article.thing, article.path, *article.named_in)), *closed)
    # Their paths too: something else may have been withdrawn from there once.
    outbox.changed(*_lists_of(live + taken_back), *(article.path for article in live))
    for first in range(0, len(live), ARTICLES_AT_ONCE):
        find_what_to_read_next.enqueue([article.pk for article in live[first : first + ARTICLES_AT_ONCE]])


# --- fronts and standing pages


@transaction.atomic
def front_changed(front: Front) -> None:
    """A front went out as an editor arranged it, or gave way to the one that makes itself."""
    outbox.changed(front.thing, f"section-{front.section_id}" if front.section_id else "front")


@transaction.atomic
def standing_page_published(page: StandingPage) -> None:
    """A standing page went out, for the first time or again."""
    was = before(page)
    settle_photos(photo_ids(page.body.raw_data) | was.photos)
    if was.path and was.path != page.path:
        _address_moved(was.path, page.path)
    outbox.changed(
        page.path,
        page.thing,
        *_made_by_itself(page),
        *(["masthead"] if was.differs_from(page, "live", "title", "slug", "in_footer", "position") else []),
    )


@transaction.atomic
def standing_page_withdrawn(page: StandingPage) -> None:
    """A standing page is withdrawn."""
    settle_photos(photo_ids(page.body.raw_data) | before(page).photos)
    outbox.withdrawn(page.thing, *([] if _made_by_itself(page) else [page.path]))
    outbox.changed("masthead", *_made_by_itself(page))


# --- the magazine


@transaction.atomic
def issue_released(issue: Issue) -> None:
    """An issue went out, for the first time or again. Its pieces are articles and went out by themselves; from now on they name it."""
    was = before(issue)
    settle_photos(({issue.cover_id} - {None}) | was.photos)
    if was.path and was.path != issue.path:
        _address_moved(was.path, issue.path)
    outbox.changed(issue.path, *issue.shown_with())


@transaction.atomic
def issue_withdrawn(issue: Issue) -> None:
    """An issue is withdrawn: its address says so, and its pieces, which stay, no longer name it."""
    settle_photos(({issue.cover_id} - {None}) | before(issue).photos)
    outbox.withdrawn(issue.thing, issue.path)
    outbox.changed(*issue.shown_with())


@transaction.atomic
def publication_changed(publication: Publication) -> None:
    """A title is new or was changed. The first one brings the section that its pieces are filed under."""
    was = before(publication)
    the_magazines_section()
    if was.path and was.path != publication.path:
        _address_moved(was.path, publication.path)
        for issue in publication.issues.select_related("publication"):
            _address_moved(f"{was.path}{issue.slug}/", issue.path)
    outbox.changed(publication.path, publication.thing, publication.itself, MAGAZINE_THING)


# --- what has no drafts: it is public as soon as it is saved


@transaction.atomic
def section_changed(section: Section) -> None:
    """A section is new or was changed. A new address takes the old one's readers with it, and its feed's."""
    was = before(section)
    _names_moved(section, was)
    outbox.changed(section.thing, section.itself, "front", *(["masthead"] if was.differs_from(section, "name", "slug", "position") else []))


@transaction.atomic
def topic_changed(topic: Topic) -> None:
    """A topic is new or was changed."""
    _names_moved(topic, before(topic))
    outbox.changed(topic.thing, topic.itself)


@transaction.atomic
def byline_changed(byline: Byline) -> None:
    """A byline is new or was changed. Cards everywhere bear its name."""
    was = before(byline)
    _names_moved(byline, was)
    settle_photos({byline.portrait_id} - {None} | was.photos)
    outbox.changed(byline.thing, byline.itself, *(["masthead"] if was.path and was.differs_from(byline, "name", "slug") else []))


@transaction.atomic
def name_gone(named: Section | Topic | Byline | Publication) -> None:
    """A section, topic, byline or title of the magazine that nothing needs any more was deleted."""
    if isinstance(named, Byline):
        settle_photos({named.portrait_id} - {None})
    outbox.withdrawn(*_pages_of(named.path))
    outbox.changed(named.thing, named.itself, *({Section: ["front", "masthead"], Publication: [MAGAZINE_THING]}.get(type(named), [])))


@transaction.atomic
def brief_changed(brief: Brief) -> None:
    """A brief is new, was changed or deleted."""
    settle_photos({brief.photo_id} - {None} | before(brief).photos)
    outbox.changed("briefs")


@transaction.atomic
def letter_changed(letter: Letter) -> None:
    """A reader's letter is new, was changed or deleted."""
    outbox.changed("letters", *([f"article-{letter.about_id}"] if letter.about_id else []))


@transaction.atomic
def almanac_changed(almanac: Almanac) -> None:
    """A day of the almanac is new, was changed or deleted."""
    outbox.changed("almanac")


@transaction.atomic
def photo_changed(photo: Photo) -> None:
    """A photo's words, its file or its focal point were changed: whatever shows it is printed again."""
    was = before(photo)
    if was.differs_from(photo, "key") and was.old:
        remove_made_files(was.old.key)
    articles = photo.showings.values_list("article_id", flat=True)
    bylines = (name for byline in Byline.objects.filter(portrait=photo) for name in (byline.thing, byline.itself))
    pages = (page.thing for page in StandingPage.objects.filter(live=True) if photo.pk in photo_ids(page.body.raw_data))
    briefs = ["briefs"] if Brief.objects.filter(photo=photo).exists() else []
    covers = (f"issue-{pk}" for pk in photo.issues.filter(live=True).values_list("pk", flat=True))
    outbox.changed(*(f"article-{pk}" for pk in articles), *bylines, *pages, *briefs, *covers)


@transaction.atomic
def photo_deleted(photo: Photo) -> None:
    """A photo is about to go from the library, and with it its public files."""
    photo_changed(photo)
    remove_made_files(photo.key)


@transaction.atomic
def moment_came(things: Iterable[str], photos: Iterable[int]) -> None:
    """The clock reached the moment from which these briefs or letters may be seen."""
    settle_photos(photos)
    outbox.changed(*things)


# --- the steps


def _note(article: Article, **fields: object) -> None:
    """Writes what an article is given at this moment, past its save: the row is saved already, and nothing else may change with it."""
    article.updated_at = timezone.now()
    Article.objects.filter(pk=article.pk).update(updated_at=article.updated_at, **fields)


def _open_until_now(articles: list[Article]) -> list[str]:
    """The names of those that require something and did not before: their words stand where anyone may find them. A query where one requires something."""
    closed = [article.pk for article in articles if not article.is_open]
    found = ArticleWords.objects.filter(article__in=closed).exclude(body="").values_list("article_id", flat=True) if closed else []
    return [f"article-{pk}" for pk in found]


def _lists_of(articles: list[Article]) -> list[str]:
    """What `shown_with` says of each, for many at once: two queries."""
    pks = [article.pk for article in articles]
    topics = ArticleTopic.objects.filter(article__in=pks).values_list("topic_id", flat=True).distinct()
    bylines = ArticleByline.objects.filter(article__in=pks).values_list("byline_id", flat=True).distinct()
    own = [name for article in articles for name in (article.thing, f"section-{article.section_id}", thing_of(file_of(article.pk)))]
    return ["front", "corrections", *own, *(f"topic-{pk}" for pk in topics), *(f"byline-{pk}" for pk in bylines)] if articles else []


def _corrections_of(article: Article, was: Before) -> list[str]:
    """“corrections”, if the page of them may change with this article."""
    return ["corrections"] if was.had_corrections or Correction.objects.filter(article=article.pk).exists() else []


def _address_moved(old_path: str, new_path: str) -> None:
    moved(old_path, new_path)
    outbox.withdrawn(old_path)
    outbox.changed(new_path)


def _names_moved(named: Section | Topic | Byline, was: Before) -> None:
    if not was.path:
        outbox.changed(*_pages_of(named.path))  # another may have stood here once
    elif was.path != named.path:
        for old_path, new_path in zip(_pages_of(was.path), _pages_of(named.path), strict=True):
            _address_moved(old_path, new_path)


def _pages_of(path: str) -> tuple[str, str]:
    """The page of a section, topic or byline, and its feed."""
    return path, f"{path}feed.xml"


def _made_by_itself(page: StandingPage) -> list[str]:
    """The thing that stands at this page's address whether or not an editor wrote an introduction to it."""
    return [page.slug] if page.slug in ("corrections", "letters", "briefs", "almanac") else []


# --- who rings: Wagtail's and Django's signals, which no other room listens to

_PUBLISHED: dict[type, Verb] = {
    Article: article_published, Front: front_changed, StandingPage: standing_page_published, Issue: issue_released,
}  # fmt: skip
_WITHDRAWN: dict[type, Verb] = {
    Article: article_withdrawn, Front: front_changed, StandingPage: standing_page_withdrawn, Issue: issue_withdrawn,
}  # fmt: skip
_CHANGED: dict[type, Verb] = {
    Article: article_saved, Section: section_changed, Topic: topic_changed, Byline: byline_changed, Brief: brief_changed, Letter: letter_changed, Almanac: almanac_changed, Photo: photo_changed,
    Publication: publication_changed,
}  # fmt: skip
_GONE: dict[type, Verb] = {
    Section: name_gone,
    Topic: name_gone,
    Byline: name_gone,
    Brief: brief_changed,
    Letter: letter_changed,
    Almanac: almanac_changed,
    Front: front_changed,
    Publication: name_gone,
}
_ABOUT_TO_GO: dict[type, Verb] = {Article: article_deleted, Photo: photo_deleted}


@receiver(published)
def something_was_published(sender: type, instance: Any, **_: object) -> None:
    """Also sent when a draft was only scheduled: then nothing follows yet."""
    if sender in _PUBLISHED and instance.live:
        _PUBLISHED[sender](instance)


@receiver(unpublished)
def something_was_withdrawn(sender: type, instance: Any, **_: object) -> None:
    """Sent when an editor withdraws, and when a time is over."""
    if sender in _WITHDRAWN:
        _WITHDRAWN[sender](instance)


@receiver(post_save)
def something_was_saved(sender: type, instance: Any, **_: object) -> None:
    """For what has no drafts."""
    if sender in _CHANGED:
        _CHANGED[sender](instance)


@receiver(post_delete)
def something_went(sender: type, instance: Any, **_: object) -> None:
    """For what leaves nothing else to be looked up."""
    if sender in _GONE:
        _GONE[sender](instance)
    if sender in (StandingPage, Issue) and instance.live:
        _WITHDRAWN[sender](instance)


@receiver(pre_delete)
def something_is_going(sender: type, instance: Any, **_: object) -> None:
    """For what must still be there to find out who shows it."""
    if sender in _ABOUT_TO_GO:
        _ABOUT_TO_GO[sender](instance)


@receiver(pre_save)
def something_will_change(sender: type, instance: Any, update_fields: Iterable[str] | None = None, **_: object) -> None:
    """Remembers how it stood, for whoever is called when the change is made."""
    if update_fields is None and instance.pk and sender in {*_PUBLISHED, *_CHANGED}:
        instance.before = read_before(instance)
