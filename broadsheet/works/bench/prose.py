"""Words that nobody wrote, as unlike each other as a language's, the same each time. Plain Python."""

import random

WORDS = 6_000
LETTERS = "etaoinshrdlucmfwypvbgk"
LONGEST_PARAGRAPH_WORDS = 70


class Prose:
    """Writes headlines and paragraphs. Two of one number write the same."""

    def __init__(self, number: int) -> None:
        self._source = random.Random(number)  # noqa: S311 - the same each time is what it is for

    def words(self, count: int) -> str:
        """So many words, the frequent ones often."""
        return " ".join(_LEXICON[int(WORDS * self._source.random() ** 2)] for _ in range(count))

    def headline(self) -> str:
        """Nine words, no two headlines alike."""
        return self.words(9).capitalize()

    def paragraphs(self, words: int) -> list[str]:
        """A text of so many words."""
        lengths = [LONGEST_PARAGRAPH_WORDS] * (words // LONGEST_PARAGRAPH_WORDS) or [words]
        return [f"<p>{self.words(length).capitalize()}.</p>" for length in lengths]


def _lexicon() -> list[str]:
    source = random.Random(1)  # noqa: S311 - as above
    return ["".join(source.choice(LETTERS) for _ in range(source.randrange(2, 10))) for _ in range(WORDS)]


_LEXICON = _lexicon()
