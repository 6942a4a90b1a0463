"""Where the sample papers lie, and how their files are read. Plain Python; demo/bible.md says what is in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from broadsheet.works.sample_dates import Calendar

SAMPLES = ("gazette", "shaliach")
FOLDER = Path(__file__).resolve().parents[2] / "demo"  # beside the package, in a checkout
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick where PyYAML was built with libyaml


class SampleProblem(Exception):
    """A sample paper can't be read; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article or page: what stands at its head, and its text; or, where it is not written as one, the blocks of its body."""

    name: str
    head: dict[str, Any]
    text: str
    body: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample paper, dated for the day it is made."""

    folder: Path
    calendar: Calendar

    def rows(self, name: str) -> Any:
        """What a YAML file of this paper holds; an empty list where the paper has no such file."""
        file = self.folder / f"{name}.yaml"
        return self.yaml(file) if file.exists() else []

    def yaml(self, file: Path) -> Any:
        """What a YAML file holds, with its days in words."""
        return _yaml(self.calendar.told(file.read_text(encoding="utf-8")))

    def documents(self, kind: str) -> Iterator[Document]:
        """All “articles” or “pages”, in the order of their files."""
        yield from map(self.document, sorted((self.folder / kind).glob("*.md")))

    def document(self, file: Path) -> Document:
        """One file: its head between two lines of dashes, then its text."""
        _, head, text = self.calendar.told(file.read_text(encoding="utf-8")).split("---\n", 2)
        return Document(file.stem, _yaml(head), text)

    def pictures(self) -> dict[str, dict[str, Any]]:
        """The picture library that the samples share: name -> credit, alt, crop_focus."""
        return {row["name"]: row for row in _yaml((self.folder.parent / "pictures.yaml").read_text(encoding="utf-8"))}

    def picture_file(self, name: str) -> Path:
        return self.folder.parent / "pictures" / f"{name}.jpg"


def masthead(name: str) -> dict[str, Any]:
    """What a sample says of itself in paper.yaml. Raises SampleProblem."""
    told: dict[str, Any] = _yaml((_folder(name) / "paper.yaml").read_text(encoding="utf-8"))
    return told


def open_sample(name: str, now: datetime) -> Sample:
    """The sample as it is made at this moment (aware, in the paper's time zone). Raises SampleProblem."""
    return Sample(_folder(name), Calendar(now, masthead(name)["language"]))


def _folder(name: str) -> Path:
    if name not in SAMPLES:
        raise SampleProblem(f"There is no sample paper “{name}”. Choose one of {', '.join(SAMPLES)}.")
    if not (FOLDER / name / "paper.yaml").is_file():
        raise SampleProblem(
            f"The sample papers are not here: no {FOLDER / name}. They lie in Broadsheet's repository; run the demo from a checkout."
        )
    return FOLDER / name


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both loaders are the safe one
