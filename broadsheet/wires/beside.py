"""The pictures that came beside a file, in its folder or archive, found by the names that its items give them."""

import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote, urlsplit

LARGEST_PICTURE_BYTES = 64 * 1024 * 1024
PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ".tif", ".tiff"})
BROKEN = (  # what reading a broken archive raises
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
_SIZE_BEHIND = re.compile(r"-\d+x\d+$")


class Beside:
    """The pictures in a folder, listed when the first is asked for. `only`: those in it and in its folders of these names, not in any other."""

    def __init__(self, folder: Path, only: frozenset[str] | None = None) -> None:
        self.folder, self.only = folder, only
        self.names: _Named | None = None

    def picture(self, address: str) -> bytes | None:
        """The bytes of a picture by the address that an item gives, or None."""
        if self.names is None:
            self.names = _Named([str(path.relative_to(self.folder)) for path in self._listed() if path.suffix.lower() in PICTURE_ENDINGS])
        name = self.names.find(address)
        if name is None or (self.folder / name).stat().st_size > LARGEST_PICTURE_BYTES:
            return None
        return (self.folder / name).read_bytes()

    def _listed(self) -> Iterator[Path]:
        folders = (
            [self.folder] if self.only is None else [path for path in self.folder.iterdir() if path.is_dir() and path.name in self.only]
        )
        within = self.folder.resolve()
        beside = [] if self.only is None else self.folder.iterdir()
        yield from (
            path
            for path in (*beside, *(one for folder in folders for one in folder.rglob("*")))
            if path.is_file() and path.resolve().is_relative_to(within)
        )


class InArchive:
    """The pictures in an archive."""

    def __init__(self, names: list[str], opened: Callable[[str], IO[bytes]]) -> None:
        self.names = _Named(names)
        self.opened = opened

    def picture(self, address: str) -> bytes | None:
        name = self.names.find(address)
        if name is None:
            return None
        try:
            with self.opened(name) as packed:
                picture = packed.read(LARGEST_PICTURE_BYTES + 1)
        except BROKEN:
            return None
        return picture if len(picture) <= LARGEST_PICTURE_BYTES else None


class _Named:
    """Pictures by the name an item gives: the path itself, its end, else a file of that name where there is only one."""

    def __init__(self, names: list[str]) -> None:
        self.by_file: dict[str, list[str]] = {}
        for name in names:
            self.by_file.setdefault(PurePosixPath(name).name.lower(), []).append(name)

    @property
    def are_any(self) -> bool:
        return bool(self.by_file)

    def find(self, address: str) -> str | None:
        try:
            path = PurePosixPath(unquote(urlsplit(address).path))
        except ValueError:
            return None
        found = self.by_file.get(path.name.lower()) or self.by_file.get((_SIZE_BEHIND.sub("", path.stem) + path.suffix).lower()) or []
        if len(found) < 2:
            return found[0] if found else None
        shared = {name: _shared_end(PurePosixPath(name).parts, path.parts) for name in found}
        best = max(shared.values())
        ranked = [name for name, length in shared.items() if length == best]
        return ranked[0] if len(ranked) == 1 else None


def _shared_end(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next(
        (number for number, (mine, its) in enumerate(zip(reversed(one), reversed(other), strict=False)) if mine != its),
        min(len(one), len(other)),
    )
