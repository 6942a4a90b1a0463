"""Which encoding a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.variant import BROTLI, ENCODINGS, GZIP, IDENTITY, encoding_for, encodings_for

QUALITIES = st.sampled_from(["", ";q=0", ";q=1", ";q=0.5", ";q=0.001", "; q=0.9", ";q=1.000", ";q=0.000"])
WORDS = st.tuples(st.sampled_from(["br", "gzip", "identity", "*", "deflate", "zstd", "BR"]), QUALITIES).map("".join)


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        (b"gzip, deflate, br, zstd", BROTLI),
        (b"gzip, deflate", GZIP),
        (b"br;q=0.5, gzip", GZIP),
        (b"", IDENTITY),
        (b"identity", IDENTITY),
        (b"*", BROTLI),
        (b"*;q=0", None),
        (b"identity;q=0", None),
        (b"br;q=0, *", GZIP),
        (b"zstd", IDENTITY),
        (b"gzip;q=0", IDENTITY),
        (b"BR ; Q=1", BROTLI),
        (b"br;q=high", None),
        (b"gzip, gzip", None),
    ],
)
def test_the_encoding_a_reader_likes_best(line: bytes, encoding: int | None) -> None:
    assert encoding_for(line) == encoding


@given(st.binary(max_size=60))
def test_any_line_at_all_has_an_answer(line: bytes) -> None:
    assert encoding_for(line) in (None, *range(len(ENCODINGS)))


@given(st.lists(WORDS, max_size=5))
def test_nothing_ruled_out_is_ever_sent(words: list[str]) -> None:
    accepted = encodings_for(", ".join(words).encode())
    for name in ENCODINGS:
        ruled_out = any(
            word.lower().startswith(name.decode()) and ";q=0" in word.replace(" ", "") and float(word.split("=")[1]) == 0 for word in words
        )
        assert not (ruled_out and ENCODINGS.index(name) in accepted)


@given(st.permutations(["br", "gzip;q=0.8", "identity;q=0.1"]))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    assert encodings_for(",".join(words).encode()) == (BROTLI, GZIP, IDENTITY)
