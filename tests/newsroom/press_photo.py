"""A press photographer's JPEG, made byte by byte: IPTC words, and the place where it was taken in its EXIF data."""

import io
import struct

from PIL import Image

CAPTION, CREDIT, CREATOR, RIGHTS, TITLE = (
    "The ferry at the pier",
    "Gazette",
    "Iris Quay",
    "© The Harbour Gazette",
    "Ferry at the pier, fog behind it",
)
LATITUDE = "51 deg"


def press_photo(width_px: int = 1200, height_px: int = 800) -> bytes:
    """A JPEG with IPTC (IIM 4.2, record 2) in its APP13 segment and GPS coordinates in its EXIF data."""
    picture = Image.linear_gradient("L").resize((width_px, height_px)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "Fish Street"  # ImageDescription
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 26.5), 3: "E", 4: (0.0, 7.0, 39.9)}  # GPSLatitude and GPSLongitude
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    plain = out.getvalue()
    return plain[:2] + _app13() + plain[2:]


def has_place(jpeg: bytes) -> bool:
    return 0x8825 in Image.open(io.BytesIO(jpeg)).getexif()


def _app13() -> bytes:
    told = {120: CAPTION, 110: CREDIT, 80: CREATOR, 116: RIGHTS, 105: TITLE}
    iptc = b"\x1c\x01\x5a\x00\x03\x1b%G" + b"".join(
        b"\x1c\x02" + bytes([tag]) + struct.pack(">H", len(text.encode())) + text.encode() for tag, text in told.items()
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc)) + iptc + (b"\x00" if len(iptc) % 2 else b"")
    segment = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment
