"""The paper itself, as `broadsheet.toml` in its folder and the environment describe it. Plain Python: read before Django is."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("en", "he")
RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "yi"})
CONFIG_NAME = "broadsheet.toml"


class PaperProblem(Exception):
    """The paper can't be read as it stands; the text says what to change and where."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A place elsewhere where the paper tells its news: a name and an address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: who it is and where it lies. Made by `read`; never changed while the paper runs."""

    folder: Path
    name: str
    language: str
    timezone: ZoneInfo
    currency: str
    address: str
    hosts: tuple[str, ...]
    short_name: str
    motto: str
    founded: str
    email: str
    telephone: str
    postal_address: str
    owner: str
    iban: str
    account_holder: str
    publisher: Person
    editor: Person
    channels: tuple[Channel, ...]
    demo: bool

    @property
    def is_rtl(self) -> bool:
        return self.language in RTL_LANGUAGES

    @property
    def direction(self) -> str:
        return "rtl" if self.is_rtl else "ltr"

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def database_path(self) -> Path:
        return self.folder / "data" / "db.sqlite3"

    @property
    def shelf_folder(self) -> Path:
        return self.folder / "data" / "shelf"

    @property
    def static_folder(self) -> Path:
        return self.folder / "data" / "static"

    @property
    def media_folder(self) -> Path:
        """What anyone may see; handed out by the door from disk."""
        return self.folder / "media"

    @property
    def held_folder(self) -> Path:
        """Originals, and files that require a benefit or are not published yet; never handed out from disk."""
        return self.folder / "held"

    @property
    def theme_folder(self) -> Path:
        return self.folder / "theme"

    def full_address(self, path: str) -> str:
        """The absolute address of a path of this paper."""
        return self.address + path

    def secret(self, name: str) -> str:
        """A secret of this paper by name: from the environment (`BROADSHEET_<NAME>` or `…_FILE`), else from
        `data/secrets.toml`, where it is made at the first asking. Writes that file, readable by its owner only."""
        told = environment_secret(f"BROADSHEET_{name.upper()}")
        return told or _kept_secret(self.folder / "data" / "secrets.toml", name)


def read(folder: Path, environment: Mapping[str, str] = os.environ) -> Paper:
    """The paper in this folder. Raises PaperProblem with a sentence when it has none or a setting is off."""
    config = folder / CONFIG_NAME
    if not config.is_file():
        raise PaperProblem(f"There is no paper in {folder}: no {CONFIG_NAME}. Make one with “broadsheet new {folder}”.")
    try:
        told = tomllib.loads(config.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PaperProblem(f"{config} can't be read: {error}. Mend that line and start again.") from error
    return _paper(folder.resolve(), _overridden(told, environment))


def environment_secret(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of an environment variable, or of the file that `<name>_FILE` names; empty when neither is set."""
    if name in environment:
        return environment[name]
    named = environment.get(f"{name}_FILE")
    return Path(named).read_text(encoding="utf-8").strip() if named else ""


def _overridden(told: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Every plain key of broadsheet.toml can be set as BROADSHEET_<KEY> in the environment."""
    plain = (
        "name",
        "language",
        "timezone",
        "currency",
        "address",
        "short_name",
        "motto",
        "founded",
        "email",
        "telephone",
        "postal_address",
        "owner",
        "iban",
        "account_holder",
    )
    over: dict[str, Any] = {key: environment[f"BROADSHEET_{key.upper()}"] for key in plain if f"BROADSHEET_{key.upper()}" in environment}
    if "BROADSHEET_HOSTS" in environment:
        over["hosts"] = [host.strip() for host in environment["BROADSHEET_HOSTS"].split(",") if host.strip()]
    return told | over


def _paper(folder: Path, told: dict[str, Any]) -> Paper:
    """Long because it checks what must be there, then names every key once, with what holds where nothing is said."""
    for key in ("name", "language", "timezone", "currency"):
        if not told.get(key):
            raise PaperProblem(f"{folder / CONFIG_NAME} has no “{key}”. Add a line such as {_example(key)}.")
    if told["language"] not in LANGUAGES:
        raise PaperProblem(f"The language “{told['language']}” is not one Broadsheet speaks yet. Choose one of {', '.join(LANGUAGES)}.")
    try:
        timezone = ZoneInfo(told["timezone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PaperProblem(f"“{told['timezone']}” is no time zone. Use a name such as “Europe/London”.") from error
    address = str(told.get("address", "http://localhost:8000")).rstrip("/")
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
        raise PaperProblem(f"The address “{address}” is no web address. Use one such as “https://gazette.example”.")
    return Paper(
        folder=folder,
        name=told["name"],
        language=told["language"],
        timezone=timezone,
        currency=told["currency"],
        address=address,
        hosts=_hosts(address, told.get("hosts", [])),
        short_name=told.get("short_name", told["name"]),
        motto=told.get("motto", ""),
        founded=str(told.get("founded", "")),
        email=told.get("email", ""),
        telephone=str(told.get("telephone", "")),
        postal_address=told.get("postal_address", ""),
        owner=told.get("owner", ""),
        iban=told.get("iban", "").replace(" ", ""),
        account_holder=told.get("account_holder", "") or told.get("owner", "") or told["name"],
        publisher=Person(**told["publisher"]) if "publisher" in told else Person(""),
        editor=Person(**told["editor"]) if "editor" in told else Person(""),
        channels=tuple(Channel(**channel) for channel in told.get("channels", [])),
        demo=bool(told.get("demo", False)),
    )


def _hosts(address: str, more: list[str]) -> tuple[str, ...]:
    """The paper's own host names, with ports as a browser sends them; a paper on localhost answers 127.0.0.1 too."""
    own = urlsplit(address).netloc
    hosts = [own, *more]
    if urlsplit(address).hostname == "localhost":
        hosts.append(own.replace("localhost", "127.0.0.1"))
    return tuple(dict.fromkeys(hosts))


def _example(key: str) -> str:
    return {
        "name": 'name = "The Harbour Gazette"',
        "language": 'language = "en"',
        "timezone": 'timezone = "Europe/London"',
        "currency": 'currency = "USD"',
    }[key]


def _kept_secret(path: Path, name: str) -> str:
    kept: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if name not in kept:
        kept[name] = secrets.token_urlsafe(48)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text("".join(f'{key} = "{value}"\n' for key, value in kept.items()), encoding="utf-8")
        draft.replace(path)
    return kept[name]
