"""What a child of the process tree runs: `python -m broadsheet.serving worker FD [--no-door]` or `… jobs`. BROADSHEET_PAPER names the paper."""

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")


def main(words: list[str]) -> None:
    """Runs one child until it is told to stop."""
    import django  # noqa: PLC0415 - settings must be named before

    django.setup()
    from broadsheet.serving import app  # noqa: PLC0415 - needs Django set up

    gc.collect()
    gc.freeze()  # what was loaded stays: without this each full collection walks all of Django
    gc.set_threshold(20_000, 20, 20)
    if words[0] == "jobs":
        app.jobs().run()
    else:
        app.run_worker(int(words[1]), through_door="--no-door" not in words)


if __name__ == "__main__":
    main(sys.argv[1:])
