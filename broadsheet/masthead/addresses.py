"""How an address of the paper is spelled: one way only, as a browser sends it, so that the door can compare it raw."""

from urllib.parse import quote

LONGEST_SLUG = 70  # letters; a Hebrew one is six bytes in an address, and a shelved path has at most 500


def canonical_path(*words: str) -> str:
    """The path that these words make: each percent-encoded (RFC 3986), with a slash before and behind."""
    return "/" + "".join(quote(word, safe="~!$&'()*+,;=:@-._") + "/" for word in words)
