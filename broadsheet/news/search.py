"""Finding an article: by every word that is asked for, ranked among the newest hits, within what a reader may read."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from broadsheet.news.article import Article
from broadsheet.news.article_words import ArticleWords, findable_columns, words_of
from broadsheet.news.passage import passage
from broadsheet.news.question import Question, read_question
from broadsheet.news.rows import among, insert
from broadsheet.news.word_index import NEWEST, OLDEST, Row, newest_with
from broadsheet.news.words import terms

PAGE_SIZE = 20
WINDOW = 2_000  # the newest hits that are ranked; ranking all of a common word's would read the whole archive
BATCH = 500  # articles in one transaction of a rebuilding, so that a save in the newsroom waits 50 to 300 ms at most
USUAL_BODY = 3_000  # letters of a body's words; a word in a longer body counts for less
_HEADLINE, _STANDFIRST, _BODY = 8.0, 3.0, 1.0
_CURSOR = re.compile(r"(-?\d{1,19})\.(\d{1,4})\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found, and a passage of it with the words marked: HTML, escaped."""

    article: Article
    passage_html: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total_label` says how many there are in words, `older` is the cursor of the next page; empty at the end."""

    hits: list[Hit]
    total_label: str = ""
    older: str = ""


def index(articles: Iterable[Article]) -> None:
    """Writes the words of the live ones among these articles, and forgets the others. Runs inside the caller's transaction."""
    found = list(articles)
    forget(article.pk for article in found)
    insert([words_of(article) for article in found if article.live])


def forget(pks: Iterable[int]) -> None:
    """These articles can't be found any more. Writes, inside the caller's transaction."""
    # Not .delete(): Django would read the rows first, to ask whether anything hangs on them.
    rows = ArticleWords.objects.filter(article_id__in=among(pks))
    rows._raw_delete(rows.db)


def find(typed: str, benefits: int, before: str | None = None) -> Found:
    """What a reader with these benefits (bits of a pass) finds by what they typed, the best of the newest first. Five queries at most.

    before   the cursor of an earlier page: the place where its window began, how many of it were shown, how many windows came before
    An article's body counts only for those who may read it, in the hits, in their number and in the passage."""
    question = read_question(typed)
    if not question.wanted:
        return Found([])
    below, shown, windows = _read_cursor(before)
    rows = newest_with(question, findable_columns(benefits), WINDOW, below=below)
    ranked = _ranked(rows, question)
    hits = _hits(ranked[shown : shown + PAGE_SIZE], question, benefits)
    return Found(hits, _total(len(ranked), windows, is_full=len(rows) == WINDOW), _older(rows, len(ranked), below, shown, windows))


def rebuild(tell: Callable[[int], None] = lambda done: None) -> int:
    """Writes the words of the whole archive anew, in short transactions; how many articles. May be stopped and begun again at any time.

    tell   is told after each batch how many are done"""
    done = 0
    for articles in _batches():
        with transaction.atomic():
            index(articles)
        done += len(articles)
        tell(done)
    while stale := list(ArticleWords.objects.exclude(article__live=True).values_list("article_id", flat=True)[:BATCH]):
        forget(stale)
    return done


def _batches() -> Iterator[list[Article]]:
    last = 0
    while articles := list(Article.objects.live().filter(pk__gt=last).order_by("pk").defer("latest_revision")[:BATCH]):
        last = articles[-1].pk
        yield articles


def _ranked(rows: list[Row], question: Question) -> list[int]:
    """The articles of a window, the best first, and of equals the newest; what holds a phrase only across two columns falls out."""
    scored = [(_score(row, question), row.place, row.article_id) for row in rows]
    return [article_id for score, _place, article_id in sorted(scored, reverse=True) if score]


def _score(row: Row, question: Question) -> float:
    """How well a row answers: 0 if one of the words is missing. A headline outweighs any body."""
    headline, standfirst, body = f" {row.headline} ", f" {row.standfirst} ", f" {row.body} "
    score = 0.0
    for wanted in question.wanted:
        forms = [f" {form} " for form in wanted.forms_in(row.language)]
        often = sum(body.count(form) for form in forms)
        here = _BODY * often / (often + 0.3 + 0.9 * len(body) / USUAL_BODY)  # BM25's curve: the tenth mention adds little
        here += _HEADLINE * any(form in headline for form in forms) + _STANDFIRST * any(form in standfirst for form in forms)
        if not here:
            return 0.0
        score += here
    return score


def _hits(pks: list[int], question: Question, benefits: int) -> list[Hit]:
    found = Article.objects.live().for_cards().defer(None).defer("latest_revision").in_bulk(pks)
    return [Hit(found[pk], _passage(found[pk], question, benefits)) for pk in pks if pk in found]


def _passage(article: Article, question: Question, benefits: int) -> SafeString:
    """From the standfirst where that holds all the words or where it is all a reader may see, else from the body."""
    language = article.shown_language
    in_standfirst = question.is_answered_by(set(terms(article.standfirst, language)), language)
    text = article.text if article.may_be_read_with(benefits) and not in_standfirst else article.standfirst
    return mark_safe(passage(text, question.forms_in(language), language))  # noqa: S308 - escaped by passage()


def _read_cursor(before: str | None) -> tuple[int, int, int]:
    told = _CURSOR.fullmatch(before or "")
    return (max(OLDEST, min(int(told[1]), NEWEST)), min(int(told[2]), WINDOW), int(told[3])) if told else (NEWEST, 0, 0)


def _older(rows: list[Row], ranked: int, below: int, shown: int, windows: int) -> str:
    if shown + PAGE_SIZE < ranked:
        top = rows[0].place + 1 if below == NEWEST else below  # what is published meanwhile must not shift the pages
        return f"{top}.{shown + PAGE_SIZE}.{windows}"
    return f"{rows[-1].place}.0.{windows + 1}" if len(rows) == WINDOW else ""


def _total(ranked: int, windows: int, *, is_full: bool) -> str:
    if is_full or windows:
        return gettext("more than %(count)s articles") % {"count": number_format(WINDOW, force_grouping=True)}
    return ngettext("%(count)s article", "%(count)s articles", ranked) % {"count": number_format(ranked, force_grouping=True)}
