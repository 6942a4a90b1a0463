"""The magazines of a sample paper: titles, issues, and their pieces, which are articles. demo/bible.md says how the files are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from broadsheet.editions.issue import Issue, Piece
from broadsheet.editions.publication import Publication, the_magazines_section
from broadsheet.news.article import Article
from broadsheet.news.byline import Byline
from broadsheet.news.photo import Photo
from broadsheet.works.sample import Document, Sample
from broadsheet.works.sample_text import lesson_blocks

IMPORTANCE = 20  # of a piece: no front puts one before the day's news
_TOLD_BY_LANGUAGE = frozenset({"en", "he"})


@dataclass(frozen=True, slots=True)
class SampleIssue:
    """One issue as its file tells it, with its pieces in order."""

    told: dict[str, Any]
    pieces: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class SampleMagazine:
    """One title as its file tells it, with its issues, oldest first."""

    told: dict[str, Any]
    issues: tuple[SampleIssue, ...]

    @property
    def pieces(self) -> list[Document]:
        return [piece for issue in self.issues for piece in issue.pieces]


def read_magazines(sample: Sample) -> list[SampleMagazine]:
    """What this paper prints beside its days: the titles it names, each text in the paper's own language. Makes the section of the pieces."""
    names = sample.rows("magazines")
    section = the_magazines_section().name if names else ""
    return [_read(sample, name, section) for name in names]


def covers(sample: Sample, magazines: list[SampleMagazine]) -> list[dict[str, Any]]:
    """The cover pictures, told as an article tells of its lead picture."""
    return [
        _picture(sample, magazine.told, issue.told["cover"], issue.told["cover_alt"]) for magazine in magazines for issue in magazine.issues
    ]


def write_magazines(sample: Sample, magazines: list[SampleMagazine], articles: Mapping[str, Article], photos: Mapping[str, Photo]) -> None:
    """Writes titles and issues; the articles of the pieces are there already."""
    for place, magazine in enumerate(magazines):
        publication = _publication(magazine.told, place)
        for issue in magazine.issues:
            _write_issue(sample, publication, issue, articles, photos)


def _read(sample: Sample, name: str, section: str) -> SampleMagazine:
    folder = sample.folder.parent / "magazines" / name
    told = _in_one_language(sample.yaml(folder / "publication.yaml"), sample.calendar.language)
    issues = []
    for place in sorted(folder.glob("issue-*")):
        issue = _in_one_language(sample.yaml(place / "issue.yaml"), sample.calendar.language)
        pieces = (_piece(sample, place, piece, told) for piece in issue["pieces"])
        issues.append(SampleIssue(issue, tuple(Document(one.name, one.head | {"section": section}, one.text, one.body) for one in pieces)))
    return SampleMagazine(told, tuple(issues))


def _piece(sample: Sample, folder: Any, name: str, magazine: dict[str, Any]) -> Document:
    file = folder / f"{name}.md"
    if file.exists():
        document = sample.document(file)
        return Document(name, _head(document.head, magazine, magazine["language"]), document.text)
    told = _in_one_language(sample.yaml(folder / f"{name}.yaml"), sample.calendar.language)
    picture = _picture(sample, magazine, told["picture"], told.get("picture_alt"))
    more = {
        "kicker": magazine["levels"][told["level"]],
        "bylines": [magazine["editor"]],
        "picture": picture,
        "related": told.get("retells", []),
    }
    return Document(
        name, _head(told | more, magazine, sample.calendar.language), "", tuple(lesson_blocks(told, magazine["language_taught"]))
    )


def _head(told: dict[str, Any], magazine: dict[str, Any], language: str) -> dict[str, Any]:
    """What every article of a sample says of itself, as far as a piece leaves it unsaid."""
    unsaid = {
        "slugline": told["slug"].upper(), "short_headline": "", "dateline": "", "time": magazine["time"], "importance": IMPORTANCE, "premium": False,
        "requires": "" if told["open"] else "m", "topics": [], "related": [], "breaking": False, "sensitive": False, "corrections": [], "language": language,
    }  # fmt: skip
    return unsaid | told


def _picture(sample: Sample, magazine: dict[str, Any], name: str, alt: str | None) -> dict[str, Any]:
    library = sample.pictures()[name]
    return library | {"name": name, "caption": "", "alt": alt or library["alt"], "credit": magazine.get("credit") or library["credit"]}


def _publication(told: dict[str, Any], place: int) -> Publication:
    return Publication.objects.create(
        name=told["name"], slug=told["slug"], line=told["line"], about=told["about"], invitation=told["invitation"],
        language_taught=told.get("language_taught", ""), name_taught=told.get("name_taught") or "",
        editor=Byline.objects.filter(name=told["editor"]).first(), position=place,
    )  # fmt: skip


def _write_issue(
    sample: Sample, publication: Publication, issue: SampleIssue, articles: Mapping[str, Article], photos: Mapping[str, Photo]
) -> None:
    told = issue.told
    released_at = sample.calendar.moment(told["day"], "06:00")
    made = Issue.objects.create(
        publication=publication, number=told["number"], slug=str(told["number"]), date=released_at.date(), cover=photos[told["cover"]], cover_alt=told["cover_alt"] or "",
        cover_line=told["cover_line"], cover_line_taught=told.get("cover_line_taught") or "", small_lines="\n".join(told.get("small_lines", [])),
        letter=told["letter"].strip(), letter_signed=told["signed_by"], first_published_at=released_at, last_published_at=released_at,
    )  # fmt: skip
    Piece.objects.bulk_create(
        Piece(issue=made, article=articles[piece.head["slug"]], kind=piece.head.get("kind", piece.head["kicker"]), sort_order=place)
        for place, piece in enumerate(issue.pieces)
    )


def _in_one_language(told: Any, language: str) -> Any:
    """The same with each text that is told by language in this one, else none."""
    if isinstance(told, dict) and told and set(told) <= _TOLD_BY_LANGUAGE:
        return _in_one_language(told.get(language), language)
    if isinstance(told, dict):
        return {key: _in_one_language(inner, language) for key, inner in told.items()}
    return [_in_one_language(inner, language) for inner in told] if isinstance(told, list) else told
