"""The face of the paper's name, cut to its own letters: 3 kB instead of 14 on every page."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from broadsheet.masthead.made_file import MadeFile

NAME = "masthead/fonts/name.woff2"
WHOLE = "masthead/fonts/name-all.woff2"


class CutNameFace(MadeFile):
    """Finds masthead/fonts/name.woff2, which is cut when it is asked for. A file of that name in the paper's theme is found before."""

    name = NAME

    def folder(self) -> Path:
        return _folder()

    def written(self) -> Path:
        return _written()


def cut(face: Path, letters: str, to: Path) -> None:
    """Writes a face that holds these letters only, and its licence's lines."""
    from fontTools import subset  # noqa: PLC0415 - 0.2 s to import, and asked for once in a paper's life

    options = subset.Options(flavor="woff2", layout_features=["kern"], hinting=False, desubroutinize=True, name_IDs=[0, 1, 2, 3, 13, 14])
    font = subset.load_font(str(face), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    to.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(to), options)


def _folder() -> Path:
    return Path(settings.PAPER.static_folder).with_name("joined")


def _written() -> Path:
    """Where the cut lies; made where it is not, or was made for another name."""
    path, name = _folder() / NAME, settings.PAPER.name
    made_for = path.with_suffix(".txt")
    if not path.is_file() or not made_for.is_file() or made_for.read_text(encoding="utf-8") != name:
        cut(Path(finders.find(WHOLE) or ""), name, path)
        made_for.write_text(name, encoding="utf-8")
    return path
