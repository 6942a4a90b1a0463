"""In the Hebrew sister paper a reader finds what is known to be there, however Hebrew spells it."""

from collections import Counter

import pytest
from django.test import Client

from broadsheet.news.search import find
from tests.news.finding import feeds_with_a_fault, found, not_found_by_their_headlines

pytestmark = pytest.mark.django_db


def test_every_article_is_found_by_its_headline(shaliach: Counter[str]) -> None:
    assert not_found_by_their_headlines() == []


def test_a_word_is_found_with_and_without_its_prefix(shaliach: Counter[str]) -> None:
    assert found("נמל")
    assert set(found("הנמל")) == set(found("נמל"))
    assert all("<mark>" in hit.passage_html for hit in find("נמל", 0).hits)


def test_every_feed_can_be_read(shaliach: Counter[str], client: Client) -> None:
    assert feeds_with_a_fault(client) == []
