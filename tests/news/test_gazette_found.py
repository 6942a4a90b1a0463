"""In The Harbour Gazette a reader finds what is known to be there, and no more than they may read."""

from collections import Counter

import pytest
from django.test import Client

from broadsheet.news.article import Article
from tests.news.finding import EVERYTHING, feeds_with_a_fault, found, not_found_by_their_headlines

pytestmark = pytest.mark.django_db


def test_every_article_is_found_by_its_headline(gazette: Counter[str]) -> None:
    assert not_found_by_their_headlines() == []


def test_no_closed_article_is_found_by_its_last_words(gazette: Counter[str]) -> None:
    closed = list(Article.objects.live().exclude(requires=""))
    assert closed
    for article in closed:
        ending = '"' + " ".join(article.text.split()[-6:]).replace('"', "") + '"'
        assert article.pk not in found(ending)
        assert article.pk in found(ending, EVERYTHING)


def test_every_feed_can_be_read(gazette: Counter[str], client: Client) -> None:
    assert feeds_with_a_fault(client) == []
