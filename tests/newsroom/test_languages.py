"""The newsroom speaks its colleagues' language; what readers get stays in the paper's."""

import pytest
from wagtail.users.models import UserProfile

from broadsheet.accounts.account import Account
from broadsheet.news.section import Section
from tests.newsroom.desk import Desk, article_form


@pytest.fixture
def in_hebrew(editor: Desk) -> Desk:
    """The editor, who prefers Hebrew."""
    profile = UserProfile.get_for_user(Account.objects.get())
    profile.preferred_language = "he"
    profile.save()
    return editor


def test_the_newsroom_speaks_hebrew_to_who_prefers_it(in_hebrew: Desk, news: Section) -> None:
    article = in_hebrew.write(section=news.pk, headline="מחירי המעבורת", text=["שני פאונד."])
    for path in ("/newsroom/", "/newsroom/article/", f"/newsroom/article/edit/{article.pk}/"):
        page = in_hebrew.get(path).text
        assert '<html lang="he" dir="rtl"' in page, path
    for words in ("כותרת משנה", "תיקוני טעויות", "לתזמן", "מדור"):
        assert words in page, words


def test_the_newsroom_speaks_the_papers_language_to_who_prefers_none(editor: Desk, news: Section) -> None:
    assert '<html lang="en" dir="ltr"' in editor.get("/newsroom/article/").text


def test_a_preview_is_in_the_papers_language_whatever_its_editors(in_hebrew: Desk, news: Section) -> None:
    article = in_hebrew.write(section=news.pk, headline="Ferry fares rise", text=["Two pounds."])
    in_hebrew.post(f"/newsroom/article/preview/{article.pk}/", article_form("", article.get_latest_revision_as_object()))
    page = in_hebrew.get(f"/newsroom/article/preview/{article.pk}/").text
    assert '<html lang="en" dir="ltr"' in page
    assert "minute read" in page


def test_what_wagtail_does_not_say_in_hebrew_we_do(in_hebrew: Desk, news: Section) -> None:
    page = in_hebrew.get("/newsroom/article/add/").text
    assert "New: " not in page
    assert "No publishing schedule set" not in page
