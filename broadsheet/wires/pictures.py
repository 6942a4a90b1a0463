"""Pictures whose files came with an item become photos of the paper; the same file is one photo, whoever names it."""

import io
from hashlib import sha1
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from broadsheet.news.photo import Photo
from broadsheet.news.picture_file import PictureProblem, without_place
from broadsheet.wires.item import Item, Picture, Refusal
from broadsheet.wires.opening import Arrived
from broadsheet.wires.setting import Photos


def taken_in(item: Item, arrived: Arrived) -> tuple[Photos, list[Refusal]]:
    """The item's pictures that came as files, by their addresses, and those that are none that we can take. Writes; before the batch's
    transaction, since reading a picture takes longer than a transaction should."""
    photos: Photos = {}
    refused: list[Refusal] = []
    for told in item.pictures:
        content = arrived.picture(told.address) if told.address not in photos else None
        try:
            if content is not None:
                photos[told.address] = _photo(content, told).pk
        except PictureProblem as mistake:
            refused.append(Refusal(f"{item.name}: {told.address}", str(mistake)))
    return photos, refused


def _photo(content: bytes, told: Picture) -> Photo:
    """The photo of this file: the one that is there, known by what the file is once its place is taken off, or a new one."""
    clean, _ending = without_place(io.BytesIO(content))
    known = Photo.objects.filter(file_hash=sha1(clean, usedforsecurity=False).hexdigest()).first()  # Wagtail's own mark of a file
    name = PurePosixPath(unquote(urlsplit(told.address).path)).name or "picture"
    return known or Photo.take_in(io.BytesIO(content), name, caption=told.caption, credit=told.credit, alt=told.alt)
