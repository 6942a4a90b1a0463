"""`make messages`: collects every string to translate from the package and compiles the translations."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "broadsheet"
LANGUAGES = ("he",)  # the language of the code is English


def main() -> int:
    """Django's own two commands, on a paper made for the moment: the settings are a paper's."""
    if shutil.which("xgettext") is None:
        print("“make messages” needs gettext. On Debian: apt-get install gettext", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "broadsheet.toml").write_text(
            'name = "Strings"\nlanguage = "en"\ntimezone = "UTC"\ncurrency = "USD"\n', encoding="utf-8"
        )
        env = {**os.environ, "BROADSHEET_PAPER": folder, "DJANGO_SETTINGS_MODULE": "broadsheet.settings"}
        admin = [sys.executable, "-m", "django"]
        locales = [word for language in LANGUAGES for word in ("--locale", language)]
        subprocess.run([*admin, "makemessages", *locales, "--no-location", "--no-obsolete", "--no-wrap"], cwd=PACKAGE, env=env, check=True)
        for language in LANGUAGES:
            _without_dates(PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po")
        subprocess.run([*admin, "compilemessages", *locales], cwd=PACKAGE, env=env, check=True)
    return 0


def _without_dates(catalogue: Path) -> None:
    """Nothing but words in it, so that collecting again changes nothing where no word changed."""
    lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:'))]
    catalogue.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
