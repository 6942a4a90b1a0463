"""A static file that lies nowhere until it is asked for: then it is made into the paper's data folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage


class MadeFile(finders.BaseFinder):
    """Finds one file by making it. A kind of it tells the file's name and folder, and how it is written."""

    name: str

    def folder(self) -> Path:
        """Where it is made."""
        raise NotImplementedError

    def written(self) -> Path:
        """The file, made where it is missing or old. Writes."""
        raise NotImplementedError

    def check(self, **_kwargs: object) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_older: object) -> Any:
        if path != self.name:
            return []
        written = str(self.written())
        return [written] if find_all else written

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        self.written()
        yield self.name, FileSystemStorage(location=self.folder())
