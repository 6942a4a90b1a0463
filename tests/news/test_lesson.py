"""Lessons: one text, with its vowel marks and without; words; exercises that say what they lack."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.blocks import StructBlockValidationError

from broadsheet.news.body import count_words
from broadsheet.news.feed_body import full_text
from broadsheet.news.lesson import Exercise, ExerciseBlock, without_marks
from tests.news.making import an_article

MARKED = "סְפִינָה קְטַנָּה, בֵּית־סֵפֶר"
LESSON = ("lesson", {"language": "he", "title": "אֵין כְּנִיסָה", "text": f"{MARKED}\n״לָמָּה?״", "transliteration": "Sfina ktana\nLama?"})
WORDS = ("glossary", {"language": "he", "explained_in": "en", "words": "סְפִינָה | sfina | noun f. | ship\nיָם | yam"})
GRAMMAR = ("grammar", {"language": "he", "explained_in": "en", "note": "<p><b>יֵשׁ</b> (yesh) means “there is”.</p>"})
EXERCISES = (
    "exercises",
    {
        "language": "he",
        "exercises": [
            {"kind": "choose", "question": "מי?", "options": "סירה\nמכתב", "answer": "סירה"},
            {"kind": "fill_in", "question": "אין ___.", "options": "", "answer": "הסכם"},
            {"kind": "order", "question": "", "options": "", "answer": "הָאִישׁ קָרָא מִכְתָּב"},
        ],
    },
)


@pytest.fixture
def page(db: None, client: Client) -> BeautifulSoup:
    """The page of an open lesson that has everything."""
    article = an_article("No entry", body=[LESSON, WORDS, GRAMMAR, EXERCISES])
    return BeautifulSoup(client.get(article.path).content, "html.parser")


def test_marks_go_and_every_letter_and_the_maqaf_stay() -> None:
    assert without_marks(MARKED) == "ספינה קטנה, בית־ספר"
    assert without_marks("كَتَبَ") == "كتب"
    assert without_marks("йо́лка and é") == "йолка and é"


def test_no_mark_parts_a_word_in_two() -> None:
    assert count_words(MARKED) == count_words(without_marks(MARKED)) == 4


def test_a_text_stands_in_the_page_with_its_marks_and_without(page: BeautifulSoup) -> None:
    marked, plain = page.select_one(".lesson__text.lesson__marked"), page.select_one(".lesson__text.lesson__plain")
    assert [line.text for line in marked.select("p")] == [MARKED, "״לָמָּה?״"]
    assert [line.text for line in plain.select("p")] == ["ספינה קטנה, בית־ספר", "״למה?״"]
    assert (marked["lang"], marked["dir"]) == ("he", "rtl")
    assert [(choice["value"], choice.has_attr("checked")) for choice in page.select(".lesson__switch input")] == [
        ("with", True),
        ("without", False),
    ]
    assert page.select_one(".lesson__heard div")["lang"] == "he-Latn"


def test_words_and_grammar_say_which_language_they_are_of(page: BeautifulSoup) -> None:
    first, second = page.select(".glossary__words > div")
    assert (first.dt["lang"], first.dt.text, first.i.text, first.select_one(".glossary__kind").text) == ("he", "סְפִינָה", "sfina", "noun f.")
    assert second.select_one(".glossary__kind") is None
    assert page.select_one(".factbox--grammar b bdi")["lang"] == "he"


def test_an_exercise_can_be_done_and_looked_up_without_a_script(page: BeautifulSoup) -> None:
    choose, fill_in, order = page.select(".exercise")
    assert [choice["value"] for choice in choose.select("input[type=radio]")] == ["סירה", "מכתב"]
    assert fill_in.select_one("input[type=text]")["aria-label"] == "The missing word"
    assert sorted(word.text for word in order.select(".exercise__words li")) == sorted(["הָאִישׁ", "קָרָא", "מִכְתָּב"])
    assert [answer.text for answer in page.select(".exercise details .exercise__answer")] == ["סירה", "הסכם", "הָאִישׁ קָרָא מִכְתָּב"]
    assert all(button.has_attr("hidden") for button in page.select(".exercise__end button"))


def test_words_to_be_ordered_never_stand_in_their_order() -> None:
    block = ExerciseBlock()
    assert Exercise(block, {"answer": "a b c"}).words == ["b", "c", "a"]
    assert Exercise(block, {"answer": "c a b"}).words == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "choose", "question": "Who?", "options": "a\nb", "answer": "c"}, "options"),
        ({"kind": "fill_in", "question": "Nothing is missing.", "options": "", "answer": "c"}, "question"),
        ({"kind": "order", "question": "", "options": "", "answer": "two words"}, "answer"),
    ],
)
def test_an_exercise_says_what_it_lacks(told: dict[str, str], field: str) -> None:
    block = ExerciseBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(told))
    assert set(refused.value.block_errors) == {field}


def test_a_feed_has_the_text_and_the_words(db: None) -> None:
    html = full_text(an_article("No entry", body=[LESSON, WORDS, GRAMMAR, EXERCISES]), {})
    assert MARKED in html
    assert "ship" in html
    assert "<input" not in html
