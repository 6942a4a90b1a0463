"""A slot: a named space in a page, in one of three shapes whose room the stylesheet keeps."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Size(NamedTuple):
    """In CSS pixels."""

    width_px: int
    height_px: int


class Shape(models.TextChoices):
    """What room a slot keeps. The names are those of the stylesheet's classes (`.slot--board`)."""

    BOARD = "board", _("board: across the page")
    TEXT = "text", _("square: in the text, on a telephone")
    TALL = "tall", _("tall: beside the text, on a wide screen")

    @property
    def narrow(self) -> Size | None:
        """What it takes on a telephone; None: it doesn't stand there."""
        return {"board": Size(358, 100), "text": Size(300, 250)}.get(self.value)

    @property
    def wide(self) -> Size | None:
        """What it takes on a desk; None: it doesn't stand there."""
        return {"board": Size(970, 180), "tall": Size(300, 600)}.get(self.value)


class Opening(models.TextChoices):
    """The openings that slots can stand in, by their names in docs/reference/openings.md."""

    FRONT_TOP = "front-after-top", _("the front, under the top")
    FRONT_BAND = "front-after-band", _("the front, under a band")
    SECTION_TOP = "section-after-top", _("a section's front, under the top")
    BESIDE = "beside-text", _("an article, beside the text")
    GAP = "gap", _("an article, in the text")
    AFTER_BODY = "after-body", _("an article, under the text")


class Slot(models.Model):
    """One named space. `/slots/<name>.json` tells what may rotate in it."""

    name = models.SlugField(_("name"), max_length=40, unique=True)
    opening = models.CharField(_("where"), max_length=20, choices=Opening.choices)
    shape = models.CharField(_("shape"), max_length=5, choices=Shape.choices)
    band = models.PositiveSmallIntegerField(
        _("under which band"), default=1, help_text=_("Counted from the top of the front; for a slot under a band only.")
    )
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        default_permissions = ("add", "change", "view")  # closed, not deleted: figures stand on it

    def __str__(self) -> str:
        return f"{self.name} ({self.get_opening_display()})"

    @property
    def thing(self) -> str:
        return thing_of(self.opening)

    @property
    def sizes(self) -> str:
        """For the newsroom's list: what it takes on a telephone and on a desk."""
        shape = Shape(self.shape)
        return " / ".join(f"{size.width_px} × {size.height_px}" if size else "–" for size in (shape.narrow, shape.wide))


def thing_of(opening: str) -> str:
    """What every page shows that has this opening: it is printed again when something is booked there, or no longer is."""
    return f"slots-{opening}"
