"""Where in a text a slot may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.advertising.spacing import gap_of, has_room_beside

KINDS = ["paragraph", "list", "part", "heading", "quote", "pull_quote", "picture", "fact_box", "table", "embed", "verbatim", "pause"]


@given(st.lists(st.sampled_from(KINDS), max_size=40))
def test_it_stands_between_two_pieces_of_running_text_and_never_early_nor_last(kinds: list[str]) -> None:
    gap = gap_of(kinds)
    if gap is not None:
        assert sum(kind in ("paragraph", "list", "part") for kind in kinds[: gap + 1]) >= 4
        assert {kinds[gap], kinds[gap + 1]} <= {"paragraph", "list", "part"}
        assert gap + 2 < len(kinds)


@pytest.mark.parametrize(
    ("kinds", "gap"),
    [
        (["paragraph"] * 9, 4),
        (["paragraph"] * 6, None),
        (["paragraph"] * 5 + ["picture"] + ["paragraph"] * 4, 6),
        (["paragraph"] * 5 + ["heading", "paragraph", "quote"] + ["paragraph"] * 3, 8),
        (["part"] * 13, 4),
        ([], None),
    ],
)
def test_it_waits_for_the_first_gap_that_will_do(kinds: list[str], gap: int | None) -> None:
    assert gap_of(kinds) == gap


def test_nothing_tall_stands_beside_a_short_text() -> None:
    assert not has_room_beside(["paragraph"] * 4)
    assert has_room_beside(["paragraph"] * 5)
