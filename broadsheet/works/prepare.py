"""Makes a paper ready to be served: its tables, its static files. Quick when nothing changed since the last time."""

import gzip
from pathlib import Path

import brotli
from django.conf import settings
from django.core.management import call_command

from broadsheet.works.prepared import is_prepared, note_prepared

PACKED_ENDINGS = (".css", ".js", ".svg")
WORTH_PACKING_BYTES = 400


def prepare() -> None:
    """Brings the tables up to date, gathers static files under names that tell their content, packs them. Writes."""
    if is_prepared(settings.PAPER):
        return
    for folder in (settings.PAPER.media_folder, settings.PAPER.held_folder, settings.PAPER.static_folder):
        folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    pack(settings.PAPER.static_folder)
    note_prepared(settings.PAPER)


def pack(folder: Path) -> None:
    """Lays a .br and a .gz beside each of our own text files; those of the newsroom, which few fetch, only as gzip."""
    for file in folder.rglob("*"):
        if file.suffix not in PACKED_ENDINGS or file.stat().st_size < WORTH_PACKING_BYTES or file.with_name(f"{file.name}.gz").exists():
            continue
        body = file.read_bytes()
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(body, 9, mtime=0))
        if not file.is_relative_to(folder / "wagtailadmin"):
            file.with_name(f"{file.name}.br").write_bytes(brotli.compress(body, quality=11))
