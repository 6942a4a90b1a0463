"""Finding articles in the newsroom, drafts too: bounded, so that a list stays quick however large the archive is."""

from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator

from broadsheet.news.article import Article
from broadsheet.news.question import read_question
from broadsheet.news.word_index import newest_with

MOST_COUNTED = 1_000
LOOKED_THROUGH = 5_000  # of those that were changed last: drafts are among them
MOST_FOUND = 400  # of each of the two ways: both databases take that many numbers in one question
MOST_RANKED = 500


def with_words(articles: QuerySet[Article], words: str) -> QuerySet[Article]:
    """Those with all these words in headline or slugline, among the ones changed last; and any public one that the words find."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(headline__icontains=word) | Q(slugline__icontains=word)
    lately = Article.objects.order_by("-updated_at", "-id").values("pk")[:LOOKED_THROUGH]
    found = list(Article.objects.filter(wanted, pk__in=lately).values_list("pk", flat=True)[:MOST_FOUND])
    return articles.filter(pk__in={*found, *_public(words)})


def light(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Without what weighs: a version weighs as much as the article."""
    return articles.select_related("section", "latest_revision__user").defer("body", "latest_revision__content")


class CappedPaginator(WagtailPaginator):
    """Counts at most MOST_COUNTED rows, one bounded walk along an index; what lies behind is found by words and filters."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if rows.query.is_sliced:
            return rows.count()
        return rows.order_by().values_list("pk")[:MOST_COUNTED].count()

    @cached_property
    def items_count_label(self) -> str:
        if self.count < MOST_COUNTED:
            return super().items_count_label
        return ngettext("%(count)s article or more", "%(count)s articles or more", self.count) % {"count": self.count}


def _public(words: str) -> list[int]:
    """The newest public ones whose headline or standfirst holds the words, by the index that readers search with."""
    question = read_question(words)
    rows = newest_with(question, ["body"], MOST_RANKED) if question.wanted else []
    told = [row.article_id for row in rows if question.is_answered_by(set(f"{row.headline} {row.standfirst}".split()), row.language)]
    return told[:MOST_FOUND]
