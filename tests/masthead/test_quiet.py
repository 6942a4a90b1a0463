"""What editors keep free of advertisements and asks: said with a reason, seen, and lifted again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.delivery.outbox import OutboxLine
from broadsheet.masthead import quiet
from broadsheet.masthead.quiet import PAPER, Quiet

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HERE = ("article-12", "section-3")


def lines() -> list[tuple[str, str]]:
    return list(OutboxLine.objects.order_by("pk").values_list("verb", "names"))


def test_a_thing_is_quiet_from_the_moment_on_and_says_why() -> None:
    now = timezone.now()
    assert quiet.reason(HERE, now) is None
    quiet.keep("section-3", "An inquest", "Gideon Farrow")
    assert quiet.reason(HERE, timezone.now()) == "An inquest"
    assert quiet.reason(("article-12", "section-4"), timezone.now()) is None


def test_a_day_of_the_whole_paper_begins_and_ends_by_itself() -> None:
    now = timezone.now()
    begins, ends = now + timedelta(hours=2), now + timedelta(hours=26)
    quiet.keep(PAPER, "A day of mourning", "Gideon Farrow", starts_at=begins, ends_at=ends)
    assert quiet.look(HERE, now) == (None, begins)
    assert quiet.look(HERE, begins) == ("A day of mourning", ends)
    assert quiet.look((), ends) == (None, None)


def test_switching_names_the_pages_concerned_and_no_other() -> None:
    row = quiet.keep("article-12", "The family asked", "Gideon Farrow")
    quiet.keep(PAPER, "Mourning", "Gideon Farrow")
    row.lift("Nell Farrow")
    assert lines() == [("changed", "quiet-article-12"), ("changed", "masthead"), ("changed", "quiet-article-12")]
    assert quiet.shown(HERE) == {"quiet-article-12", "quiet-section-3"}


def test_what_was_kept_quiet_stays_on_record_with_who_and_why() -> None:
    quiet.keep("article-12", "The family asked", "Gideon Farrow").lift("Nell Farrow")
    row = Quiet.objects.get()
    assert (row.reason, row.kept_by, row.lifted_by) == ("The family asked", "Gideon Farrow", "Nell Farrow")
    assert row.kept_at <= row.lifted_at
    assert quiet.reason(HERE, timezone.now()) is None


def test_lifting_twice_changes_nothing() -> None:
    row = quiet.keep("article-12", "The family asked", "Gideon Farrow")
    row.lift("Nell Farrow")
    row.lift("Somebody else")
    assert Quiet.objects.get().lifted_by == "Nell Farrow"
    assert len(lines()) == 2


def test_asking_costs_one_question(django_assert_num_queries: object) -> None:
    quiet.keep("section-3", "An inquest", "Gideon Farrow")
    with django_assert_num_queries(1):  # type: ignore[operator]
        quiet.look(HERE, timezone.now())
