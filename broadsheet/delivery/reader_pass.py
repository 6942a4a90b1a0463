"""The signed note a reader carries in `bs_pass`: which benefits, until when; checked without the database."""

import binascii
import hmac
import re
from collections.abc import Callable, Mapping
from enum import IntFlag
from functools import lru_cache
from typing import NamedTuple

PASS_LIFE_SECONDS = 7 * 86_400  # contract, Cookies
CLOCK_SKEW_SECONDS = 60  # the machine that signed may be a little ahead of ours
MOST_REMEMBERED = 20_000  # notes; two halves of this many, some 6 MB each
_SHAPE = re.compile(rb"1\.([A-Za-z0-9]{1,8})\.([a-z]{0,8})\.([0-9a-f]{8})\.([0-9a-f]{1,16})\.([0-9a-f]{1,8})\.([A-Za-z0-9_-]{22})")


class Benefit(IntFlag):
    """What a partner has; the bits of a variant, the letters of a pass."""

    AD_FREE = 1
    PREMIUM = 2
    MAGAZINE = 4
    EPAPER = 8


_FOR_ADDRESSES = bytes.maketrans(b"+/", b"-_")  # RFC 4648, 5
_LETTERS = {"a": int(Benefit.AD_FREE), "p": int(Benefit.PREMIUM), "m": int(Benefit.MAGAZINE), "e": int(Benefit.EPAPER)}
_SPELLED = tuple("".join(letter for letter, bit in _LETTERS.items() if benefits & bit) for benefits in range(16))


class ReaderPass(NamedTuple):
    """A pass whose seal held."""

    benefits: int
    expires_at: int
    account: int
    generation: int


@lru_cache(maxsize=256)
def bits(letters: str) -> int:
    """Benefits as bits; a letter this version does not know gives nothing."""
    return sum(_LETTERS.get(letter, 0) for letter in set(letters))


def letters(benefits: int) -> str:
    """Benefits as letters, always in the order a, p, m, e; empty when there are none."""
    return _SPELLED[benefits & 15]


def sign(key_id: str, key: bytes, benefits: int, expires_at: int, account: int, generation: int) -> str:
    """The value of `bs_pass`, as the contract spells it.

    Raises ValueError when a part does not fit the shape that `PassReader` reads (a key id of 1 to 8 letters and digits, 64-bit account,
    32-bit times and generations): better than a pass that no door accepts.
    """
    note = f"1.{key_id}.{letters(benefits)}.{expires_at:08x}.{account:x}.{generation:x}"
    sealed = f"{note}.{_seal(_begin(key), note.encode()).decode()}"
    if _SHAPE.fullmatch(sealed.encode()) is None:
        raise ValueError(f"The pass “{note}” cannot be signed: a part of it is too long or not of its shape.")
    return sealed


class PassReader:
    """Reads passes; remembers those that held, so that a reader's next page costs one dictionary look-up."""

    def __init__(self, keys: Mapping[bytes, bytes]) -> None:
        """`keys` are the secrets by key id; hold the last two, so that a new key ends no pass."""
        self._begun = {key_id: _begin(key) for key_id, key in keys.items()}
        self._young: dict[bytes, ReaderPass] = {}
        self._old: dict[bytes, ReaderPass] = {}

    def read(self, note: bytes, now: float, changed_since: Callable[[int], int | None]) -> ReaderPass | None:
        """The pass, or None: not ours, altered, expired, of an unknown key, of too long a life, or older than its account's standing.

        changed_since  account -> the first generation that still counts, None where nothing changed (`Shelf.standing`)
        """
        held = self.held(note, now)
        standing = changed_since(held.account) if held is not None else None
        return held if held is not None and (standing is None or held.generation >= standing) else None

    def held(self, note: bytes, now: float) -> ReaderPass | None:
        """The pass by itself; whether its account's standing has changed since is not asked."""
        held = self._young.get(note) or self._verified(note)
        if held is None or not now < held.expires_at <= now + PASS_LIFE_SECONDS + CLOCK_SKEW_SECONDS:
            return None
        return held

    def _verified(self, note: bytes) -> ReaderPass | None:
        held = self._old.get(note) or self._checked(note)
        if held is not None:  # only notes we signed are remembered, so that strangers cannot fill the memory
            if len(self._young) >= MOST_REMEMBERED:
                self._old, self._young = self._young, {}
            self._young[note] = held
        return held

    def _checked(self, note: bytes) -> ReaderPass | None:
        parts = _SHAPE.fullmatch(note)
        begun = self._begun.get(parts[1]) if parts else None
        if parts is None or begun is None or not hmac.compare_digest(_seal(begun, note[:-23]), parts[6]):
            return None
        return ReaderPass(bits(parts[2].decode()), int(parts[3], 16), int(parts[4], 16), int(parts[5], 16))


def _begin(key: bytes) -> hmac.HMAC:
    """A seal that has taken in its key and nothing yet: to be copied, which costs half of beginning anew."""
    return hmac.new(key, digestmod="sha256")


def _seal(begun: hmac.HMAC, note: bytes) -> bytes:
    seal = begun.copy()
    seal.update(note)
    # Compared as text, so that a seal has one spelling only: the last letter of 22 carries four spare bits.
    return binascii.b2a_base64(seal.digest()[:16], newline=False).translate(_FOR_ADDRESSES)[:22]
