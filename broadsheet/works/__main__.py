"""Makes a paper ready in a process of its own: `python -m broadsheet.works [--sample NAME]`. BROADSHEET_PAPER names the paper."""

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")


def main(words: list[str]) -> None:
    """Prepares the paper, and loads the sample into it where one is named and it is still empty."""
    import django  # noqa: PLC0415 - settings must be named before

    django.setup()
    gc.disable()  # this process ends soon: collecting would make the tables of a new paper a quarter slower
    from broadsheet.works.prepare import prepare  # noqa: PLC0415 - needs Django set up

    prepare()
    if words[:1] == ["--sample"]:
        from django.utils import timezone  # noqa: PLC0415

        from broadsheet.works.sample_loading import load  # noqa: PLC0415

        load(words[1], timezone.now())


if __name__ == "__main__":
    main(sys.argv[1:])
