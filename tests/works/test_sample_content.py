"""The samples' own words, held to the house style of demo/bible.md as far as a machine can."""

import re
from collections.abc import Iterator

import pytest
from PIL import Image

from broadsheet.works.sample import FOLDER, SAMPLES, Document, Sample, open_sample
from tests.stage.sample import MADE_AT

FIELDS = {
    "slug", "slugline", "section", "kicker", "headline", "short_headline", "standfirst", "bylines", "dateline", "day", "time", "importance", "premium", "topics",
    "story", "picture", "related", "breaking", "sensitive", "corrections", "language",
}  # fmt: skip
MAY_BE_LEFT_OUT = {"updated_day", "updated_time"}
LIMITS = {"headline": 70, "short_headline": 34, "standfirst": 180}
TOKEN = re.compile(r"\[\[(weekday|date|month|year) ([+-]\d+)\]\]")
A_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
A_SEASON = re.compile(r"\b(?:winter|summer|autumn|Christmas|Easter|snow|frost|heatwave)\b", re.IGNORECASE)
MEASURED = re.compile(r"(\d[\d,]*(?:\.\d+)?) (km|m|cm|kg|hectares|knots) \((\d[\d,]*(?:\.\d+)?) (miles|feet|inches|lb|acres|km/h)\)")
OF_THE_OLD = {"km": 1 / 1.609344, "m": 1 / 0.3048, "cm": 1 / 2.54, "kg": 1 / 0.45359237, "hectares": 2.4710538, "knots": 1.852}
MOST_WEIGHT_BYTES = 12_000_000

pytestmark = pytest.mark.parametrize("sample", [open_sample(name, MADE_AT) for name in SAMPLES], ids=SAMPLES)


def articles(sample: Sample) -> list[Document]:
    return list(sample.documents("articles"))


def pieces(sample: Sample) -> list[Document]:
    """The pieces of its magazines that are written as articles are."""
    folders = [sample.folder.parent / "magazines" / name for name in sample.rows("magazines")]
    return [sample.document(file) for folder in folders for file in sorted(folder.rglob("*.md"))]


def as_written(sample: Sample) -> Iterator[tuple[str, str]]:
    """Every text file of the paper and of its magazines, with its tokens."""
    magazines = [sample.folder.parent / "magazines" / name for name in sample.rows("magazines")]
    files = [*sample.folder.rglob("*.md"), *sample.folder.glob("*.yaml"), *(file for folder in magazines for file in folder.rglob("*.*"))]
    for file in sorted(files):
        yield file.name, file.read_text(encoding="utf-8")


def test_an_article_has_every_field_and_no_other(sample: Sample) -> None:
    assert [article.name for article in articles(sample) if set(article.head) - MAY_BE_LEFT_OUT != FIELDS] == []


def test_headlines_fit_and_end_without_a_full_stop(sample: Sample) -> None:
    long = [
        (article.name, field)
        for article in [*articles(sample), *pieces(sample)]
        for field, most in LIMITS.items()
        if len(article.head.get(field, "")) > most or (field != "standfirst" and article.head.get(field, "").endswith("."))
    ]
    assert long == []


def test_sections_bylines_related_and_pictures_are_those_of_the_paper(sample: Sample) -> None:
    sections = {row["name"] for row in sample.rows("sections")}
    bylines = {row["name"] for row in sample.rows("bylines")}
    slugs = {article.head["slug"] for article in articles(sample)}
    for article in articles(sample):
        head = article.head
        assert head["section"] in sections, article.name
        assert set(head["bylines"]) <= bylines, article.name
        assert set(head["related"]) <= slugs - {head["slug"]}, article.name
        assert head["picture"] is None or sample.picture_file(head["picture"]["name"]).exists(), article.name
    assert {row["article"] for row in sample.rows("front")} <= slugs
    assert {row["section"] for row in sample.rows("briefs")} <= sections


def test_a_photo_has_one_credit_and_one_description_wherever_it_leads(sample: Sample) -> None:
    told: dict[str, set[tuple[str, str]]] = {}
    for article in articles(sample):
        if picture := article.head["picture"]:
            told.setdefault(picture["name"], set()).add((picture["credit"], picture["alt"]))
    assert {name: words for name, words in told.items() if len(words) > 1} == {}


def test_days_are_tokens_and_a_weekday_is_near(sample: Sample) -> None:
    for name, text in as_written(sample):
        assert not A_WEEKDAY.search(text), name
        assert not A_SEASON.search(text), name
        assert "[[" not in TOKEN.sub("", text), name
    for article in articles(sample):
        written = (sample.folder / "articles" / f"{article.name}.md").read_text(encoding="utf-8")
        far = [day for kind, day in TOKEN.findall(written) if kind == "weekday" and abs(int(day) - article.head["day"]) > 6]
        assert far == [], article.name


def test_measures_are_turned_right(sample: Sample) -> None:
    wrong = []
    for name, text in as_written(sample):
        for metric, unit, old, _old_unit in MEASURED.findall(text):
            told, exact = float(old.replace(",", "")), float(metric.replace(",", "")) * OF_THE_OLD[unit]
            if abs(told - exact) > max(0.51 if "." not in old else 0.06, exact * 0.005):
                wrong.append((name, metric, unit, old))
    assert wrong == []


def test_quotation_marks_are_the_papers_own(sample: Sample) -> None:
    credited = re.compile(r'\]\([\w-]+ "[^"]*"\)')
    for document in [*articles(sample), *sample.documents("pages"), *pieces(sample)]:
        fields = " ".join(value for value in document.head.values() if isinstance(value, str))
        assert not re.search(r"[\"']", credited.sub("]", document.text) + fields), document.name


def test_no_stars_stand_where_the_face_has_no_italic(sample: Sample) -> None:
    for document in [*articles(sample), *sample.documents("pages"), *pieces(sample)]:
        lines = [line for line in document.text.splitlines() if line.startswith(("|", "!["))]
        assert "*" not in "".join(lines) + str(document.head.get("picture")), document.name


def test_every_picture_is_described_and_none_lies_there_unused(sample: Sample) -> None:
    library = sample.pictures()
    lying = {file.stem for file in (FOLDER / "pictures").iterdir()}
    assert set(library) == lying
    assert all(row["alt"] and row["credit"] for row in library.values())
    written = "".join(text for name in SAMPLES for _file, text in as_written(open_sample(name, MADE_AT)))
    assert {name for name in lying if name not in written} == set()


def test_pictures_are_large_enough_for_a_page_and_light_enough_to_clone(sample: Sample) -> None:
    files = sorted((FOLDER / "pictures").iterdir())
    assert sum(file.stat().st_size for file in files) < MOST_WEIGHT_BYTES
    for file in files:
        with Image.open(file) as picture:
            assert max(picture.size) == 1800, file.name
