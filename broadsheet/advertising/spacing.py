"""Where in an article's text a slot may stand. Plain Python over the kinds of piece that a text is set from."""

from collections.abc import Sequence
from itertools import accumulate

FIRST_AFTER_PARAGRAPHS = 5  # three are the article's own whatever happens, and the appeal may stand behind the third
LEAST_BELOW = 2  # pieces: a slot that ends the text stands under the article instead
LEAST_BESIDE = 5  # paragraphs: beside a shorter text a tall slot would be longer than what is read
TEXT = frozenset({"paragraph", "list", "part"})


def gap_of(kinds: Sequence[str]) -> int | None:
    """Behind which piece (from 0) of a text the slot stands; None where no gap will do.

    Only between two pieces of running text, so never beside a picture, a quotation or a box, nor under a heading."""
    paragraphs = list(accumulate(kind in TEXT for kind in kinds))
    fit = (
        number
        for number in range(len(kinds) - LEAST_BELOW)
        if paragraphs[number] >= FIRST_AFTER_PARAGRAPHS and kinds[number] in TEXT and kinds[number + 1] in TEXT
    )
    return next(fit, None)


def has_room_beside(kinds: Sequence[str]) -> bool:
    """Whether a text is long enough for a tall slot beside it."""
    return sum(kind in TEXT for kind in kinds) >= LEAST_BESIDE
