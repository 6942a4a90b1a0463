"""How a text becomes words to be found by: the same for what is indexed and for what is asked. Plain Python.

Both databases get these words and nothing else: SQLite's own tokenizer parts pointed Hebrew into single letters, PostgreSQL knows no
Hebrew at all, and each would find other articles than the other. A word is put in the form of its script: Hebrew and Arabic lose
their points and prefixes, other languages their endings (Snowball). A word of a language that shares its script with another one
carries that language's mark, so that the German “new” is not the English one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, Self

import Stemmer

LONGEST_WORD = 60  # letters of it that count; PostgreSQL refuses words above 2,046 bytes
LANGUAGE_MARK = "ß"  # no word ends up with one in it: folded, it is “ss”
REMEMBERED = 100_000  # in each language, some 16 MB; a newspaper's ten thousand commonest words are nine tenths of it
LONGEST_REMEMBERED = 100  # letters between two blanks; in Chinese a whole sentence stands there

_SOFT_HYPHEN, _TATWEEL = "\u00ad", "\u0640"
_COMBINING = "".join(letter for letter in map(chr, range(0x300, 0x3100)) if unicodedata.category(letter).startswith("M"))
_LETTER = rf"[\w{_SOFT_HYPHEN}{_COMBINING}]"
_WORD = re.compile(rf"{_LETTER}+(?:[\"'׳״‘’]{_LETTER}+)*")  # צה״ל and O'Brien are one word each

# Hebrew points and accents, Arabic vowel signs: written or not, it is the same word (Unicode 15, Hebrew and Arabic blocks).
_POINTS = re.compile(
    f"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed{_TATWEEL}{_SOFT_HYPHEN}]"
)
_ACCENTS = re.compile("(?<!и)[\u0300-\u036f]|[\u0300-\u0305\u0307-\u036f]")  # all but the breve that makes и a letter of its own, й
_NO_LETTER = re.compile(rf"[^\w{_COMBINING}]|_")
_FOLD = str.maketrans({
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "ے": "ي", "ہ": "ه",
})  # fmt: skip

# One group of Hebrew prefixes (and, that, when, the, in, as, to, from), where at least three letters stay.
_HEBREW_PREFIX = re.compile("(?:ו?(?:לכש|כש|מש|ש)?[הבכלמ]?)(?=[א-ת]{3})")
_ARABIC_PREFIX = re.compile("(?:[وف]?(?:ال|بال|كال|لل)|[وف](?=[ء-ي]{4}))(?=[ء-ي]{3})")
_STEMMERS = {
    code: Stemmer.Stemmer(name, 0)
    for code, name in {
        "en": "english", "de": "german", "es": "spanish", "fr": "french", "pt": "portuguese", "it": "italian", "nl": "dutch", "sv": "swedish",
        "ru": "russian", "ar": "arabic",
    }.items()
}  # fmt: skip
# Which languages' words a word of this script may be; the first is the one that goes without a mark.
_LANGUAGES_OF = {
    "LATIN": ("en", "de", "es", "fr", "pt", "it", "nl", "sv"),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he",),
    "CYRILLIC": ("ru",),
}
LANGUAGES = tuple(code for codes in _LANGUAGES_OF.values() for code in codes)  # those whose words are put in a form of their own


class KeptWords(NamedTuple):
    """The words of an article in the form in which they are kept."""

    headline: str
    standfirst: str
    body: str

    @classmethod
    def of(cls, headline: str, standfirst: str, body: str, language: str) -> Self:
        """From its plain texts."""
        return cls(kept(headline, language), kept(standfirst, language), kept(body, language))


def words_in(text: str) -> Iterator[re.Match[str]]:
    """The words as they stand in a text, each with its place."""
    return _WORD.finditer(text.replace("_", " "))


def kept(text: str, language: str) -> str:
    """The words of a text in a language, in order, in the form in which they are kept, parted by spaces."""
    return " ".join(filter(None, map(_known(language).__getitem__, text.split())))  # no word has a blank in it


def terms(text: str, language: str) -> list[str]:
    """The same, each by itself."""
    return kept(text, language).split()


def term(word: str, language: str) -> str:
    """The form in which one word is kept; empty where nothing of it can be looked for."""
    return _known(language)[word]


def asked(word: str, language: str) -> tuple[str, ...]:
    """The forms under which a word that a reader typed may be kept in articles of a language. For Hebrew these are several: one more
    prefix taken off, or none, since what looks like a prefix may be the word's own letter (recall 0.91 -> 0.99 on 25 articles)."""
    folded = fold(word)
    form = term(word, language)
    if _script(folded) == "HEBREW":
        return tuple(dict.fromkeys([form, folded, _formed(form, "he")]))
    return (form,) if form else ()


def fold(word: str) -> str:
    """A word without case, accents, points, final letters and inner quotation marks."""
    if word.isascii():
        return _NO_LETTER.sub("", word.lower())[:LONGEST_WORD]
    bare = _POINTS.sub("", unicodedata.normalize("NFKC", word).casefold())
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", bare)))
    return _NO_LETTER.sub("", bare.translate(_FOLD))[:LONGEST_WORD]


class _Known(dict[str, str]):
    """What stands between two blanks in texts of one language, and the words in it as they are kept, remembered: looked up in 0.05 µs, made in 4."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, between_blanks: str) -> str:
        folded = map(fold, _WORD.findall(between_blanks.replace("_", " ")))
        kept = " ".join(form for word in folded if (form := _formed(word, _language_of(word, self._language))))
        if len(self) >= REMEMBERED:
            self.clear()
        if len(between_blanks) <= LONGEST_REMEMBERED:
            self[between_blanks] = kept
        return kept


@cache
def _known(language: str) -> _Known:
    return _Known(language)


def _formed(folded: str, language: str) -> str:
    if not folded:
        return ""
    if language == "he":
        return _HEBREW_PREFIX.sub("", folded, count=1) if _HEBREW_PREFIX.match(folded) else folded
    word = _ARABIC_PREFIX.sub("", folded, count=1) if language == "ar" and _ARABIC_PREFIX.match(folded) else folded
    stem = _STEMMERS[language].stemWord(word) if language in _STEMMERS else word
    codes = _LANGUAGES_OF.get(_script(folded), ("",))
    return stem if language in ("", codes[0]) else f"{stem}{LANGUAGE_MARK}{language}"


def _language_of(folded: str, language: str) -> str:
    """In which language a word is put in form: the article's, or where that is written in another script, the word's own."""
    codes = _LANGUAGES_OF.get(_script(folded), ("",))
    return language if language in codes else codes[0]


def _script(folded: str) -> str:
    """The script of a word's first letter; empty for numbers and for scripts that we have no rules for."""
    for letter in folded:
        if letter.isalpha():
            return "LATIN" if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]
    return ""
