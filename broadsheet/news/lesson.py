"""The blocks of a lesson: a text with vowel marks that can be switched off, its words, a note on grammar, exercises."""

import re
import zlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from broadsheet.masthead.paper import RTL_LANGUAGES

TAUGHT = [
    ("he", _("Hebrew")), ("ar", _("Arabic")), ("fa", _("Farsi")), ("ur", _("Urdu")), ("ru", _("Russian")), ("en", _("English")),
    ("de", _("German")), ("es", _("Spanish")), ("fr", _("French")), ("pt", _("Portuguese")), ("it", _("Italian")), ("nl", _("Dutch")), ("sv", _("Swedish")),
]  # fmt: skip
BLANK = "___"  # where the missing word stands
# Hebrew points and accents without the maqaf and the other marks that stand for themselves; Arabic vowel signs; the stress of a Russian primer.
_MARKS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670\u0301]")
_PARTED = re.compile(r"\s*\|\s*")
_RUNS = {  # letters of a script with what stands between its words; in a note of another script they are told to be of that language
    "he": re.compile("[\u0591-\u05f4](?:[\u0591-\u05f4 ]*[\u0591-\u05f4])?"),
    **dict.fromkeys(("ar", "fa", "ur"), re.compile("[\u0600-\u06ff](?:[\u0600-\u06ff ]*[\u0600-\u06ff])?")),
    "ru": re.compile("[\u0400-\u04ff](?:[\u0400-\u04ff\u0301 ]*[\u0400-\u04ff\u0301])?"),
}


def without_marks(text: str) -> str:
    """The same text without vowel marks: in full spelling it is letter for letter the same."""
    return _MARKS.sub("", text)


class Taught(blocks.StructValue):
    """Words of a language that is being learnt."""

    @property
    def direction(self) -> str:
        return _direction(self["language"])

    @property
    def explained_direction(self) -> str:
        """Of what is said about them."""
        return _direction(self["explained_in"])


class LessonText(Taught):
    @property
    def anchor(self) -> str:
        return f"lesson-{slugify(without_marks(self['title']), allow_unicode=True) or _seal(self['text'])}"

    @property
    def paragraphs(self) -> list[str]:
        return _lines(self["text"])

    @property
    def plain_paragraphs(self) -> list[str]:
        return _lines(without_marks(self["text"]))

    @property
    def plain_title(self) -> str:
        return without_marks(self["title"])

    @property
    def heard(self) -> list[str]:
        """Its sounds in Latin letters, paragraph by paragraph."""
        return _lines(self["transliteration"])

    @property
    def has_marks(self) -> bool:
        """Whether there is anything to switch off."""
        return bool(_MARKS.search(self["text"]))


class Glossary(Taught):
    @property
    def entries(self) -> list[dict[str, str]]:
        """Each with `word`, `sound`, `kind` and `meaning`; what a line leaves out is empty."""
        cells = ([*_PARTED.split(line), "", "", ""] for line in _lines(self["words"]))
        return [dict(zip(("word", "sound", "kind", "meaning"), line, strict=False)) for line in cells]


class GrammarNote(Taught):
    @property
    def told_note(self) -> SafeString:
        """The note, with every word of the taught language told to be of it."""
        markup, run = str(self["note"]), _RUNS.get(self["language"])
        told = rf'<bdi lang="{escape(self["language"])}">\g<0></bdi>'
        return mark_safe(run.sub(told, markup) if run else markup)  # noqa: S308 - rich text of the newsroom's own editor


class Exercise(blocks.StructValue):
    @property
    def choices(self) -> list[str]:
        return _lines(self["options"])

    @property
    def before_blank(self) -> str:
        return self["question"].partition(BLANK)[0]

    @property
    def after_blank(self) -> str:
        return self["question"].partition(BLANK)[2]

    @cached_property
    def words(self) -> list[str]:
        """The words of a sentence to be put in order, in one that gives nothing away."""
        told = self["answer"].split()
        mixed = sorted(told)
        return mixed if mixed != told else [*mixed[1:], *mixed[:1]]


class Exercises(Taught):
    @property
    def anchor(self) -> str:
        return f"exercise-{_seal(' '.join(one['answer'] for one in self['exercises']))}"


def _explained_in() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(TAUGHT, label=_("Explained in"), required=False, help_text=_("Empty: the article's own language."))


class LessonTextBlock(blocks.StructBlock):
    """A text in the language that is learnt, typed once, with its vowel marks."""

    language = blocks.ChoiceBlock(TAUGHT, label=_("Language"), default="he")
    title = blocks.CharBlock(label=_("Title"), help_text=_("In the language that is learnt, with its vowel marks."))
    text = blocks.TextBlock(
        label=_("Text"), help_text=_("A paragraph a line, in full spelling with the vowel marks on top. Without them it is made from this.")
    )
    transliteration = blocks.TextBlock(label=_("As one hears it"), required=False, help_text=_("In Latin letters, a paragraph a line."))

    class Meta:
        icon = "openquote"
        label = _("Lesson: text")
        template = "news/body/lesson.html"
        value_class = LessonText


class GlossaryBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(TAUGHT, label=_("Language"), default="he")
    explained_in = _explained_in()
    words = blocks.TextBlock(
        label=pgettext_lazy("a glossary", "Words"),
        help_text=_("A word a line, its parts divided by |: the word, how it sounds, what kind of word it is, what it means."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Lesson: words")
        template = "news/body/glossary.html"
        value_class = Glossary


class GrammarBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(TAUGHT, label=_("Language"), default="he")
    explained_in = _explained_in()
    note = blocks.RichTextBlock(label=_("Note"), features=("bold", "italic", "ul"))

    class Meta:
        icon = "help"
        label = _("Lesson: grammar")
        template = "news/body/grammar.html"
        value_class = GrammarNote


class ExerciseBlock(blocks.StructBlock):
    """One exercise. Which of the fields it needs depends on its kind."""

    kind = blocks.ChoiceBlock(
        [("choose", _("choose one answer")), ("fill_in", _("fill in the missing word")), ("order", _("put the words in order"))],
        label=_("Kind"),
    )
    question = blocks.CharBlock(
        label=_("Question, or sentence"), required=False, help_text=_("To fill in: the sentence, with ___ for the missing word.")
    )
    options = blocks.TextBlock(label=_("Answers to choose from"), required=False, rows=3, help_text=_("An answer a line."))
    answer = blocks.CharBlock(label=_("The right answer"))

    class Meta:
        label = _("Exercise")
        value_class = Exercise

    def clean(self, value: Any) -> Any:
        """Says what an exercise of this kind lacks."""
        told = super().clean(value)
        problems: dict[str, ValidationError] = {}
        if told["kind"] == "choose" and told["answer"] not in told.choices:
            problems["options"] = ValidationError(_("The right answer is not among these. Write each on a line of its own."))
        if told["kind"] == "fill_in" and BLANK not in told["question"]:
            problems["question"] = ValidationError(_("Write ___ where the missing word stands."))
        if told["kind"] == "order" and len(told["answer"].split()) < 3:
            problems["answer"] = ValidationError(_("Write a sentence of three words or more; they are shuffled for you."))
        if problems:
            raise blocks.StructBlockValidationError(block_errors=problems)
        return told


class ExercisesBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(TAUGHT, label=_("Language"), default="he")
    exercises = blocks.ListBlock(ExerciseBlock(), label=_("Exercises"))

    class Meta:
        icon = "tasks"
        label = _("Lesson: exercises")
        template = "news/body/exercises.html"
        value_class = Exercises


LESSON_BLOCKS = [("lesson", LessonTextBlock()), ("glossary", GlossaryBlock()), ("grammar", GrammarBlock()), ("exercises", ExercisesBlock())]


def as_plain_html(kind: str, value: dict[str, Any]) -> SafeString:
    """A lesson's block from its raw value, for programs that know no switch and no exercise (feed readers)."""
    language, direction = value["language"], _direction(value["language"])
    if kind == "lesson":
        paragraphs = "".join(format_html("<p>{}</p>", line) for line in _lines(value["text"]))
        return format_html('<div lang="{}" dir="{}"><h2>{}</h2>{}</div>', language, direction, value["title"], mark_safe(paragraphs))  # noqa: S308 - escaped
    words = Glossary(None, value).entries
    told = "".join(
        format_html('<li><bdi lang="{}">{}</bdi> {}: {}</li>', language, one["word"], one["sound"], one["meaning"]) for one in words
    )
    return format_html("<ul>{}</ul>", mark_safe(told))  # noqa: S308 - escaped


def _direction(language: str) -> str:
    return "rtl" if language in RTL_LANGUAGES else "ltr"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _seal(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
