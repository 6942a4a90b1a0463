"""Who advertises, and what they ordered."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class Advertiser(ClusterableModel):
    """Somebody who pays for space; or the paper itself."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True, help_text=_("Whom to call. Readers never see it."))

    class Meta:
        ordering = ("name",)
        verbose_name = _("advertiser")
        verbose_name_plural = _("advertisers")

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    DIRECT = "direct", _("sold by us")
    HOUSE = "house", _("the paper's own")


class Campaign(models.Model):
    """One order of an advertiser's."""

    advertiser = ParentalKey(Advertiser, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("advertiser"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=6,
        choices=Kind.choices,
        default=Kind.DIRECT,
        help_text=_("The paper's own stands only where nothing sold may."),
    )
    note = models.TextField(_("note"), blank=True)
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return f"{self.advertiser}: {self.name}"
