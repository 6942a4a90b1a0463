"""A word is found in whichever form it was written, in each of the paper's languages."""

import gzip
import json
from pathlib import Path

import pytest

from broadsheet.news.words import LONGEST_WORD, asked, fold, term, terms, words_in


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("harbour", "Harbours", "en"),
        ("cafe", "Café", "en"),
        ("cafe", "cafe\u0301", "en"),
        ("news\u00adpaper", "newspaper", "en"),
        ("Häuser", "Haus", "de"),
        ("مدينة", "والمدينه", "ar"),
        ("مدينة", "اَلْمَدِينَةُ", "ar"),
        ("город", "городах", "ru"),
        ("елка", "ёлка", "ru"),
        ("שלום", "שָׁלוֹם", "he"),
        ("שלום", "לְשָׁלוֹם", "he"),
        ("צה״ל", 'צה"ל', "he"),
        ("צהל", "צה״ל", "he"),
        ("נמל", "הנמל", "he"),
        ("נמל", "ובנמל", "he"),
        ("הנמל", "מהנמל", "he"),
    ],
)
def test_a_word_is_found_however_it_was_written(typed: str, written: str, language: str) -> None:
    assert term(written, language) in asked(typed, language)


def test_what_looks_like_a_prefix_may_be_the_words_own_letter() -> None:
    """ממשלה (government) begins with מ, which in other words means “from”; asked for in either form, both are found."""
    for typed in ("ממשלה", "הממשלה"):
        assert {term("ממשלה", "he"), term("הממשלה", "he")} <= set(asked(typed, "he"))


def test_a_short_hebrew_word_keeps_its_letters() -> None:
    assert terms("הים של בית", "he") == ["הימ", "של", "בית"]


def test_a_russian_word_keeps_the_letter_that_only_looks_accented() -> None:
    assert fold("йод") == "йод"


def test_a_word_of_another_script_is_put_in_the_form_of_its_own() -> None:
    assert terms("Harbours הנמל", "he") == terms("harbour הנמל", "en")


def test_languages_of_one_script_do_not_find_each_others_words() -> None:
    assert term("news", "en") not in asked("news", "de")
    assert term("neue", "de") != term("neue", "en")


def test_words_are_counted_where_they_stand() -> None:
    text = "A hull_number, and O'Brien’s צה״ל."
    assert [text[word.start() : word.end()] for word in words_in(text)] == ["A", "hull", "number", "and", "O'Brien’s", "צה״ל"]


@pytest.mark.parametrize(
    "odd", ["", "_", "'", "״", "\u0301", "\u0640", "\u00ad", "\u200f", "😀", "\ud800", "½", "ﷺ", "ß" * 500, "א" * 5_000, "\x00"]
)
def test_odd_letters_make_a_word_or_none(odd: str) -> None:
    for found in terms(odd, "he") + list(asked(odd, "en")):
        assert found
        assert len(found) <= LONGEST_WORD + 3
        assert found.isprintable()


def test_hebrew_articles_are_found_with_and_without_prefixes(inputs: Path) -> None:
    """Of the words that 25 real articles hold both bare and prefixed: asked for bare, nearly all articles with either are found."""
    prefixes = ("ה", "ו", "ב", "ל", "מ", "ש", "כ", "וה", "של", "בה", "שה", "מה", "לה", "כש", "ול", "וב", "ומ")
    with gzip.open(inputs / "corpus" / "ntrex-he.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = ["\n".join([told["title"], *told["paragraphs"]]) for told in map(json.loads, lines)]
    written = [{fold(word[0]) for word in words_in(text)} for text in texts]
    kept = [set(terms(text, "he")) for text in texts]
    everything = set().union(*written)
    expected = found = beside = 0
    for word in (word for word in everything if len(word) >= 3):
        family = {word} | {prefix + word for prefix in prefixes if prefix + word in everything}
        if len(family) > 1:
            right = {number for number, words in enumerate(written) if words & family}
            hits = {number for number, words in enumerate(kept) if words & set(asked(word, "he"))}
            expected, found, beside = expected + len(right), found + len(hits & right), beside + len(hits - right)
    assert found / expected > 0.97
    assert beside / (found + beside) < 0.12
