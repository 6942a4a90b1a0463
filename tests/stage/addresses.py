"""Every address that the paper answers, as its patterns say."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Wherever a row is meant, it is the first: tests that want it there make it with this key.
FILLED = {
    "int": "1",
    "str": "1",
    "slug": "1",
    "word": "news",
    "path": "1",
    "uuid": "5e2a7f3c-7b1d-4a53-9c1e-0b6b7a1d2c3e",
}


def every_pattern() -> list[str]:
    """Each pattern once, spelled from the root as the rooms write it."""
    return list(dict.fromkeys(_patterns(get_resolver().url_patterns, "")))


def address_of(pattern: str) -> str:
    """A pattern with its holes filled, whether Django's converters or an expression's groups."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda hole: FILLED[hole[1] or "str"], pattern)
    filled = re.sub(r"\(\?P1\[0-9a-f\]\{20\}\)", "0" * 20, filled)
    filled = re.sub(r"\(\?P1(?:\\d|\[0-9\])\{3,4\}\)", "400", filled)
    filled = re.sub(r"\(\?P1(\w+)\|[^)]*\)", r"\1", filled)
    filled = re.sub(r"\(\?P1?[^)]*\)|\([^)]*\)", "1", filled)
    return "/" + re.sub(r"[\^$?\\]|\.\*", "", filled)


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        spelled = before + str(pattern.pattern)
        yield from _patterns(pattern.url_patterns, spelled) if isinstance(pattern, URLResolver) else [spelled]
