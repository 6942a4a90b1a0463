"""The passage of a text that shows why it was found, its words marked. Plain Python: cut from the text as it was written."""

from collections.abc import Set as AbstractSet
from html import escape

from broadsheet.news.words import term, words_in

LONGEST_PASSAGE = 220  # letters: two lines and a half on a wide screen
LEAD_IN = 60  # letters before the first marked word


def passage(text: str, forms: AbstractSet[str], language: str) -> str:
    """HTML: the piece of the text that holds most of the words wanted, these in <mark>, all else escaped.

    forms   the words wanted, in the form in which they are kept for this language. Where none of them stands in the text, its beginning."""
    text = " ".join(text.split())
    found = [(match.start(), match.end(), form) for match in words_in(text) if (form := term(match[0], language)) in forms]
    begin, end = _cut(text, _best_start(found))
    marked, place = [], begin
    for first, last, _form in found:
        if begin <= first and last <= end:
            marked += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
            place = last
    marked.append(escape(text[place:end]))
    return ("… " if begin else "") + "".join(marked) + (" …" if end < len(text) else "")


def _best_start(found: list[tuple[int, int, str]]) -> int:
    """Where the passage begins that holds the most different words, and of such the first."""
    best, start = 0, 0
    for number, (first, _last, _form) in enumerate(found):
        held = {form for place, _end, form in found[number : number + 40] if place < first + LONGEST_PASSAGE - LEAD_IN}
        if len(held) > best:
            best, start = len(held), first
    return start


def _cut(text: str, start: int) -> tuple[int, int]:
    """A passage of whole words around that place."""
    begin = text.rfind(" ", 0, start - LEAD_IN) + 1 if start > LEAD_IN else 0
    if len(text) - begin <= LONGEST_PASSAGE:
        return begin, len(text)
    end = text.rfind(" ", begin, begin + LONGEST_PASSAGE)
    return begin, end if end > start else begin + LONGEST_PASSAGE
