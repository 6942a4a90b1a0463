"""A pass for an operator's own tests."""

import time

from broadsheet.delivery import reader_pass
from broadsheet.delivery.reading import pass_keys

OPERATOR = 0  # the number of no account
LETTERS = "apme"


class UnknownBenefit(ValueError):
    """A letter was given that stands for no benefit."""


def operators_pass(benefits: str) -> str:
    """A pass with these benefits (letters), good for seven days, of no account. Raises UnknownBenefit."""
    unknown = sorted(set(benefits) - set(LETTERS))
    if unknown:
        raise UnknownBenefit(f"“{''.join(unknown)}” is no benefit. The letters are a (ad-free), p (Premium), m (magazine), e (ePaper).")
    key_id, key = next(iter(pass_keys().items()))
    until = int(time.time()) + reader_pass.PASS_LIFE_SECONDS
    return reader_pass.sign(key_id.decode(), key, reader_pass.bits(benefits), until, OPERATOR, 0)
