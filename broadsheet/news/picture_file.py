"""A picture's file: what it says about itself, what must not leave the house, and the sizes readers get. Plain Python."""

import io
import warnings
from dataclasses import dataclass
from typing import IO

import pillow_heif
from PIL import Image, ImageOps, IptcImagePlugin, UnidentifiedImageError

WIDTHS_PX = (400, 800, 1600)
FORMATS = {
    "webp": {"quality": 80, "method": 4},
    "avif": {"quality": 60, "speed": 8},
}  # the same size for the eye; speed 8 costs what WebP costs
GPS_IFD, ORIENTATION = 0x8825, 0x0112  # EXIF 2.32, tags
IPTC_HEADLINE, IPTC_CREATOR, IPTC_CREDIT, IPTC_RIGHTS, IPTC_CAPTION = (2, 105), (2, 80), (2, 110), (2, 116), (2, 120)  # IIM 4.2, record 2
Image.MAX_IMAGE_PIXELS = 40_000_000  # beyond: a picture that is small on disk and fills the memory
pillow_heif.register_heif_opener()


class PictureProblem(Exception):
    """The file is no picture that we can take; the text says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a picture's file says of itself (IPTC, else XMP); empty where it says nothing."""

    caption: str = ""
    credit: str = ""
    alt: str = ""
    rights: str = ""


def told_by(file: IO[bytes]) -> Told:
    """Caption, credit, alternative text and rights as the photographer wrote them into the file."""
    picture = _opened(file)
    iptc = IptcImagePlugin.getiptcinfo(picture) or {}  # type: ignore[arg-type]  # what open() gives is an ImageFile
    xmp = _xmp(picture)
    creator, credit = _iptc(iptc, IPTC_CREATOR), _iptc(iptc, IPTC_CREDIT)
    return Told(
        caption=_iptc(iptc, IPTC_CAPTION) or xmp.get("description", ""),
        credit=" / ".join(dict.fromkeys(part for part in (creator, credit) if part)) or xmp.get("creator", ""),
        alt=xmp.get("AltTextAccessibility", "") or _iptc(iptc, IPTC_HEADLINE) or xmp.get("headline", ""),
        rights=_iptc(iptc, IPTC_RIGHTS) or xmp.get("rights", ""),
    )


def without_place(file: IO[bytes]) -> tuple[bytes, str]:
    """The same picture without GPS, XMP (it repeats the place) and thumbnail, upright; and its format's ending.

    A JPEG that stands upright keeps its very pixels. Raises PictureProblem for what is no picture, or too large a one."""
    picture = _opened(file)
    exif = picture.getexif()
    turned = exif.get(ORIENTATION, 1) != 1
    upright = ImageOps.exif_transpose(picture) if turned else picture
    kept = upright.getexif() if turned else exif
    if GPS_IFD in kept:
        del kept[GPS_IFD]
    out = io.BytesIO()
    if picture.format == "JPEG":
        upright.save(out, "JPEG", quality=95 if turned else "keep", exif=kept, icc_profile=picture.info.get("icc_profile"))
        return out.getvalue(), "jpg"
    if picture.format in ("PNG", "GIF"):
        upright.save(out, "PNG")
        return out.getvalue(), "png"
    if picture.format == "WEBP":
        upright.save(out, "WEBP", quality=92)
        return out.getvalue(), "webp"
    upright.convert("RGB").save(out, "JPEG", quality=95, icc_profile=picture.info.get("icc_profile"))
    return out.getvalue(), "jpg"


def size_at(width_px: int, height_px: int, wanted_px: int) -> tuple[int, int]:
    """Width and height of the picture at that width; never larger than the original."""
    width = min(width_px, wanted_px)
    return width, max(1, round(height_px * width / max(1, width_px)))


def resized(file: IO[bytes], width_px: int, form: str) -> bytes:
    """The picture at most that wide, as WebP or AVIF, with nothing but pixels in it."""
    picture = _opened(file)
    picture.draft("RGB", (width_px * 2, width_px * 2))
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    small = plain.resize(size_at(plain.width, plain.height, width_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, form.upper(), **FORMATS[form])
    return out.getvalue()


def _opened(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(file)
            picture.load() if picture.format != "JPEG" else None
            return picture
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise PictureProblem(
            f"This file is no picture that we can take: {error}. Send a JPEG, PNG, WebP, AVIF or HEIC of at most 40 megapixels."
        ) from error


def _iptc(iptc: dict, field: tuple[int, int]) -> str:
    value = iptc.get(field, b"")
    first = value[0] if isinstance(value, list) else value
    try:
        return first.decode("utf-8").strip()
    except UnicodeDecodeError:
        return first.decode("latin-1").strip()


def _xmp(picture: Image.Image) -> dict[str, str]:
    """The few XMP properties we read, flat: name without prefix -> first text."""
    try:
        tree = picture.getxmp()
    except Exception:  # noqa: BLE001 - a broken packet must not refuse the picture
        return {}
    found: dict[str, str] = {}
    _gather(tree, found)
    return found


def _gather(node: object, found: dict[str, str], name: str = "") -> None:
    if isinstance(node, str) and name and node.strip():
        found.setdefault(name, node.strip())
    elif isinstance(node, list):
        for part in node:
            _gather(part, found, name)
    elif isinstance(node, dict):
        for key, part in node.items():
            bare = key.rpartition(":")[2]
            _gather(part, found, name if bare in ("Alt", "Seq", "Bag", "li", "text") else bare if bare != "lang" else "")
