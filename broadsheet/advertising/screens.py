"""The screens on which space is sold: flights with their creatives, advertisers with their orders, slots, who else may sell."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, BulkActionsCheckboxColumn, Column
from wagtail.snippets.views import snippets

from broadsheet.advertising import changes
from broadsheet.advertising.campaign import Advertiser
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.seller import Seller
from broadsheet.advertising.slot import Slot
from broadsheet.advertising.tally import Tally
from broadsheet.masthead import things


class PlainSelect(forms.Select):
    """A drop-down list. Named here because Wagtail would otherwise open a window for every campaign."""


class FlightForm(WagtailAdminModelForm):
    """Sections by their names, though the flight knows them only as things."""

    only_on = forms.MultipleChoiceField(
        label=_("Only on"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: everywhere.")
    )
    never_on = forms.MultipleChoiceField(label=_("Never on"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("front", _("The front")), *((section.thing, section.title) for section in things.offered("section"))]
        for name in ("only_on", "never_on"):
            self.fields[name].choices = places

    def clean(self) -> dict[str, Any]:
        """What was seen keeps its figures; and a slot without a creative of its shape would stay empty, which nobody means."""
        told: dict[str, Any] = super().clean()
        if told.get("ends_at") and told.get("starts_at") and told["ends_at"] <= told["starts_at"]:
            self.add_error("ends_at", ValidationError(_("It would end before it begins. Choose a later moment, or leave it empty.")))
        gone, stay = self._creatives()
        if Tally.objects.filter(creative__in=[row.instance.pk for row in gone]).exists():
            raise ValidationError(
                _("A creative that was seen can't be removed: its figures would go with it. End this flight, and begin another.")
            )
        shapes = {row.cleaned_data.get("shape") for row in stay}
        missing = [slot.name for slot in told.get("slots") or () if slot.shape not in shapes]
        if missing:
            names = ", ".join(missing)
            self.add_error(
                "slots",
                ValidationError(_("There is no creative of the shape of: %(slots)s. Add one, or leave them out."), params={"slots": names}),
            )
        return told

    def _creatives(self) -> tuple[list[forms.ModelForm], list[forms.ModelForm]]:
        """The rows that are to be removed, and the others. Each is looked through first, for a row knows only then what it says."""
        rows = [row for row in self.formsets["creatives"].forms if row.errors or row.has_changed() or row.instance.pk]
        gone = [row for row in rows if row.cleaned_data.get("DELETE")]
        return gone, [row for row in rows if row not in gone]


class PlainList(snippets.IndexView):
    """Without boxes to tick: what is done to many at once would pass by what must follow it."""

    @property
    def columns(self) -> list[BaseColumn]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class OneTransaction:
    """Saves, and says which pages are printed again, as one change."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


class FlightSaved(OneTransaction):
    def save_instance(self) -> Flight:
        """Wagtail's name for saving what the form says."""
        slots_before = list(Slot.objects.filter(flights=self.form.instance.pk)) if self.form.instance.pk else []
        flight: Flight = super().save_instance()
        changes.flight_changed(Flight.objects.get(pk=flight.pk), timezone.now(), slots_before)
        return flight


class FlightCreate(FlightSaved, snippets.CreateView):
    pass


class FlightEdit(FlightSaved, snippets.EditView):
    pass


class KeepFigures(OneTransaction):
    """Beside Wagtail's view that deletes."""

    refusal: Any = ""

    def has_figures(self) -> bool:
        """Whether something was counted that would be lost."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_figures():
            messages.error(request, self.refusal)
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        return super().dispatch(request, *args, **kwargs)


class FlightDelete(KeepFigures, snippets.DeleteView):
    refusal = _("This flight was seen: its figures would go with it. Give it an end instead.")

    def has_figures(self) -> bool:
        return Tally.objects.filter(creative__flight=self.object).exists()

    def delete_action(self) -> None:
        """Off every page first."""
        changes.flight_ended(self.object)
        super().delete_action()


class SlotSaved(OneTransaction):
    def save_instance(self) -> Slot:
        """Wagtail's name for saving what the form says."""
        before = Slot.objects.filter(pk=self.form.instance.pk).values_list("opening", flat=True).first() or ""
        slot: Slot = super().save_instance()
        changes.slot_changed(slot, before)
        return slot


class SlotCreate(SlotSaved, snippets.CreateView):
    pass


class SlotEdit(SlotSaved, snippets.EditView):
    pass


class SlotDelete(KeepFigures, snippets.DeleteView):
    refusal = _("A slot is not deleted, for figures stand on it. Take it out of use instead.")

    def has_figures(self) -> bool:
        return True


class AdvertiserSaved(OneTransaction):
    def save_instance(self) -> Advertiser:
        """Wagtail's name for saving what the form says."""
        advertiser: Advertiser = super().save_instance()
        changes.orders_changed(advertiser)
        return advertiser


class AdvertiserCreate(AdvertiserSaved, snippets.CreateView):
    pass


class AdvertiserEdit(AdvertiserSaved, snippets.EditView):
    pass


class SellerSaved(OneTransaction):
    def save_instance(self) -> Seller:
        """Wagtail's name for saving what the form says."""
        seller: Seller = super().save_instance()
        changes.sellers_changed()
        return seller


class SellerCreate(SellerSaved, snippets.CreateView):
    pass


class SellerEdit(SellerSaved, snippets.EditView):
    pass


class SellerDelete(OneTransaction, snippets.DeleteView):
    def delete_action(self) -> None:
        super().delete_action()
        changes.sellers_changed()


class SpaceScreens(snippets.SnippetViewSet):
    """A kind of thing that those who sell space edit."""

    index_view_class: Any = PlainList
    list_per_page = 50

    @property
    def url_prefix(self) -> str:
        return f"space/{self.model_name}"

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]


_WORDS = [
    FieldRowPanel([FieldPanel("headline"), FieldPanel("line")]),
    FieldRowPanel([FieldPanel("button"), FieldPanel("foot")]),
    FieldPanel("tone"),
]
_CREATIVE = [
    FieldRowPanel([FieldPanel("shape", widget=PlainSelect), FieldPanel("link")]),
    MultiFieldPanel(_WORDS, heading=_("Words")),
    MultiFieldPanel([FieldPanel("picture"), FieldPanel("alt")], heading=_("Or a picture")),
]


class FlightScreens(SpaceScreens):
    model = Flight
    icon = "date"
    menu_order = 10
    list_display = ("__str__", "starts_at", "ends_at", "weight", Column("state", label=_("Now"), accessor=lambda flight: flight.state))
    add_view_class, edit_view_class, delete_view_class = FlightCreate, FlightEdit, FlightDelete
    edit_handler = ObjectList(
        [
            FieldPanel("campaign", widget=PlainSelect),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("weight")]),
            FieldPanel("slots", widget=forms.CheckboxSelectMultiple),
            FieldRowPanel([FieldPanel("only_on"), FieldPanel("never_on")]),
            InlinePanel("creatives", _CREATIVE, heading=_("Creatives"), label=_("creative"), min_num=1),
        ],
        base_form_class=FlightForm,
    )


class AdvertiserScreens(SpaceScreens):
    model = Advertiser
    icon = "group"
    menu_order = 20
    search_fields = ("name",)
    add_view_class, edit_view_class = AdvertiserCreate, AdvertiserEdit
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("contact")]),
            InlinePanel(
                "campaigns", [FieldRowPanel([FieldPanel("name"), FieldPanel("kind", widget=PlainSelect)]), FieldPanel("note")],
                heading=_("Campaigns"), label=_("campaign"),
            ),
        ]
    )  # fmt: skip


class SlotScreens(SpaceScreens):
    model = Slot
    icon = "placeholder"
    menu_order = 30
    list_display = (
        "name",
        "opening",
        "shape",
        Column("sizes", label=_("Size on a telephone / on a desk")),
        BooleanColumn("is_open", label=_("In use")),
    )
    add_view_class, edit_view_class, delete_view_class = SlotCreate, SlotEdit, SlotDelete
    edit_handler = ObjectList(
        [
            FieldPanel("name", help_text=_("In the address of what may rotate in it: small letters and hyphens.")),
            FieldRowPanel([FieldPanel("opening", widget=PlainSelect), FieldPanel("shape", widget=PlainSelect), FieldPanel("band")]),
            FieldPanel("is_open"),
        ]
    )


class SellerScreens(SpaceScreens):
    model = Seller
    icon = "list-ul"
    menu_order = 40
    menu_label = _("Who else may sell")
    list_display = ("domain", "account", "relation")
    add_view_class, edit_view_class, delete_view_class = SellerCreate, SellerEdit, SellerDelete
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("domain"), FieldPanel("account")]),
            FieldRowPanel([FieldPanel("relation", widget=PlainSelect), FieldPanel("authority")]),
        ]
    )


class SoldSpace(snippets.SnippetViewSetGroup):
    """Under one heading of the menu."""

    menu_label = _("Advertising")
    menu_icon = "thumbtack"
    menu_order = 70
    items = (FlightScreens, AdvertiserScreens, SlotScreens, SellerScreens)
