"""The words of the live articles, as they are looked for: one row an article, its body in the column of who may find it there.

SQLite reads them through a full-text table that three triggers keep true, PostgreSQL through generated columns (migration
the_words_of_articles): no way of writing or deleting a row goes past either."""

from datetime import UTC, datetime, timedelta

from django.db import models
from django.utils import timezone

from broadsheet.news.article import Article
from broadsheet.news.section import Requires
from broadsheet.news.words import KeptWords

BITS_FOR_AN_ARTICLE = 28  # of a row's place: articles of one day stand by their number, of which there are 268 million
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where the words of a body stand, by what the article requires.
COLUMN_OF = {Requires.NOTHING: "body", Requires.PREMIUM: "premium", Requires.MAGAZINE: "magazine", Requires.EPAPER: "epaper"}


class ArticleWords(models.Model):
    """The words of one live article, each column in reading order.

    place   grows with the day of publication, so that “the newest hits” are the last rows, those of imported archives too. In days
            and not in seconds, because a full-text index keeps the difference of two places at each word
    body    of an open article; of any other it is empty, and its words are in the column of the benefit"""

    place = models.BigIntegerField(primary_key=True)
    article = models.OneToOneField(Article, models.CASCADE, related_name="words")
    language = models.CharField(max_length=8)
    headline = models.TextField()
    standfirst = models.TextField()
    body = models.TextField()
    premium = models.TextField()
    magazine = models.TextField()
    epaper = models.TextField()

    class Meta:
        verbose_name = "words of an article"
        verbose_name_plural = "words of articles"

    def __str__(self) -> str:
        return f"words of article {self.article_id}"


def words_of(article: Article) -> ArticleWords:
    """The row of an article, from what it says now. Reads nothing."""
    language = article.shown_language
    words = article.kept_words or KeptWords.of(article.headline, article.standfirst, article.text, language)
    columns = dict.fromkeys(COLUMN_OF.values(), "")
    columns[COLUMN_OF[Requires(article.requires)]] = words.body
    return ArticleWords(
        place=place_of(article.first_published_at or timezone.now(), article.pk), article_id=article.pk, language=language,
        headline=words.headline, standfirst=words.standfirst, **columns,
    )  # fmt: skip


def place_of(published_at: datetime, pk: int) -> int:
    """Where an article stands among all; with a pk of 0, where its day begins."""
    return ((published_at - _EPOCH) // timedelta(days=1) << BITS_FOR_AN_ARTICLE) + pk


def findable_columns(benefits: int) -> list[str]:
    """The columns of bodies in which a reader with these benefits (bits of a pass) may find something."""
    return [column for requires, column in COLUMN_OF.items() if not requires.bit or requires.bit & benefits]
