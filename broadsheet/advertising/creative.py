"""A creative: what a reader sees. Words that the paper sets, or the advertiser's own picture."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from broadsheet.advertising import picture
from broadsheet.advertising.campaign import Kind
from broadsheet.advertising.flight import Flight
from broadsheet.advertising.slot import Shape

PICTURES = "notices"  # their folder under /media/


def public_storage() -> Storage:
    """Where pictures of creatives lie: they are made to be seen by anyone."""
    return FileSystemStorage(location=settings.PAPER.media_folder, base_url="/media/", allow_overwrite=True)


def refuse_what_is_no_picture(file: File) -> None:
    """Raises ValidationError with what is wrong with the file. One that is kept already was looked at then."""
    if getattr(file, "_committed", False):
        return
    file.seek(0)
    try:
        picture.cleaned(file.read(picture.MOST_BYTES + 1))
    except picture.PictureProblem as problem:
        raise ValidationError(str(problem)) from problem


class Tone(models.TextChoices):
    """How words are set. The names are those of the stylesheet's classes (`.notice--dark`)."""

    LIGHT = "light", _("dark on light")
    DARK = "dark", _("light on dark")


class Creative(models.Model):
    """One advertisement in one shape."""

    flight = ParentalKey(Flight, on_delete=models.CASCADE, related_name="creatives", verbose_name=_("flight"))
    shape = models.CharField(_("shape"), max_length=5, choices=Shape.choices)
    link = models.CharField(
        _("leads to"), max_length=500,
        validators=[RegexValidator(r"^(?:https?://[^\s/]+|/(?!/))\S*$", _("Give a whole address (https://…), or a path of this paper that begins with one slash."))],
    )  # fmt: skip
    headline = models.CharField(_("headline"), max_length=60, blank=True)
    line = models.CharField(_("line"), max_length=140, blank=True)
    button = models.CharField(_("button"), max_length=30, blank=True)
    foot = models.CharField(_("foot"), max_length=90, blank=True)
    tone = models.CharField(_("tone"), max_length=5, choices=Tone.choices, default=Tone.LIGHT)
    picture = models.ImageField(
        _("picture"), upload_to=PICTURES, storage=public_storage, width_field="width", height_field="height", blank=True, validators=[refuse_what_is_no_picture],
        help_text=_("Instead of words. It is shown whole, within the shape's room."),
    )  # fmt: skip
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    alt = models.CharField(_("alternative text"), max_length=200, blank=True, help_text=_("What the picture says, for who can't see it."))
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering = ("sort_order", "id")
        verbose_name = _("creative")
        verbose_name_plural = _("creatives")
        constraints = [models.CheckConstraint(condition=~models.Q(headline="") | ~models.Q(picture=""), name="creative_shows_something")]

    def __str__(self) -> str:
        return self.headline or self.alt or self.link

    @property
    def thing(self) -> str:
        return f"creative-{self.pk}"

    @property
    def is_ours(self) -> bool:
        return self.flight.campaign.kind == Kind.HOUSE

    @property
    def label(self) -> str:
        """What stands above it: that it is an advertisement, and whose where it is our own."""
        if self.is_ours:
            return gettext("Advertisement from %(paper)s") % {"paper": settings.PAPER.name}
        return gettext("Advertisement")

    def clean(self) -> None:
        """It shows words or a picture, and a picture says in words what it shows."""
        if not self.headline and not self.picture:
            raise ValidationError(_("Give a headline, or a picture: a creative shows something."))
        if self.picture and not self.alt:
            raise ValidationError({"alt": _("Say what the picture says: who can't see it reads this.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves; of a new picture only the pixels, under a name that tells its content. Here, because no way in may go past it."""
        if self.picture and not self.picture._committed:
            self.picture.seek(0)
            name, pixels = picture.cleaned(self.picture.read())
            self.picture = ContentFile(pixels, name=name)
        super().save(*args, **kwargs)
