"""What a reader types into the search field, read: words, and phrases in quotation marks. Plain Python."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, product

from broadsheet.news.words import LANGUAGES, asked, words_in

LONGEST_QUESTION = 200  # letters; what comes after them is left out
MOST_WORDS = 10  # and as many in a phrase
MOST_SPELLINGS = 24  # of a phrase, whose words each have several forms
_PHRASE = re.compile(r"(?<!\w)[\"“”„«]([^\"“”„«»]+)[\"“”»]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word or phrase that must be found: the forms under which it may be kept, by the language of the article that holds it.
    A phrase's words are parted by a space, as they are in a column."""

    by_language: dict[str, tuple[str, ...]]

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self.by_language.values())))

    def forms_in(self, language: str) -> tuple[str, ...]:
        """Those that an article of that language can hold."""
        return self.by_language.get(language, self.by_language[LANGUAGES[0]])


@dataclass(frozen=True, slots=True)
class Question:
    """All that must be found; where nothing is wanted, nothing is."""

    wanted: tuple[Wanted, ...]

    def forms_in(self, language: str) -> frozenset[str]:
        """Every form of every single word in an article of that language: what is marked in it."""
        return frozenset(word for one in self.wanted for form in one.forms_in(language) for word in form.split(" "))

    def is_answered_by(self, words: AbstractSet[str], language: str) -> bool:
        """Whether all that is wanted stands among these words of an article of that language."""
        return all(any(words >= set(form.split(" ")) for form in one.forms_in(language)) for one in self.wanted)

    def for_fts5(self, columns: Sequence[str]) -> str:
        """As SQLite's full-text table is asked. Forms hold letters and digits only, so that nothing in them can be an operator."""
        parts = ("(" + " OR ".join(f'"{form}"' for form in one.forms) + ")" for one in self.wanted)
        return "{" + " ".join(columns) + "} : (" + " AND ".join(parts) + ")"

    def for_tsquery(self) -> str:
        """As PostgreSQL's to_tsquery is asked."""
        parts = ("(" + " | ".join(" <-> ".join(f"'{word}'" for word in form.split(" ")) for form in one.forms) + ")" for one in self.wanted)
        return " & ".join(parts)


def read_question(typed: str) -> Question:
    """What is looked for. Any text will do: what is no word is left out, and a quotation mark without its fellow means nothing."""
    text = typed[:LONGEST_QUESTION]
    phrases = [tuple(word[0] for word in words_in(match[1])) for match in _PHRASE.finditer(text)]
    single = [(word[0],) for word in words_in(_PHRASE.sub(" ", text))]
    each = [words[:MOST_WORDS] for words in dict.fromkeys([*phrases, *single])]
    found = [Wanted({language: _forms(words, language) for language in LANGUAGES}) for words in each]
    return Question(tuple(wanted for wanted in found if wanted.forms)[:MOST_WORDS])


def _forms(words: Sequence[str], language: str) -> tuple[str, ...]:
    each = [forms for word in words if (forms := asked(word, language))]
    return tuple(" ".join(forms) for forms, _number in zip(product(*each), range(MOST_SPELLINGS), strict=False)) if each else ()
