"""The form in which a partner chooses another amount: the price, more, less, or one's own."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.membership.money import Money, NotAnAmount, typed
from broadsheet.membership.offer import Choice, Way

OTHER = "other"


class AmountForm(forms.Form):
    """What is paid now is chosen to begin with; what is typed counts before it."""

    amount = forms.CharField(required=False)
    other = forms.CharField(required=False, max_length=40)

    def __init__(self, way: Way, now: Money, told: Any = None) -> None:
        super().__init__(told)
        self.way, self.now = way, now

    @property
    def choices(self) -> list[tuple[Choice, bool]]:
        """The amounts, the least first, and whether each is chosen."""
        chosen = self.data.get("amount") or str(self.now.minor)
        return [(choice, str(choice.amount.minor) == chosen) for choice in self._choices]

    @property
    def is_other(self) -> bool:
        return self.data.get("amount") == OTHER

    @property
    def floor(self) -> str:
        """The least of one's own choice, as the paper writes it."""
        return self.way.floor.said(settings.LANGUAGE_CODE)

    @property
    def has_reduced(self) -> bool:
        return any(choice.kind for choice in self._choices)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["money"] = self._money(told.get("amount", ""), told.get("other", ""))
        return told

    @property
    def _choices(self) -> list[Choice]:
        choices = list(self.way.choices)
        if self.now not in [choice.amount for choice in choices]:
            choices.append(Choice(self.now))
        return sorted(choices, key=lambda choice: choice.amount.minor)

    def _money(self, value: str, words: str) -> Money | None:
        chosen = next((choice.amount for choice in self._choices if str(choice.amount.minor) == value), None)
        if not words:
            return chosen or self._wrong(_("Choose an amount, or type one."))
        try:
            money = typed(words, self.now.currency, settings.LANGUAGE_CODE)
        except NotAnAmount:
            told = {"typed": words, "price": str(self.way.price.amount.major)}
            return self._wrong(_("“%(typed)s” is no amount. Type a number, such as %(price)s.") % told)
        if chosen and chosen not in (money, self.now):
            told = {"chosen": chosen.said(settings.LANGUAGE_CODE), "typed": words}
            return self._wrong(_("You chose %(chosen)s and typed %(typed)s. Empty this field, or choose “Another amount”.") % told)
        if money > self.way.most:
            return self._wrong(_("%(typed)s is more than we take without a word. Please write to us first.") % {"typed": words})
        if not self.way.takes(money) or (money < self.way.floor and money != self.way.price.reduced):
            return self._wrong(_("It has to be %(floor)s or more.") % {"floor": self.floor})
        return money

    def _wrong(self, sentence: str) -> Money | None:
        self.add_error("other", sentence)
        return None
