"""What printed pages depend on beside the database, as one short text. Plain Python: the parent of the process tree asks it too."""

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def fingerprint(settings: str, theme: Path) -> str:
    """Of our code and templates, a paper's theme and its settings (as text). An upgrade or a changed theme has another one:
    then static files are gathered anew and no old copy is handed out. Some 10 ms."""
    seal = hashlib.sha256(settings.encode())
    for folder in (PACKAGE, theme):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                told = file.stat()
                seal.update(f"{file.relative_to(folder)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return seal.hexdigest()[:32]
