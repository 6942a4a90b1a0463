"""Files, folders, zip and tar archives opened safely: nothing is unpacked to disk, nothing outside is followed, sizes are bounded."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from broadsheet.wires.beside import BROKEN, LARGEST_PICTURE_BYTES, PICTURE_ENDINGS, Beside, InArchive
from broadsheet.wires.item import Refusal
from broadsheet.wires.lines import HEAD_BYTES, holds_lines

LARGEST_FILE_BYTES = 512 * 1024 * 1024  # a WordPress export of thirty years; beyond, it should be exported by year
LARGEST_ARCHIVE_BYTES = 8 * 1024 * 1024 * 1024  # unpacked, all members together
MOST_MEMBERS = 500_000
_IN_MEMORY_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
_PICTURE_FOLDERS = frozenset(
    {"content", "images", "media", "pictures", "uploads", "wp-content"}
)  # looked into beside a file that is taken in alone
_ARCHIVE_ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")


@dataclass(slots=True)
class Arrived:
    """One file that came in: its name as a person would say it, how to read it, and the pictures that came with it.

    open         a new reading from the start, at each call; seekable
    picture      the bytes of a picture by an address or path that an item gives, or None where it did not come
    is_fleeting  its pictures lie in an archive, and can be looked at until the next file is asked for
    """

    name: str
    open: Callable[[], IO[bytes]]
    picture: Callable[[str], bytes | None]
    is_fleeting: bool = False


def arrived(paths: list[Path]) -> Iterator[Arrived | Refusal]:
    """Every file in these files, folders and archives, in the order of their names; what cannot be opened is named."""
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file():
            yield from _file(path, path.name, Beside(path.parent, only=_PICTURE_FOLDERS))
        else:
            yield Refusal(str(path), "There is no such file or folder.")


def _in_folder(folder: Path) -> Iterator[Arrived | Refusal]:
    beside = Beside(folder)
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir() or any(part.startswith(".") or part == "__MACOSX" for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield Refusal(name, "It is a link that leads out of the folder.")
        elif path.is_file() and path.suffix.lower() not in PICTURE_ENDINGS:
            yield from _file(path, name, beside)


def _file(path: Path, name: str, beside: "Beside") -> Iterator[Arrived | Refusal]:
    """One file on disk: itself, or what an archive holds."""
    try:
        if path.suffix.lower() in PICTURE_ENDINGS:
            yield Refusal(name, "It is a picture, not an article. Pictures come in with the export that names them.")
        elif zipfile.is_zipfile(path):
            yield from _in_zip(path, name)
        elif tarfile.is_tarfile(path):
            yield from _in_tar(path, name)
        elif _begins(path, b"\x1f\x8b"):
            yield from _unzipped(path, name, beside)
        elif path.stat().st_size > LARGEST_FILE_BYTES and not _begins_with_lines(path.open("rb")):
            yield Refusal(name, f"It is larger than {LARGEST_FILE_BYTES // 1024**2} MB. Export it in parts.")
        else:
            yield Arrived(name, lambda: path.open("rb"), beside.picture)
    except BROKEN as mistake:
        yield Refusal(name, f"It cannot be opened: {mistake or type(mistake).__name__}.")


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _unzipped(path: Path, name: str, beside: "Beside") -> Iterator[Arrived | Refusal]:
    with gzip.open(path) as packed:
        if holds_lines(packed.read(HEAD_BYTES)):
            yield Arrived(name, lambda: _unpacking(path), beside.picture)
            return
        packed.seek(0)
        whole = _copied(packed, LARGEST_FILE_BYTES)
    if whole is None:
        yield Refusal(name, f"Unpacked it is larger than {LARGEST_FILE_BYTES // 1024**2} MB.")
    else:
        yield Arrived(name, _again(whole), beside.picture)


def _unpacking(path: Path) -> IO[bytes]:
    return io.BufferedReader(gzip.GzipFile(path))


def _in_zip(path: Path, name: str) -> Iterator[Arrived | Refusal]:
    with zipfile.ZipFile(path) as archive:
        members = [
            _Member(one.filename, one.file_size, is_file=not one.is_dir() and (one.external_attr >> 28) != 0xA)
            for one in archive.infolist()
        ]
        yield from _members(name, members, archive.open)


def _in_tar(path: Path, name: str) -> Iterator[Arrived | Refusal]:
    with tarfile.open(path) as archive:
        by_name = {one.name: one for one in archive.getmembers()[: MOST_MEMBERS + 1]}
        members = [_Member(one.name, one.size, is_file=one.isfile(), is_folder=one.isdir()) for one in by_name.values()]

        def opened(member: str) -> IO[bytes]:
            file = archive.extractfile(by_name[member])
            if file is None:
                raise OSError(f"{member} is no file")
            return file

        yield from _members(name, members, opened)


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    is_file: bool = True
    is_folder: bool = False

    @property
    def why_not(self) -> str | None:
        """Why a member is not even opened. Nothing is unpacked by name, so that a wicked path could do no harm; it is refused to say so."""
        parts = PurePosixPath(self.name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or (parts.parts and ":" in parts.parts[0]):
            return "Its path leads out of the archive."
        if not self.is_file:
            return "It is a link or a device, not a file."
        if self.name.lower().endswith(_ARCHIVE_ENDINGS):
            return "It is an archive within an archive. Unpack it first, and take it in on its own."
        return None

    @property
    def is_picture(self) -> bool:
        return PurePosixPath(self.name).suffix.lower() in PICTURE_ENDINGS

    @property
    def is_hidden(self) -> bool:
        return any((part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in PurePosixPath(self.name).parts)


def _members(archive: str, members: list[_Member], opened: Callable[[str], IO[bytes]]) -> Iterator[Arrived | Refusal]:
    if len(members) > MOST_MEMBERS:
        yield Refusal(archive, f"It holds more than {MOST_MEMBERS} files. Take it in in parts.")
        return
    files = [one for one in members if not one.is_folder and not one.name.endswith("/") and not one.is_hidden]
    beside = InArchive([one.name for one in files if one.is_picture and one.is_file and one.size <= LARGEST_PICTURE_BYTES], opened)
    left = LARGEST_ARCHIVE_BYTES
    for member in sorted((one for one in files if not one.is_picture), key=lambda one: one.name):
        name, reading = f"{archive}: {member.name}", _reading(member, opened, left)
        left -= member.size
        yield Refusal(name, reading) if isinstance(reading, str) else Arrived(name, reading, beside.picture, beside.names.are_any)


def _reading(member: _Member, opened: Callable[[str], IO[bytes]], left: int) -> Callable[[], IO[bytes]] | str:
    """How to read a member, again and again; or why it can't be. `left`: bytes that the archive's members may still have."""
    if (why := member.why_not) is not None:
        return why
    try:
        if member.size > _IN_MEMORY_BYTES and _begins_with_lines(opened(member.name)):
            return partial(opened, member.name)
        if member.size > LARGEST_FILE_BYTES:
            return f"It is larger than {LARGEST_FILE_BYTES // 1024**2} MB."
        with opened(member.name) as packed:
            whole = _copied(packed, min(LARGEST_FILE_BYTES, left))
    except BROKEN as mistake:
        return f"It cannot be read: {mistake or type(mistake).__name__}."
    if whole is None:
        return "Unpacked it is larger than the archive says, or all together are too large."
    return "It is an archive within an archive. Unpack it first, and take it in on its own." if _is_packed(whole) else _again(whole)


def _begins_with_lines(opened: IO[bytes]) -> bool:
    """Whether it holds JSON lines, which are read one after another and so may be of any length. Closes it."""
    with opened as file:
        return holds_lines(file.read(HEAD_BYTES))


def _copied(packed: IO[bytes] | gzip.GzipFile, most: int) -> IO[bytes] | None:
    """What a packed file holds, in memory or a nameless file; None where it is more than it may be."""
    whole = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - read again by whoever it is handed to
    while chunk := packed.read(_CHUNK_BYTES):
        whole.write(chunk)
        if whole.tell() > most:
            whole.close()
            return None
    return whole


def _is_packed(whole: IO[bytes]) -> bool:
    whole.seek(0)
    head = whole.read(265)
    return head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")) or head[257:262] == b"ustar"


def _again(whole: IO[bytes]) -> Callable[[], IO[bytes]]:
    def open_again() -> IO[bytes]:
        whole.seek(0)
        return whole

    return open_again
