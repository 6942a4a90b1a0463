"""Names of things that came without one."""

from hashlib import sha256


def digest(*words: str) -> str:
    """A name made of an item's own words, for one that brings no id: the same words make the same name."""
    return sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:32]
