"""What comes of an archive is done behind all else, a little at a time: an editor's article never waits for it."""

import pytest
from django_tasks_db.models import DBTaskResult

from broadsheet.news.article import Kindred
from broadsheet.newsroom import jobs
from tests.news.making import an_article


@pytest.mark.django_db
def test_a_long_task_leaves_the_rest_to_one_behind_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "A_TURN_SECONDS", 0)
    pks = [an_article(f"Ferry {number} sails").pk for number in range(3)]
    jobs.find_what_to_read_next.call(pks)
    assert list(Kindred.objects.values_list("article_id", flat=True)) == pks[:1], "one at least, so that it comes to an end"
    rest = DBTaskResult.objects.get(task_path="broadsheet.newsroom.jobs.find_what_to_read_next")
    assert (rest.args_kwargs["args"], rest.priority) == ([pks[1:]], jobs.AFTER_ALL_ELSE)
