"""A pass: what it carries, and everything that ends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.reader_pass import PASS_LIFE_SECONDS, Benefit, PassReader, ReaderPass, bits, letters, sign

KEYS = {b"k1": b"one key of thirty-two bytes.....", b"k2": b"the next key, thirty-two bytes.."}
NOON = 1_795_521_600
PARTNER = Benefit.AD_FREE | Benefit.PREMIUM | Benefit.MAGAZINE | Benefit.EPAPER


def unchanged(account: int) -> int | None:
    return None


def read(note: str | bytes, now: float = NOON, changed_since=unchanged) -> ReaderPass | None:
    return PassReader(KEYS).read(note.encode() if isinstance(note, str) else note, now, changed_since)


def signed(benefits: int = PARTNER, life_seconds: int = 3_600, generation: int = 4) -> str:
    return sign("k1", KEYS[b"k1"], benefits, NOON + life_seconds, 1_007, generation)


@given(
    benefits=st.integers(0, 15),
    life=st.integers(1, PASS_LIFE_SECONDS),
    account=st.integers(0, 2**64 - 1),
    generation=st.integers(0, 2**32 - 1),
    key_id=st.sampled_from(["k1", "k2"]),
)
def test_a_pass_is_read_as_it_was_signed(benefits: int, life: int, account: int, generation: int, key_id: str) -> None:
    note = sign(key_id, KEYS[key_id.encode()], benefits, NOON + life, account, generation)
    assert read(note) == ReaderPass(benefits, NOON + life, account, generation)


def test_benefits_are_spelled_as_the_contract_spells_them() -> None:
    assert letters(PARTNER) == "apme"
    assert bits("ep") == Benefit.PREMIUM | Benefit.EPAPER
    assert letters(0) == ""
    assert signed().startswith("1.k1.apme.")


def test_a_letter_of_a_later_version_gives_nothing() -> None:
    assert bits("az") == Benefit.AD_FREE


@given(st.binary(max_size=120))
def test_no_bytes_of_a_stranger_make_a_pass(note: bytes) -> None:
    assert read(note) is None


@given(place=st.integers(0, 200), letter=st.integers(0, 255))
def test_a_pass_with_one_letter_changed_is_no_pass(place: int, letter: int) -> None:
    note = bytearray(signed().encode())
    place %= len(note)
    before, note[place] = note[place], letter
    assert (read(bytes(note)) is None) == (before != letter)


@given(st.binary(min_size=1, max_size=3), st.booleans())
def test_a_pass_with_something_added_is_no_pass(more: bytes, in_front: bool) -> None:
    note = signed().encode()
    assert read(more + note if in_front else note + more) is None


def test_a_seal_has_one_spelling_only() -> None:
    note = signed()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [letter for letter in alphabet if letter != note[-1]]
    assert all(read(note[:-1] + letter) is None for letter in others)


def test_a_pass_of_a_key_we_do_not_hold_is_no_pass() -> None:
    assert read(sign("k9", b"another paper's key", PARTNER, NOON + 60, 1, 1)) is None
    assert read(sign("k2", KEYS[b"k1"], PARTNER, NOON + 60, 1, 1)) is None


def test_a_pass_ends_at_its_time() -> None:
    note = signed(life_seconds=3_600)
    assert read(note, NOON + 3_599) is not None
    assert read(note, NOON + 3_600) is None


def test_a_pass_that_would_live_longer_than_seven_days_is_refused() -> None:
    assert read(signed(life_seconds=PASS_LIFE_SECONDS + 60)) is not None
    assert read(signed(life_seconds=PASS_LIFE_SECONDS + 61)) is None


def test_a_pass_older_than_its_accounts_standing_counts_as_expired() -> None:
    standings = {1_007: 5}
    assert read(signed(generation=4), changed_since=standings.get) is None
    assert read(signed(generation=5), changed_since=standings.get) is not None


def test_a_remembered_pass_ends_as_well() -> None:
    reader, note, standings = PassReader(KEYS), signed(generation=4).encode(), dict[int, int]()
    assert reader.read(note, NOON, standings.get) is not None
    standings[1_007] = 5
    assert reader.read(note, NOON, standings.get) is None
    standings.clear()
    assert reader.read(note, NOON + 3_600, standings.get) is None


def test_strangers_cannot_fill_the_memory() -> None:
    reader = PassReader(KEYS)
    for number in range(1_000):
        reader.read(b"1.k1.a.%08x.1.1.AAAAAAAAAAAAAAAAAAAAAA" % number, NOON, unchanged)
    assert not reader._young


def test_a_pass_that_no_door_would_read_is_not_signed() -> None:
    with pytest.raises(ValueError, match="cannot be signed"):
        sign("a key id too long", KEYS[b"k1"], 1, NOON, 1, 1)
    with pytest.raises(ValueError, match="cannot be signed"):
        sign("k1", KEYS[b"k1"], 1, NOON, -1, 1)
