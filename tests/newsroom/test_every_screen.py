"""Every screen of the newsroom opens, also the ones that nobody thinks of."""

from collections.abc import Callable

import pytest

from broadsheet.news.section import Section
from tests.newsroom.desk import Desk

KINDS = ("article", "front", "brief", "letter", "almanac", "standingpage", "section", "topic", "byline", "redirect", "publication", "issue")
SCREENS = [
    "/newsroom/",
    *(f"/newsroom/{kind}/{screen}" for kind in KINDS for screen in ("", "add/")),
    *(f"/newsroom/snippets/choose/news/{kind}/" for kind in ("article", "section", "topic", "byline")),
    "/newsroom/images/",
    "/newsroom/images/multiple/add/",
    "/newsroom/images/chooser/",
    "/newsroom/reports/site-history/",
    "/newsroom/account/",
    "/newsroom/users/",
    "/newsroom/groups/",
    "/newsroom/collections/",
]


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_opens(path: str, sit_down: Callable[[str], Desk], news: Section) -> None:
    assert sit_down("owner").get(path).status_code == 200


@pytest.mark.parametrize("screen", ["edit/{pk}/", "history/{pk}/", "usage/{pk}/", "inspect/{pk}/", "copy/{pk}/", "unpublish/{pk}/"])
def test_a_screen_of_an_article_opens(screen: str, editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Tides", text=["High at three."])
    assert editor.get(f"/newsroom/article/{screen.format(pk=article.pk)}").status_code == 200


def test_a_live_article_is_not_deleted_but_withdrawn_first(editor: Desk, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Tides", text=["High at three."])
    answer = editor.browser.get(f"/newsroom/article/delete/{article.pk}/", follow=True)
    assert "Withdraw it first" in answer.text
