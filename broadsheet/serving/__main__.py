"""What a child of the process tree runs: `python -m broadsheet.serving worker FD [--no-door] [--no-fast-lane]` or `… jobs`. BROADSHEET_PAPER names the paper."""

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
import django

django.setup()  # before what follows: it imports models


def main(words: list[str]) -> None:
    """Runs one child until it is told to stop."""
    if words[0] == "jobs":
        from broadsheet.serving.jobs import jobs_child  # noqa: PLC0415 - a worker needs nothing of it

        child = jobs_child()
        _leave_what_is_loaded_alone()
        child.run()
    else:
        from broadsheet.serving.app import run_worker  # noqa: PLC0415 - needs Django set up

        _leave_what_is_loaded_alone()
        run_worker(int(words[1]), through_door="--no-door" not in words, fast_lane="--no-fast-lane" not in words)


def _leave_what_is_loaded_alone() -> None:
    """Without this each full collection of garbage walks all of Django."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if __name__ == "__main__":
    main(sys.argv[1:])
