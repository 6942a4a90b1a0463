"""What reads on from an article: found by its topics and its rare words among the paper's newest, after it was published."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from math import log

from broadsheet.news.article import Article, ArticleTopic, Kindred
from broadsheet.news.article_words import ArticleWords, place_of
from broadsheet.news.question import Question, Wanted
from broadsheet.news.word_index import OLDEST, Row, newest_with, times_found
from broadsheet.news.words import LANGUAGES

MOST_KINDRED = 6
NEWEST = 20_000  # the articles among which is looked: a tenth of the time that the whole archive would take, and fresher reading
TRIED_WORDS = 40
ASKED_WORDS = 8
MOST_TIMES = 200  # a word that more of the newest hold says little about this one
SHORTEST_WORD = 4
_HITS, _PER_TOPIC, _OF_THE_SECTION = 500, 50, 12
_SAME_TOPIC, _SAME_SECTION = 6.0, 0.5  # beside a rare word's log(20,000 / times found), which is 5 to 9


def find_kindred(article: Article) -> bool:
    """Finds the articles to be read after this one and writes them down; whether they are others than before.

    Never called at a page's time: some fifty short queries. Only what anyone may find counts, so that nothing of a closed body shows."""
    scores: Counter[int] = Counter()
    for find in (_by_words, _by_topics, _by_section):
        scores.update(find(article))
    del scores[article.pk]
    best = [pk for pk, _score in sorted(scores.items(), key=lambda scored: (scored[1], scored[0]), reverse=True)[:MOST_KINDRED]]
    before = Kindred.objects.filter(article_id=article.pk).first()
    if before is not None and before.article_ids == best:
        return False
    Kindred.objects.update_or_create(article_id=article.pk, defaults={"article_ids": best})
    return True


def _by_words(article: Article) -> dict[int, float]:
    words = ArticleWords.objects.filter(article_id=article.pk).first()
    if words is None:
        return {}
    above, among = _newest()
    weights = _rare_words(_telling_words(words), above, among)
    rows = newest_with(_any_of(weights), ["body"], _HITS, above=above) if weights else []
    return {row.article_id: _likeness(row, weights) for row in rows}


def _by_topics(article: Article) -> dict[int, float]:
    found: Counter[int] = Counter()
    for topic in ArticleTopic.objects.filter(article_id=article.pk).values_list("topic_id", flat=True):
        newest = (
            ArticleTopic.objects.filter(topic_id=topic, article__live=True).order_by("-article_id").values_list("article_id", flat=True)
        )
        found.update(newest[:_PER_TOPIC])
    return {pk: times * _SAME_TOPIC for pk, times in found.items()}


def _by_section(article: Article) -> dict[int, float]:
    """What fills up where little is alike."""
    newest = Article.objects.live().filter(section_id=article.section_id).newest().values_list("pk", flat=True)[:_OF_THE_SECTION]
    return dict.fromkeys(newest, _SAME_SECTION)


def _newest() -> tuple[int, int]:
    """Where the newest articles begin among all places, and how many they are."""
    moments = Article.objects.live().newest().values_list("first_published_at", flat=True)
    oldest: datetime | None = moments[NEWEST : NEWEST + 1].first()
    if oldest is None:
        return OLDEST, ArticleWords.objects.count()
    return place_of(oldest.astimezone(UTC), 0), NEWEST


def _telling_words(words: ArticleWords) -> list[str]:
    """Those that may tell what an article is about: of its headline and standfirst, then what its text says most often."""
    title = [*words.headline.split(), *words.standfirst.split()]
    often = [word for word, _times in Counter(words.body.split()).most_common()]
    telling = (word for word in dict.fromkeys([*title, *often]) if len(word) >= SHORTEST_WORD and not word.isdigit())
    return [word for word, _number in zip(telling, range(TRIED_WORDS), strict=False)]


def _rare_words(words: Iterable[str], above: int, among: int) -> dict[str, float]:
    """The rarest of these words that at least one other article holds, each with its weight."""
    most = min(MOST_TIMES, max(3, among // 8))
    times = {word: times_found(_any_of([word]), above, most + 1) for word in words}
    rarest = sorted((count, word) for word, count in times.items() if 1 < count <= most)[:ASKED_WORDS]
    return {word: log(1 + among / count) for count, word in rarest}


def _likeness(row: Row, weights: dict[str, float]) -> float:
    title = f" {row.headline} {row.standfirst} "
    text = f" {row.body} "
    return sum(weight * (2 if f" {word} " in title else f" {word} " in text) for word, weight in weights.items())


def _any_of(words: Iterable[str]) -> Question:
    return Question((Wanted({LANGUAGES[0]: tuple(words)}),))
