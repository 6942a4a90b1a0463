"""The outside programs that judge our pages: fetched by npm into var/quality, at these versions."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from quality.addresses import Looked

REPOSITORY = Path(__file__).resolve().parents[1]
HOME = REPOSITORY / "var" / "quality"
PACKAGES = ("lighthouse@12.8.2", "vnu-jar@26.9.27")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LOOKS = 3  # a page's figure is the median of three: performance swings with whatever else the machine does
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


class NotHere(Exception):
    """A program that `make quality` needs is missing; the text says which and how to get it."""


def prepare() -> None:
    """Fetch what is not there yet. Raises NotHere when Node, Java or Chromium is missing."""
    for program, package in (("node", "nodejs npm"), ("npm", "npm"), ("java", "default-jre-headless"), ("chromium", "chromium")):
        if shutil.which(program) is None:
            raise NotHere(f"“make quality” needs {program}, which is not installed. On Debian: apt-get install {package}")
    if not all((HOME / "node_modules" / package.split("@")[0]).is_dir() for package in PACKAGES):
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", str(HOME), *PACKAGES], check=True)


def html_faults(pages: Iterable[Looked]) -> list[str]:
    """What the Nu checker calls an error in these pages, all of them in one call: its start takes four seconds."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, page in enumerate(pages):
            path = Path(folder) / f"{number}.html"
            path.write_bytes(page.body)
            names[path.name] = page.path
        jar = HOME / "node_modules/vnu-jar/build/dist/vnu.jar"
        run = subprocess.run(
            ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, Path(folder).iterdir())],
            capture_output=True,
            text=True,
            check=True,
        )
    messages = json.loads(run.stderr)["messages"]
    return [
        f"{names[Path(told['url']).name]}: {told['message']} (line {told.get('lastLine', '?')})"
        for told in messages
        if told["type"] == "error"
    ]


def lighthouse(address: str) -> dict[str, int]:
    """Lighthouse's four figures for an address, out of 100: each the median of three looks."""
    looks = [_one_look(address) for _ in range(LOOKS)]
    return {category: round(100 * median(look[category] for look in looks)) for category in CATEGORIES}


def _one_look(address: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "told.json"
        words = [
            "--quiet",
            "--output=json",
            f"--output-path={out}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={CHROME} --user-data-dir={folder}/profile",
        ]
        env = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
        subprocess.run(
            ["node", str(HOME / "node_modules/lighthouse/cli/index.js"), address, *words], check=True, env=env, capture_output=True
        )
        told = json.loads(out.read_text(encoding="utf-8"))["categories"]
    return {category: told[category]["score"] for category in CATEGORIES}
