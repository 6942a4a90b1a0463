"""The screens on which plans and their prices are set. What a partner has is never made less, and what one pays never more, from here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, BulkActionsCheckboxColumn, Column
from wagtail.snippets.views import snippets

from broadsheet.accounts.standing import standing_changed
from broadsheet.membership.desk_forms import PlainSelect
from broadsheet.membership.membership import Membership
from broadsheet.membership.money import Money, NotAnAmount, typed
from broadsheet.membership.offer import offer_changed
from broadsheet.membership.order import Order
from broadsheet.membership.plan import Plan, Price

BENEFITS = (
    ("a", _("Reading without advertisements")),
    ("p", _("Premium articles")),
    ("m", _("The magazines")),
    ("e", _("The ePaper, once it comes")),
)
AMOUNTS = ("amount_minor", "floor_minor", "reduced_minor")


class PriceForm(WagtailAdminModelForm):
    """One price. Amounts are typed as people write them: 5, or 5.50."""

    amount_minor = forms.CharField(label=_("Price"), max_length=20)
    floor_minor = forms.CharField(label=_("Least amount"), max_length=20, help_text=_("The least that a reader may choose instead."))
    reduced_minor = forms.CharField(
        label=_("Reduced rate"),
        max_length=20,
        required=False,
        help_text=_("For those who can't pay the price; nobody is asked to prove it."),
    )

    class Meta:
        model = Price
        fields = ("interval", "currency", *AMOUNTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in AMOUNTS:
                minor = getattr(self.instance, name)
                self.initial[name] = _as_typed(Money(minor, self.instance.currency)) if minor else ""

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise ValidationError(_("A currency has three letters, such as USD."))
        return currency

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean()
        for name in AMOUNTS:
            told[name] = self._minor(name, told.get(name) or "", told.get("currency") or "USD")
        price, floor, reduced = (told[name] for name in AMOUNTS)
        if price and floor and floor > price:
            self.add_error("floor_minor", ValidationError(_("The least amount can't be more than the price.")))
        if price and reduced and reduced >= price:
            self.add_error("reduced_minor", ValidationError(_("A reduced rate is less than the price.")))
        return told

    def _minor(self, name: str, text: str, currency: str) -> int | None:
        if not text:
            return None
        try:
            return typed(text, currency, get_language() or "en").minor
        except NotAnAmount:
            self.add_error(name, ValidationError(_("Type an amount, such as 5 or 5.50.")))
            return None


class PricesPanel(InlinePanel):
    """Rows of prices, by their own form."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = PriceForm
        return options


class PlanForm(WagtailAdminModelForm):
    """A plan. Its benefits are ticked, and none is taken from those who have it."""

    benefits = forms.MultipleChoiceField(label=_("Benefits"), choices=BENEFITS, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["benefits"] = list(self.instance.benefits)
        self.had = set(self.instance.benefits) if self.instance.pk else set()

    def clean_benefits(self) -> str:
        chosen = set(self.cleaned_data["benefits"])
        partners = Membership.objects.live().filter(plan=self.instance.pk).count() if self.had - chosen else 0
        if partners:
            raise ValidationError(
                ngettext(
                    "%(number)s partner has this plan, and would have less than was promised. Make another plan, and offer this one no more.",
                    "%(number)s partners have this plan, and would have less than was promised. Make another plan, and offer this one no more.",
                    partners,
                )
                % {"number": partners}
            )
        return "".join(letter for letter, _name in BENEFITS if letter in chosen)


@task()
def plan_gives_more(plan: int) -> None:
    """Ends the passes of all who have this plan, so that they hold what it gives now."""
    for membership in Membership.objects.live().filter(plan=plan, gives=True).select_related("account"):
        standing_changed(membership.account)


class PlanSaved:
    """Saves, prints what names a price again, and hands out new passes where a plan gives more: one change."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            return super().post(request, *args, **kwargs)

    def save_instance(self) -> Plan:
        """Wagtail's name for saving what the form says."""
        plan: Plan = super().save_instance()
        offer_changed()
        if self.form.had and set(plan.benefits) - self.form.had:
            plan_gives_more.enqueue(plan.pk)
        partners = Membership.objects.live().filter(plan=plan).count()
        if partners:
            messages.info(
                self.request,
                ngettext(
                    "%(number)s partner has this plan, and goes on paying what was agreed.",
                    "%(number)s partners have this plan, and go on paying what was agreed.",
                    partners,
                )
                % {"number": partners},
            )
        return plan


class PlanCreate(PlanSaved, snippets.CreateView):
    pass


class PlanEdit(PlanSaved, snippets.EditView):
    pass


class PlanDelete(snippets.DeleteView):
    """Only of a plan that nobody ever had or ordered."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.memberships.exists() or Order.objects.filter(plan=self.object).exists():
            messages.error(request, _("This plan stands in the ledger and is not deleted. Offer it no more instead."))
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def delete_action(self) -> None:
        super().delete_action()
        offer_changed()


class PlanList(snippets.IndexView):
    """Without boxes to tick: what is done to many at once would pass by what must follow it."""

    @property
    def columns(self) -> list[BaseColumn]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


def prices_of(plan: Plan) -> str:
    """As the list of plans shows them."""
    language = get_language() or "en"
    return ", ".join(f"{price.amount.said(language)} {price.get_interval_display()}" for price in plan.prices.all())


class PlanScreens(snippets.SnippetViewSet):
    model = Plan
    icon = "tag"
    menu_order = 40
    url_prefix = "desk/plans"
    index_view_class: Any = PlanList
    add_view_class, edit_view_class, delete_view_class = PlanCreate, PlanEdit, PlanDelete
    list_display = (
        "name",
        Column("prices", label=_("Prices"), accessor=prices_of),
        BooleanColumn("is_offered", label=_("Offered")),
        "position",
    )
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("line"),
            FieldPanel("benefits"),
            FieldRowPanel([FieldPanel("is_offered"), FieldPanel("position", help_text=_("The plan with the lowest number stands first."))]),
            PricesPanel(
                "prices",
                [
                    FieldRowPanel([FieldPanel("interval", widget=PlainSelect), FieldPanel("currency")]),
                    FieldRowPanel([FieldPanel(name) for name in AMOUNTS]),
                ],
                heading=_("Prices"),
                label=_("price"),
            ),
        ],
        base_form_class=PlanForm,
    )

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]


def _as_typed(amount: Money) -> str:
    """As it would be typed: 5, 5.50."""
    return str(int(amount.major)) if amount.is_whole else str(amount.major)
