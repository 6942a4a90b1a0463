"""Fills the bench's own paper in a process of its own: `python -m broadsheet.works.bench FOLDER HOST NGINX_PORT PAGES`. BROADSHEET_PAPER names the paper."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
import django

django.setup()  # before what follows: it imports models

from broadsheet.works.bench.filling import fill  # noqa: E402


def main(folder: str, host: str, nginx_port: str, pages: str) -> None:
    """Fills it, and says how far it is."""
    fill(Path(folder), host, int(nginx_port), int(pages), lambda said: print(said, file=sys.stderr, flush=True))  # noqa: T201 - a command


if __name__ == "__main__":
    main(*sys.argv[1:])
