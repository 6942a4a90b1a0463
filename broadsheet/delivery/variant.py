"""Which printing of a page a reader gets: the benefits that matter for this page, the wording asked, the encoding."""

import re
from functools import lru_cache
from typing import NamedTuple

ENCODINGS = (b"br", b"gzip", b"identity")  # our preference where the reader has none
BROTLI, GZIP, IDENTITY = range(3)
_QUALITY = re.compile(rb"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
LONGEST_REMEMBERED_BYTES = 100
_LEAST = 0.0001  # what is allowed without having been named: liked less than anything that was


class Variant(NamedTuple):
    """One kind of reader, as far as a page tells them apart. `wording` is 0: the appeal comes with its own issue."""

    benefits: int = 0
    wording: int = 0


VARIANTS = tuple(Variant(benefits) for benefits in range(16))  # made once: the door needs one at every request


def encoding_for(accept_encoding: bytes) -> int | None:
    """Place in ENCODINGS of what the reader likes best; None when nothing we hold is acceptable or a word of the line is not understood."""
    return next(iter(encodings_for(accept_encoding)), None)


def encodings_for(accept_encoding: bytes) -> tuple[int, ...]:
    """Places in ENCODINGS of all that the reader accepts (RFC 9110, 12.5.3), what is liked best first; none when the line is not understood."""
    return _remembered(accept_encoding) if len(accept_encoding) <= LONGEST_REMEMBERED_BYTES else _ranked(accept_encoding)


def _ranked(accept_encoding: bytes) -> tuple[int, ...]:
    weights: dict[bytes, float] = {}
    for word in filter(None, (part.strip(b" \t") for part in accept_encoding.lower().split(b","))):
        name, semicolon, parameter = (piece.strip(b" \t") for piece in word.partition(b";"))
        weight = _QUALITY.fullmatch(parameter) if semicolon else None
        if (semicolon and weight is None) or name in weights:
            return ()
        weights[name] = float(weight[1]) if weight else 1.0
    ranked = [_weight(weights, name) for name in ENCODINGS]
    return tuple(sorted((place for place in range(len(ENCODINGS)) if ranked[place] > 0), key=lambda place: -ranked[place]))


_remembered = lru_cache(maxsize=1_024)(_ranked)  # browsers send a few dozen lines between them


def _weight(weights: dict[bytes, float], name: bytes) -> float:
    if name in weights:
        return weights[name]
    unnamed = _LEAST if name == b"identity" else 0.0  # allowed unless ruled out
    return weights.get(b"*", unnamed)
