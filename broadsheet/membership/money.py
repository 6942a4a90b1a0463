"""An amount of money: whole minor units of one currency."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from babel.numbers import format_currency, get_currency_precision, parse_decimal

_WHOLE = {"he": "\u200f#,##0\u00a0¤"}  # how a language writes an amount without a point; ¤ is the sign


class NotAnAmount(ValueError):
    """What was typed is no amount of money; the text says what to type instead."""


class Money(NamedTuple):
    """Five dollars are Money(500, "USD"); five hundred yen are Money(500, "JPY")."""

    minor: int
    currency: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands behind the point."""
        return self.minor % 10 ** get_currency_precision(self.currency) == 0

    @property
    def major(self) -> Decimal:
        """The amount as people say it."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def said(self, language: str) -> str:
        """As a reader of this language writes it: “$5”, “$5.50”, “₪18”. A whole amount has no point."""
        if not self.is_whole:
            return format_currency(self.major, self.currency, locale=language)
        return format_currency(self.major, self.currency, locale=language, format=_WHOLE.get(language, "¤#,##0"), currency_digits=False)


def typed(text: str, currency: str, language: str) -> Money:
    """What a reader typed as an amount. Raises NotAnAmount."""
    try:
        major = Decimal(parse_decimal(text.strip(), locale=language, strict=False))
    except (ValueError, InvalidOperation) as error:
        raise NotAnAmount(text) from error
    minor = major.scaleb(get_currency_precision(currency))
    if not major.is_finite() or minor != minor.to_integral_value() or minor <= 0:
        raise NotAnAmount(text)
    return Money(int(minor), currency)
