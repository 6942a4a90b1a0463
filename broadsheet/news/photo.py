"""The picture library: a photo with caption, credit, alternative text and rights; its original is never public."""

import secrets
from pathlib import Path
from threading import Lock
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageField, get_upload_to

from broadsheet.news import picture_file

_one_at_a_time = Lock()  # a picture of 40 megapixels takes 120 MB while it is made smaller
FOCUS_STEPS = 4  # a focal point is told to the stylesheet in fifths: .focus-x0 to .focus-x4


def held_storage() -> Storage:
    """Where originals lie: outside what the door hands out."""
    return storages["held"]


def new_key() -> str:
    """The part of a picture's address that nobody can guess, and that is another for another file."""
    return secrets.token_hex(10)


class Photo(AbstractImage):
    """One picture. Readers get it in a few widths at an address made of `key`; while nothing published shows it, only the newsroom does."""

    file = WagtailImageField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height", storage=held_storage)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True)
    alt = models.TextField(_("alternative text"), blank=True, help_text=_("What a reader who can't see the picture should be told."))
    rights = models.TextField(_("rights"), blank=True)
    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    is_open = models.BooleanField(default=False, editable=False)  # something that anyone may see shows it now

    admin_form_fields = (
        "title",
        "file",
        "caption",
        "credit",
        "alt",
        "rights",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    @classmethod
    def take_in(cls, file: IO[bytes], name: str, *, caption: str = "", credit: str = "", alt: str = "") -> "Photo":
        """A new photo from a file at hand; what is not told is read from the file itself. Writes. Raises PictureProblem."""
        photo = cls(title=name[:255], caption=caption, credit=credit, alt=alt, file=ContentFile(_read(file), name=name))
        photo.save()
        return photo

    def save(self, *args: object, **kwargs: object) -> None:
        """Saves; a new file first loses its GPS data and tells its IPTC data. Here, because no way in may go past it."""
        if self.file and not self.file._committed:
            self._take_new_file()
        self.description = self.alt[:255]  # Wagtail's own field for it, which its screens ask after
        super().save(*args, **kwargs)

    def _take_new_file(self) -> None:
        upload = self.file.file
        told = picture_file.told_by(upload)
        for field in ("caption", "credit", "alt", "rights"):
            setattr(self, field, getattr(self, field) or getattr(told, field)[: self._meta.get_field(field).max_length])
        clean, ending = picture_file.without_place(upload)
        stem = self.file.name.rpartition("/")[2].rpartition(".")[0] or "photo"
        self.file = ContentFile(clean, name=f"{stem}.{ending}")
        self.file_size, self.file_hash, self.key = len(clean), "", new_key()
        self._set_file_hash()

    @property
    def default_alt_text(self) -> str:
        """Wagtail's name for the alternative text."""
        return self.alt

    def url(self, width_px: int, form: str) -> str:
        """The address of this picture at that width as “webp” or “avif”: public once something open shows it."""
        return f"{'/media' if self.is_open else '/held'}/pictures/{self.key}-{width_px}.{form}"

    def srcset(self, form: str) -> str:
        """All widths that the original can give, for an <img srcset>."""
        return ", ".join(f"{self.url(width, form)} {picture_file.size_at(self.width, self.height, width)[0]}w" for width in self.widths)

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(width for width in picture_file.WIDTHS_PX if width < self.width * 1.2) or picture_file.WIDTHS_PX[:1]

    def size_at(self, width_px: int) -> tuple[int, int]:
        """Width and height in px at that width."""
        return picture_file.size_at(self.width, self.height, width_px)

    @property
    def shown_size(self) -> tuple[int, int]:
        return self.size_at(self.widths[-1])

    @property
    def focus(self) -> str:
        """Which class keeps the point that must survive any crop in sight; empty for the middle."""
        if self.focal_point_x is None or self.focal_point_y is None:
            return ""
        return f"focus-x{_step(self.focal_point_x, self.width)} focus-y{_step(self.focal_point_y, self.height)}"

    @property
    def thing(self) -> str:
        return f"photo-{self.pk}"


class PhotoRendition(AbstractRendition):
    """A size that the newsroom's own screens show. Readers' sizes are made by views.picture."""

    image = models.ForeignKey(Photo, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_of_a_kind")]


def keep_size(photo: Photo, place: Path, width_px: int, form: str) -> None:
    """Makes the photo at that width into that file; whole or not at all. Writes a file. Raises PictureProblem."""
    with _one_at_a_time, photo.file.storage.open(photo.file.name) as original:
        made = picture_file.resized(original, width_px, form)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{secrets.token_hex(4)}-{place.name}")
    draft.write_bytes(made)
    draft.replace(place)


def _step(place: int, length: int) -> int:
    return min(FOCUS_STEPS, max(0, round(place / max(1, length) * FOCUS_STEPS)))


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
