"""Every word that a reader or an editor sees is marked, and has its Hebrew; what was compiled is what was written."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize
from django.views.i18n import JavaScriptCatalog

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"
CATALOGUE = PACKAGE / "locale" / "he" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
IN_A_TEMPLATE = re.compile(
    r"<(script|style)\b.*?</\1>|{% blocktranslate.*?endblocktranslate %}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>|&\w+;", re.DOTALL
)
NAMES_OF_THINGS = {"IBAN", "RSS"}


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="he")


def marked() -> set[tuple[str, str]]:
    """Every marked string of the package, as (its context, its words in the singular)."""
    found = set()
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]:
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for _line, words, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
            found.add((context or "", words[0] if isinstance(words, tuple) else words))
    return found


def context_of(message: Message) -> str:
    told = message.context or ""
    return told.decode() if isinstance(told, bytes) else told  # Babel reads a compiled context as bytes


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def spoken_by(told: Catalog) -> dict[tuple[str, str], list[str]]:
    return {(context_of(message), singular(message)): forms_of(message) for message in told if message.id}


def test_every_marked_string_has_its_hebrew() -> None:
    known = {(message.context or "", singular(message)) for message in catalogue() if all(forms_of(message))}
    assert sorted(marked() - known) == [], "Run “make messages”, and write the Hebrew of these."


def test_no_hebrew_is_kept_for_words_that_nobody_says() -> None:
    written = {(message.context or "", singular(message)) for message in catalogue() if message.id}
    assert sorted(written - marked()) == []


def test_no_translation_is_a_guess_or_loses_a_name() -> None:
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []
    for message in catalogue():
        words = message.id if isinstance(message.id, str) else message.id[-1]
        if message.id:
            assert all(set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(words)) for form in forms_of(message)), words
            assert set(PLACEHOLDER.findall(forms_of(message)[-1])) == set(PLACEHOLDER.findall(words)), words


def test_what_is_compiled_is_what_is_written() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    spoken, written = spoken_by(compiled), spoken_by(catalogue())
    assert sorted(key for key in spoken.keys() | written.keys() if spoken.get(key) != written.get(key)) == [], "Run “make messages”."


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_of_a_template_is_left_unmarked(path: Path) -> None:
    text = IN_A_TEMPLATE.sub(" ", path.read_text(encoding="utf-8"))
    assert set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES_OF_THINGS == set()


def test_what_the_newsrooms_screens_say_by_script_is_said_in_hebrew(rf: RequestFactory) -> None:
    with translation.override("he"):
        answer = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(rf.get("/"))
    told = json.loads(re.search(r"const newcatalog = (\{.*?\});", answer.text, re.DOTALL)[1])
    for words in ("Collapse all", "Insert a block", "Toggle sidebar", "This field is required."):
        assert re.search("[א-ת]", told[words]), words
