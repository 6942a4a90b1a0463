"""The course of a membership: no path gives benefits that are not paid for, and none leads back out of an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.membership import course
from broadsheet.membership.course import ACTIVE, ENDED, GRACE, JOINING, LEAVING, PAST_DUE, PAUSED, VERBS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STATES = [JOINING, ACTIVE, PAST_DUE, PAUSED, LEAVING, *sorted(ENDED)]
hours = st.integers(-24 * 60, 24 * 60).map(lambda told: timedelta(hours=told))


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_follows_an_end_but_a_new_membership(state: str) -> None:
    assert [verb for verb in VERBS if course.after(verb, state)] == []
    assert {course.heard(state, said, renews=renews) for said in STATES for renews in (True, False)} == {state}


def test_every_state_can_be_reached_and_every_live_one_left() -> None:
    reached, new = set(), {JOINING}
    while new:
        reached |= new
        new = {to for steps in VERBS.values() for state, to in steps.items() if state in reached} - reached
    assert reached == set(STATES)
    assert all(course.after("lapse", state) for state in STATES if state not in ENDED)


@given(
    steps=st.lists(
        st.one_of(st.sampled_from(sorted(VERBS)), st.sampled_from(STATES).map(lambda said: f"heard {said}"), st.just("pays"), hours),
        max_size=30,
    ),
    renews=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_path_gives_benefits_unpaid_beyond_the_grace(steps: list[str | timedelta], renews: bool) -> None:
    """A month is paid for at each payment; then verbs, what a provider says, and time follow in any order."""
    state, now, paid_until, ended = JOINING, NOON, NOON, False
    for step in steps:
        if isinstance(step, timedelta):
            now = max(now, now + step)
        elif step == "pays":
            paid_until = max(paid_until, now) + timedelta(days=30)
        elif step.startswith("heard "):
            state = course.heard(state, step.removeprefix("heard "), renews=renews)
        else:
            state = course.after(step, state) or state
        ended = ended or state in ENDED
        assert not ended or state in ENDED
        if course.benefits_end(state, paid_until, None, renews=renews) > now:
            assert state not in ENDED
            assert now < paid_until + GRACE
            assert now < paid_until or renews or state == PAST_DUE


@pytest.mark.parametrize(
    ("state", "renews", "lasts"),
    [
        (JOINING, True, None),
        (ACTIVE, True, timedelta(days=10) + GRACE),  # a provider takes some hours over the next payment
        (ACTIVE, False, timedelta(days=10)),
        (PAST_DUE, True, timedelta(days=10) + GRACE),
        (PAUSED, True, timedelta(days=10)),
        (LEAVING, True, timedelta(days=10)),
        ("lapsed", True, None),
        ("refunded", True, None),
    ],
)
def test_how_long_the_benefits_last(state: str, renews: bool, lasts: timedelta | None) -> None:
    end = course.benefits_end(state, NOON + timedelta(days=10), None, renews=renews)
    assert end == (course.NEVER if lasts is None else NOON + lasts)


def test_what_the_paper_gives_has_no_end_and_goodwill_adds_to_what_is_paid() -> None:
    assert course.benefits_end(ACTIVE, None, None, renews=False) == course.FOREVER
    assert course.benefits_end(LEAVING, NOON, NOON + timedelta(days=5), renews=False) == NOON + timedelta(days=5)
