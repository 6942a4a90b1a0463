"""How an address of the paper is spelled: one way only, as a browser sends it, so that the door can compare it raw."""

from functools import lru_cache
from urllib.parse import quote

LONGEST_SLUG = 70  # letters; a Hebrew one is six bytes in an address, and a shelved path has at most 500


def canonical_path(*words: str) -> str:
    """The path that these words make: each percent-encoded (RFC 3986), with a slash before and behind."""
    return f"/{'/'.join(map(_encoded, words))}/" if words else "/"


@lru_cache(maxsize=20_000)
def _encoded(word: str) -> str:
    return quote(word, safe="~!$&'()*+,;=:@-._")
