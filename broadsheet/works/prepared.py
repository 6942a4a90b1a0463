"""Whether a paper was made ready by this very code, with this theme and these settings. Plain Python: asked at every start, before Django is."""

from broadsheet.delivery.fingerprint import fingerprint
from broadsheet.masthead.paper import Paper, environment_secret

STAMP = "prepared"


def is_prepared(paper: Paper) -> bool:
    """Whether the stamp in the paper's folder is of what it stands on now."""
    stamp = paper.folder / "data" / STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == _seal(paper)


def note_prepared(paper: Paper) -> None:
    """Writes the stamp."""
    (paper.folder / "data" / STAMP).write_text(_seal(paper), encoding="ascii")


def _seal(paper: Paper) -> str:
    """Of what is made ready: the tables of this database by this code, the static files by this code and theme; not of where the paper lies."""
    return fingerprint(environment_secret("DATABASE_URL"), paper.theme_folder)
