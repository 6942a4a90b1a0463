"""Makes a paper: a folder with its settings and everything in its place. Plain Python."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broadsheet.masthead.paper import CONFIG_NAME, LANGUAGES, PaperProblem, read

FOLDERS = ("data", "media", "held", "theme/templates", "theme/static")

_CONFIG = """\
# {name}: what Broadsheet knows about this paper. Every plain key can also be set in the environment, as BROADSHEET_<KEY>.
# Restart the paper after a change.

name = {name_}
language = {language_}  # the paper's own: {languages}
timezone = {timezone_}  # the clock that its days and hours are told by
currency = {currency_}

# Where readers find it. Behind a proxy with a certificate: "https://your-paper.example", and other names of it in hosts.
address = {address_}
hosts = []

# The masthead. What is empty is not shown.
short_name = {short_name_}
motto = {motto_}
founded = {founded_}
email = {email_}
telephone = {telephone_}
postal_address = {postal_address_}
owner = {owner_}

publisher = {publisher_}
editor = {editor_}

# Where else the paper tells its news: a name and an address each, shown under articles and at the foot.
channels = {channels_}
"""

_DEMO = """
# A sample paper: its sign-ins are no secret.
demo = true
"""

_THEME = """\
# This paper's own face

What lies here stands in place of Broadsheet's own file of the same name. Restart the paper after a change; no old page is handed out.

- `templates/`: Django templates, such as `templates/masthead/footer.html`. Copy the original, change your copy, and keep its blocks.
- `static/`: style sheets and pictures. `static/masthead/theme.css` is set after all other style sheets and wins; a colour, for example:

      :root { --accent: #14476b; --fill: #14476b; --fill-deep: #0e3450; }
"""


class NewPaperProblem(Exception):
    """The paper can't be made there; the text says why, and what to do."""


def new(folder: Path, *, name: str, language: str, timezone: str, currency: str, more: Mapping[str, Any] | None = None) -> None:
    """Makes a paper in that folder, which must be empty or not there yet. Writes.

    more     further keys of broadsheet.toml: motto, founded, email, publisher, channels, demo …
    Raises   NewPaperProblem, or PaperProblem where a setting is off: then nothing is left behind
    """
    _refuse_taken(folder)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / CONFIG_NAME
    config.write_text(
        _config({"name": name, "language": language, "timezone": timezone, "currency": currency, **(more or {})}), encoding="utf-8"
    )
    try:
        read(folder, environment={})
    except PaperProblem:
        config.unlink()
        if made:
            folder.rmdir()
        raise
    for place in FOLDERS:
        (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / "theme" / "README.md").write_text(_THEME, encoding="utf-8")


def _refuse_taken(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise NewPaperProblem(f"{folder} is a file. Name a folder for the paper, or one that is not there yet.")
    if (folder / CONFIG_NAME).exists():
        raise NewPaperProblem(f"There is a paper in {folder} already. Serve it with: broadsheet serve --paper {folder}")
    if folder.exists() and any(folder.iterdir()):
        raise NewPaperProblem(f"The folder {folder} is not empty. Name an empty one, or one that is not there yet.")


def _config(told: Mapping[str, Any]) -> str:
    known: dict[str, Any] = {
        "address": "http://localhost:8000", "short_name": told["name"], "motto": "", "founded": "", "email": "", "telephone": "", "postal_address": "",
        "owner": "", "publisher": {"name": "", "role": ""}, "editor": {"name": "", "role": ""}, "channels": [],
    } | dict(told)  # fmt: skip
    values = {f"{key}_": _toml(value) for key, value in known.items()}
    one_line = " ".join(str(told["name"]).split())
    return _CONFIG.format(name=one_line, languages=", ".join(LANGUAGES), **values) + (_DEMO if told.get("demo") else "")


def _toml(value: Any) -> str:
    """A value as TOML writes it, on one line but for a list of tables."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"\n    {_toml(inner)}," for inner in value) + ("\n]" if value else "]")
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML string, and so are true and false
