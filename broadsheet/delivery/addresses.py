"""Which addresses are looked for on the shelf: one rule for both lanes of the door."""

import re

NEVER_KEPT = (
    b"/newsroom/", b"/account/", b"/preview/", b"/search/", b"/held/", b"/healthz", b"/metrics", b"/hooks/", b"/test-payments/", b"/support/",
    b"/appeal/", b"/alerts/", b"/slots/",
)  # fmt: skip
FILE_PREFIXES = (b"/static/", b"/media/")
LONGEST_PATH_BYTES = 500  # LMDB's keys end at 511, and a copy's key is the path and four bytes
_PLAIN = re.compile(rb"/[!-~]*").fullmatch  # what is not ASCII a browser encodes


def may_lie_on_the_shelf(path: bytes) -> bool:
    """Whether a copy may lie under this path: raw, as the reader sent it. What may not is Django's, or a file."""
    if len(path) > LONGEST_PATH_BYTES or _PLAIN(path) is None or b"?" in path or b"#" in path or b"%00" in path:
        return False
    return not path.startswith(NEVER_KEPT + FILE_PREFIXES)
