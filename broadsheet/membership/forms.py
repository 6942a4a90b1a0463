"""The forms of joining: what a reader chose on the support page, a gift, a gift's code."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.membership.money import Money, NotAnAmount, typed
from broadsheet.membership.offer import Offer, Way, pay_words
from broadsheet.membership.order import Order
from broadsheet.membership.plan import Interval
from broadsheet.membership.wish import CARD, TRANSFER, Wish

OTHER = "other"
WAYS = ((CARD, gettext_lazy("By card")), (TRANSFER, gettext_lazy("By bank transfer")))


class JoinForm(forms.Form):
    """How often, how much, and by which way. The amounts of each interval are fields of their own; those of the one chosen count."""

    each = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose how often."), "invalid_choice": gettext_lazy("Choose how often.")}
    )
    way = forms.ChoiceField(choices=WAYS, required=False)

    def __init__(self, offer: Offer, told: Any = None, **more: Any) -> None:
        super().__init__(told, **more)
        self.offer = offer
        self.fields["each"].choices = [(way.interval.value, way.interval.label) for way in offer.ways]
        for way in offer.ways:
            self.fields[f"amount-{way.interval}"] = forms.CharField(required=False)
            self.fields[f"other-{way.interval}"] = forms.CharField(required=False, max_length=40)

    @property
    def amounts(self) -> list[dict[str, Any]]:
        """Each interval's amounts, as the page sets them."""
        return [self._amounts(way) for way in self.offer.ways]

    @property
    def each_now(self) -> str:
        """The interval that is chosen; to begin with the appeal's own, which costs least."""
        return self.data.get("each") or self.offer.first.interval.value

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        way = self.offer.way(told.get("each", ""))
        if way is not None:
            try:
                told["amount"] = self._amount(way, told)
            except forms.ValidationError as wrong:
                self.add_error(f"other-{way.interval}", wrong)
        return told

    def wish(self, where: dict[str, str], knows_until: str) -> Wish:
        """What the reader wants. Of a valid form."""
        told = self.cleaned_data
        way, amount = self.offer.way(told["each"]), told["amount"]
        assert way is not None  # noqa: S101 - clean() looked
        return Wish(
            self.offer.plan.slug,
            way.interval.value,
            amount.minor,
            amount.currency,
            months=way.months(amount),
            way=told["way"] or CARD,
            knows_until=knows_until,
            **where,
        )

    def _amounts(self, way: Way) -> dict[str, Any]:
        field, other = f"amount-{way.interval}", f"other-{way.interval}"
        chosen = self.data.get(field) or str(way.price.amount_minor)
        return {
            "interval": way.interval.value,
            "field": field,
            "other": other,
            "choices": [(choice, str(choice.amount.minor) == chosen) for choice in way.choices],
            "is_other": chosen == OTHER,
            "typed": self.data.get(other, ""),
            "errors": self.errors.get(other) if self.is_bound else None,
            "floor": way.floor.said(settings.LANGUAGE_CODE),
            "month": way.month.amount.said(settings.LANGUAGE_CODE) if way.month else "",
            "month_minor": way.month.amount_minor if way.month else "",
            "has_reduced": any(choice.kind for choice in way.choices),
            "says": pay_words(way.interval, "{amount}"),
        }

    def _amount(self, way: Way, told: dict[str, Any]) -> Money:
        """What was chosen or typed. Raises ValidationError where that is none, too little, too much, or two things at once."""
        chosen = next((choice.amount for choice in way.choices if str(choice.amount.minor) == told.get(f"amount-{way.interval}")), None)
        words = told.get(f"other-{way.interval}", "")
        if not words and chosen:
            return chosen
        if not words:
            raise forms.ValidationError(_("Choose an amount, or type one."))
        amount = _typed(words, way)
        if chosen and chosen != amount:
            raise forms.ValidationError(
                _("You chose %(chosen)s and typed %(typed)s. Empty this field, or choose “Another amount”.")
                % {"chosen": chosen.said(settings.LANGUAGE_CODE), "typed": words}
            )
        return amount


def _typed(words: str, way: Way) -> Money:
    """An amount of the reader's own. Raises ValidationError."""
    try:
        amount = typed(words, way.price.currency, settings.LANGUAGE_CODE)
    except NotAnAmount:
        told = {"typed": words, "price": f"{way.price.amount.major.normalize():f}"}
        raise forms.ValidationError(_("“%(typed)s” is no amount. Type a number, such as %(price)s.") % told) from None
    if amount > way.most:
        raise forms.ValidationError(_("%(typed)s is more than we take without a word. Please write to us first.") % {"typed": words})
    if not way.takes(amount) or (amount < way.floor and amount != way.price.reduced):
        raise forms.ValidationError(_("It has to be %(floor)s or more.") % {"floor": way.floor.said(settings.LANGUAGE_CODE)})
    return amount


class GiftForm(forms.Form):
    """For how long, for whom, and a word."""

    months = forms.ChoiceField()
    friend = forms.EmailField(
        label=gettext_lazy("Your friend’s e-mail address, if we shall send the code"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("We use it for this one mail. Left empty, you get the code and hand it on yourself."),
    )
    message = forms.CharField(
        label=gettext_lazy("A few words to go with it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    way = forms.ChoiceField(choices=WAYS, required=False)

    def __init__(self, offer: Offer, told: Any = None) -> None:
        super().__init__(told)
        self.offer = offer
        self.fields["months"].choices = [(str(choice.months), choice.said) for choice in offer.gifts]

    @property
    def months_now(self) -> str:
        """The choice; to begin with the one that costs least."""
        return self.data.get("months") or str(self.offer.gifts[0].months)

    def wish(self, where: dict[str, str]) -> Wish:
        """What the giver wants. Of a valid form."""
        told = self.cleaned_data
        choice = next(choice for choice in self.offer.gifts if str(choice.months) == told["months"])
        return Wish(
            self.offer.plan.slug,
            Interval.ONCE.value,
            choice.amount.minor,
            choice.amount.currency,
            kind=Order.Kind.GIFT.value,
            months=choice.months,
            way=told["way"] or CARD,
            friend=told["friend"],
            message=told["message"],
            **where,
        )


class CodeForm(forms.Form):
    """A gift's code, as it was sent or as somebody wrote it down."""

    code = forms.CharField(
        label=gettext_lazy("The gift’s code"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Twelve letters and figures, such as K7QM-3XTN-HB9E."),
    )
