"""The pictures of a sample paper, taken into the paper's own library as a photographer's would be."""

import re
from typing import Any

from broadsheet.news.photo import Photo
from broadsheet.works.sample import Document, Sample

_SHOWN = re.compile(r'!\[(.*)\]\(([\w-]+) "')
FOCUS_SHARE = 0.3  # of the picture's sides: what lies around the point that must survive any crop

Told = dict[str, dict[str, Any]]  # name of a picture -> caption, credit, alt, crop_focus


def take_pictures(sample: Sample, articles: list[Document], more: set[str], covers: list[dict[str, Any]]) -> dict[str, Photo]:
    """Every picture that these articles show, the covers, and those named beside them: name -> photo. Writes rows and files.

    Caption, credit and alternative text are those of the first article that leads with it, in the paper's own language."""
    told = _told(sample, articles, more, covers)
    photos = {name: _taken(sample, name, words) for name, words in told.items()}
    Photo.objects.bulk_update(photos.values(), ["title", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"])
    return photos


def _told(sample: Sample, articles: list[Document], more: set[str], covers: list[dict[str, Any]]) -> Told:
    leads = [*(article.head["picture"] for article in articles if article.head["picture"]), *covers]
    within = [(name, caption) for article in articles for caption, name in _SHOWN.findall(article.text)]
    library = sample.pictures()
    told: Told = {}
    for lead in leads:
        told.setdefault(lead["name"], lead)
    for name, caption in within:
        told.setdefault(name, library[name] | {"caption": caption})
    for name in sorted(more):
        told.setdefault(name, library[name] | {"caption": ""})
    return told


def _taken(sample: Sample, name: str, words: dict[str, Any]) -> Photo:
    with sample.picture_file(name).open("rb") as file:
        photo = Photo.take_in(file, f"{name}.jpg", caption=words["caption"], credit=words["credit"], alt=words["alt"])
    photo.title = name.replace("-", " ").capitalize()
    photo.focal_point_x, photo.focal_point_y = round(photo.width * words["crop_focus"]["x"]), round(photo.height * words["crop_focus"]["y"])
    photo.focal_point_width, photo.focal_point_height = round(photo.width * FOCUS_SHARE), round(photo.height * FOCUS_SHARE)
    return photo
