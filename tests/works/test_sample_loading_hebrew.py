"""The Hebrew sister paper, loaded whole."""

import re
from collections import Counter

import pytest
from wagtail.users.models import UserProfile

from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.photo import Photo
from broadsheet.news.section import Section
from broadsheet.works.sample import open_sample
from tests.stage.sample import MADE_AT

pytestmark = pytest.mark.usefixtures("db")


def test_the_sister_paper_is_whole(shaliach: Counter[str]) -> None:
    assert +shaliach == {"sections": 9, "bylines": 8, "photos": 21, "articles": 25, "briefs": 12, "pages": 5, "issues": 2}
    assert Section.objects.get(slug="premium").invitation
    assert Article.objects.filter(requires="p").count() == 2
    assert {article.direction for article in Article.objects.all()} == {"rtl"}


def test_every_word_of_every_article_is_there(shaliach: Counter[str]) -> None:
    for document in open_sample("shaliach", MADE_AT).documents("articles"):
        text = Article.objects.get(slug=document.head["slug"]).text
        assert ":::" not in text
        assert "[[" not in text
        written = [
            line for line in document.text.splitlines() if line and line[0].isalpha() and "*" not in line and not line.startswith("Table:")
        ]
        assert [line for line in written if line not in text] == [], document.name


def test_days_are_told_in_hebrew(shaliach: Counter[str]) -> None:
    talks = Article.objects.get(slug="sikhot-yithadshu")
    assert "ביום שני אחר הצהריים" in talks.text
    assert "ב־27 בדצמבר" in talks.standfirst


def test_pictures_are_described_and_credited_in_hebrew(shaliach: Counter[str]) -> None:
    for photo in Photo.objects.all():
        assert photo.credit.startswith("ציור: פליקס אוקונטה")
        assert any("א" <= letter <= "ת" for letter in photo.alt)


def test_briefs_have_their_hours(shaliach: Counter[str]) -> None:
    assert Brief.objects.newest().first().slug == "north-mole-steps"


def test_the_figures_of_a_telephone_number_keep_their_order(shaliach: Counter[str]) -> None:
    words = [*Brief.objects.values_list("text", flat=True), *(article.text for article in Article.objects.all())]
    assert not [text for text in words if re.search(r"\b555 \d", text)]
    assert any("555\u00a00163" in text for text in words)


def test_the_newsroom_speaks_hebrew_to_its_staff(shaliach: Counter[str]) -> None:
    assert set(UserProfile.objects.values_list("preferred_language", flat=True)) == {"he"}
