"""The sample papers as an operator gets them: laid in a folder, with their sign-ins. Plain Python; sample_loading.py fills them."""

from collections.abc import Iterator
from pathlib import Path

from broadsheet.works.new import NewPaperProblem, new
from broadsheet.works.sample import SampleProblem, masthead

PASSWORD = "tides-and-other-news"  # noqa: S105 - of the sample papers' staff, and printed at every start


def lay(folder: Path, name: str) -> None:
    """Makes the sample paper's folder, without its articles. Raises SampleProblem."""
    told = masthead(name)
    told.pop("staff")
    must = {key: told.pop(key) for key in ("name", "language", "timezone", "currency")}
    try:
        new(folder, **must, more=told | {"demo": True})
    except NewPaperProblem as problem:
        raise SampleProblem(str(problem)) from problem


def sign_ins(name: str) -> Iterator[str]:
    """A line for each of the sample's staff who may enter the newsroom. Raises SampleProblem."""
    for colleague in masthead(name)["staff"]:
        yield f"Sign in to the newsroom as {colleague['role']}: {colleague['email']}, password {PASSWORD}"
