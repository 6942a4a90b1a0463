"""Things called by their names, for rooms that know no more of them."""

import pytest

from broadsheet.masthead import things
from broadsheet.masthead.things import Named
from tests.news.making import a_section, an_article

pytestmark = pytest.mark.django_db


def test_sections_and_articles_are_called_as_people_call_them() -> None:
    article = an_article("The tide turns", section=a_section("port"))
    draft = an_article("Not yet")
    draft.live = False
    draft.save()
    told = things.called([article.thing, article.section.thing, draft.thing, "article-999", "weather", "topic-1", "article-x"])
    assert told == {
        article.thing: Named(article.thing, "The tide turns", article.path),
        article.section.thing: Named(article.section.thing, "Port", "/port/"),
        draft.thing: Named(draft.thing, "Not yet", ""),
    }


def test_sections_can_be_chosen_from_a_list_and_articles_are_too_many() -> None:
    a_section("sport", position=2)
    a_section("port", position=1)
    assert [named.title for named in things.offered("section")] == ["Port", "Sport"]
    assert things.offered("article") == []


def test_names_cost_one_question_a_kind(django_assert_num_queries: object) -> None:
    articles = [an_article(f"Number {number}") for number in range(5)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        things.called([*(article.thing for article in articles), articles[0].section.thing])
