"""What a reader needs to pay by bank transfer: a reference with check digits (ISO 11649), and a code that a banking application reads."""

from decimal import Decimal
from uuid import UUID

import segno.helpers

from broadsheet.membership.money import Money

FIGURES = 15  # of an order's number: 50 bits, and the unique name of a membership refuses a second


def reference_of(number: UUID) -> str:
    """The reference under which an order is paid: RF18539007547034. Figures only: of those, one that is wrong and two that are
    swapped are always seen, which does not hold between letters and figures; and nobody has to find letters in another alphabet."""
    figures = f"{number.int % 10**FIGURES:0{FIGURES}}"
    return f"RF{98 - _modulo_97(f'{figures}RF00'):02}{figures}"


def as_typed(text: str) -> str:
    """A reference without the blanks that people and banks put into it."""
    return "".join(text.split()).upper()


def is_reference(text: str) -> bool:
    """Whether the check digits hold: a slip of the pen is seen."""
    told = as_typed(text)
    return told.startswith("RF") and 5 <= len(told) <= 25 and told.isalnum() and told.isascii() and _modulo_97(told[4:] + told[:4]) == 1


def in_fours(text: str) -> str:
    """As it is printed: RF18 5390 0754 7034."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def code_of(holder: str, iban: str, amount: Money, reference: str) -> str:
    """The EPC code of a transfer as an SVG to stand in a page; empty in another currency than the euro, for which there is none."""
    if amount.currency != "EUR" or not Decimal("0.01") <= amount.major <= Decimal("999999999.99"):
        return ""
    code = segno.helpers.make_epc_qr(name=holder[:70], iban=iban, amount=amount.major, reference=reference)
    return code.svg_inline(scale=4, border=2, light="#fff", title=reference)


def _modulo_97(text: str) -> int:
    """ISO 7064: letters count as two figures, A is 10."""
    return int("".join(str(int(letter, 36)) for letter in text)) % 97
