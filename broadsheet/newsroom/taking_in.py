"""Taking in what comes from elsewhere: the wires' intake, followed at each batch by all that follows when articles come in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from broadsheet.newsroom.publishing import articles_taken_in
from broadsheet.wires.intake import Taken, take


def take_in(
    paths: Sequence[Path], *, form: str | None = None, section: str | None = None, dry_run: bool = False, progress: Callable[[Taken], None] | None = None,
) -> Taken:  # fmt: skip
    """Takes in files, folders and archives. Writes, in short transactions, unless `dry_run`; what is refused is named in the result."""
    return take(paths, format=form, section=section, dry_run=dry_run, after_batch=articles_taken_in, progress=progress)
