"""Draws the header blocks of works/bench/browsers.json anew: `python -m bench.browsers FILE`, where browserforge is installed (pip install browserforge).

Offline: the distributions lie in browserforge's own packages. Once every year or two, when browsers have changed."""

import itertools
import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

from browserforge.headers import HeaderGenerator

WANTED, TRIES = 320, 400
BROWSERS = ("chrome", "firefox", "safari", "edge")
SYSTEMS = ("windows", "macos", "linux", "android", "ios")
OURS = {"host", "connection", "cookie", "referer", "accept-language", "if-none-match"}  # said by the bench
# browserforge gives each of these the value of another one.
FETCH = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-user": "?1", "sec-fetch-dest": "document"}
TONGUES = (
    *["en-US,en;q=0.9"] * 4, "en-GB,en-US;q=0.9,en;q=0.8", "en-GB,en;q=0.5", "en-ZA,en-GB;q=0.9,en;q=0.8", "he-IL,he;q=0.9,en-US;q=0.8,en;q=0.7",
    "he,en-US;q=0.7,en;q=0.3", "ar,en;q=0.5", "fr-FR,fr;q=0.8,en-US;q=0.5,en;q=0.3", "de-DE,de;q=0.9", "af-ZA,af;q=0.9,en;q=0.8",
    "ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "es-ES,es;q=0.9",
)  # fmt: skip
NOTE = (
    "Header lines as browsers send them, drawn from the distributions that browserforge {} and apify_fingerprint_datapoints {} carry (both Apache-2.0); "
    "languages and Sec-Fetch values are ours. docs/decisions/0017-browsers-are-a-file.md says how to draw them anew. A block is a list of places in lines."
)


def draw() -> list[tuple[str, ...]]:
    """Some hundred different blocks, the same each time for one version of the data."""
    random.seed(3)
    found: dict[tuple[str, ...], None] = {}
    for browser, system in itertools.product(BROWSERS, SYSTEMS):
        device = ("mobile",) if system in ("android", "ios") else ("desktop",)
        try:
            maker = HeaderGenerator(browser=browser, os=system, device=device, http_version=1, strict=True)
            for _ in range(TRIES):
                made = maker.generate()
                lines = [f"{name}: {FETCH.get(name.lower(), value)}" for name, value in made.items() if name.lower() not in OURS]
                found.setdefault((*lines, f"Accept-Language: {random.choice(TONGUES)}"))
        except ValueError:  # nobody has this browser on that system
            continue
    blocks = [block for block in found if any(line.lower().startswith("accept-encoding: gzip") for line in block)]
    random.shuffle(blocks)
    return blocks[:WANTED]


def main(file: Path) -> None:
    """Writes the file: each line once, and the blocks by places."""
    blocks = draw()
    lines = sorted({line for block in blocks for line in block})
    place = {line: at for at, line in enumerate(lines)}
    note = json.dumps(NOTE.format(version("browserforge"), version("apify_fingerprint_datapoints")))
    told = ",\n".join(json.dumps(line) for line in lines)
    drawn = ",\n".join(json.dumps([place[line] for line in block], separators=(",", ":")) for block in blocks)
    file.write_text(f'{{\n"note": {note},\n"lines": [\n{told}\n],\n"blocks": [\n{drawn}\n]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
