"""A photo comes into the library, and is no more public than what shows it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection

from broadsheet.delivery.outbox import OutboxLine
from broadsheet.news.byline import Byline
from broadsheet.news.photo import Photo
from broadsheet.news.section import Section
from broadsheet.news.showing import note_photos
from broadsheet.newsroom.jobs import make_sizes
from tests.newsroom.conftest import line_names
from tests.newsroom.desk import Commits, Desk, errors
from tests.newsroom.press_photo import CAPTION, CREATOR, CREDIT, RIGHTS, TITLE, has_place, press_photo


@pytest.fixture
def upload(editor: Desk) -> Photo:
    """A photo that an editor uploads without typing a word about it."""
    file = SimpleUploadedFile("ferry.jpg", press_photo(), "image/jpeg")
    answer = editor.post(
        "/newsroom/images/add/",
        {
            "title": "ferry",
            "file": file,
            "collection": Collection.get_first_root_node().pk,
            "caption": "",
            "credit": "",
            "alt": "",
            "rights": "",
        },
    )
    assert answer.status_code == 302, errors(answer)
    return Photo.objects.get()


def original(photo: Photo) -> Path:
    return settings.PAPER.held_folder / photo.file.name


def test_what_the_photographer_wrote_is_read_and_the_place_is_gone(upload: Photo) -> None:
    assert (upload.caption, upload.alt, upload.rights) == (CAPTION, TITLE, RIGHTS)
    assert upload.credit == f"{CREATOR} / {CREDIT}"
    assert has_place(press_photo())
    assert not has_place(original(upload).read_bytes())


def test_an_editors_own_words_are_not_written_over(editor: Desk, db: None) -> None:
    file = SimpleUploadedFile("ferry.jpg", press_photo(), "image/jpeg")
    editor.post(
        "/newsroom/images/add/",
        {
            "title": "f",
            "file": file,
            "collection": Collection.get_first_root_node().pk,
            "caption": "Ours",
            "credit": "",
            "alt": "",
            "rights": "",
        },
    )
    assert (Photo.objects.get().caption, Photo.objects.get().alt) == ("Ours", TITLE)


def test_the_original_is_not_reachable_for_readers(upload: Photo, editor: Desk, reader: Client) -> None:
    assert reader.get(f"/held/{upload.file.name}").status_code == 404
    assert reader.get(f"/media/{upload.file.name}").status_code == 404
    assert editor.get(f"/held/{upload.file.name}").status_code == 200
    assert not list(settings.PAPER.media_folder.rglob(Path(upload.file.name).name))


def test_a_document_that_the_owner_sends_is_not_public(sit_down: Callable[[str], Desk]) -> None:
    told = {
        "title": "Minutes",
        "file": SimpleUploadedFile("minutes.html", b"<p>In confidence</p>"),
        "collection": Collection.get_first_root_node().pk,
    }
    assert sit_down("owner").post("/newsroom/documents/add/", told).status_code == 302
    assert not list(settings.PAPER.media_folder.rglob("minutes*"))
    (kept,) = settings.PAPER.held_folder.rglob("minutes*")
    kept.unlink()


def test_a_picture_is_public_while_something_public_shows_it(upload: Photo, editor: Desk, reader: Client, news: Section) -> None:
    assert reader.get(upload.url(400, "webp")).status_code == 404
    article = editor.write("publish", section=news.pk, headline="Fog", text=["Fog."], lead_photo=upload.pk)
    shown = Photo.objects.get()
    assert shown.url(400, "webp") == f"/media/pictures/{shown.key}-400.webp"
    assert reader.get(shown.url(400, "webp")).status_code == 200
    assert shown.url(400, "webp") in reader.get(article.path).text
    made = settings.PAPER.media_folder / "pictures" / f"{shown.key}-400.webp"
    assert made.exists()
    editor.withdraw(article)
    assert not made.exists()
    assert reader.get(f"/media/pictures/{shown.key}-400.webp").status_code == 404


def test_a_picture_that_somebody_asks_for_while_it_is_closed_is_not_left_behind(
    upload: Photo, editor: Desk, reader: Client, news: Section, django_capture_on_commit_callbacks: Commits
) -> None:
    article = editor.write("publish", section=news.pk, headline="Fog", text=["Fog."], lead_photo=upload.pk)
    made = settings.PAPER.media_folder / "pictures" / f"{upload.key}-400.webp"
    article.live = False
    with django_capture_on_commit_callbacks(execute=True):
        note_photos(article)
        made.write_bytes(b"made again by a reader who does not see the change before its commit")
    assert not made.exists()


def test_a_portrait_is_closed_when_its_byline_goes(upload: Photo, editor: Desk) -> None:
    nell = Byline(name="Nell Farrow", slug="nell-farrow", portrait=upload)
    nell.save()
    assert Photo.objects.get().is_open
    nell.delete()
    assert not Photo.objects.get().is_open


def test_the_sizes_of_a_published_picture_are_made_before_a_reader_asks(upload: Photo, editor: Desk, news: Section) -> None:
    editor.write("publish", section=news.pk, headline="Fog", text=["Fog."], lead_photo=upload.pk)
    queued = DBTaskResult.objects.get(task_path="broadsheet.newsroom.jobs.make_sizes")
    make_sizes.func(*queued.args_kwargs["args"])
    made = {file.name for file in (settings.PAPER.media_folder / "pictures").glob(f"{upload.key}-*")}
    assert made == {f"{upload.key}-{width}.{form}" for width in upload.widths for form in ("webp", "avif")}


def test_changed_words_under_a_photo_reach_every_page_that_shows_it(upload: Photo, editor: Desk, reader: Client, news: Section) -> None:
    article = editor.write("publish", section=news.pk, headline="Fog", text=["Fog."], lead_photo=upload.pk)
    OutboxLine.objects.all().delete()
    told = {
        "title": "ferry",
        "collection": upload.collection_id,
        "caption": "The late ferry",
        "credit": "",
        "alt": "A ferry",
        "rights": "",
        "tags": "",
    }
    answer = editor.post(f"/newsroom/images/{upload.pk}/", told)
    assert answer.status_code == 302, errors(answer)
    assert line_names(OutboxLine.objects.all()) == {article.thing}
    assert "The late ferry" in reader.get(article.path).text


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(editor: Desk, db: None) -> None:
    file = SimpleUploadedFile("ferry.jpg", b"GIF89a, or so it says", "image/jpeg")
    answer = editor.post("/newsroom/images/add/", {"title": "f", "file": file, "collection": Collection.get_first_root_node().pk})
    assert answer.status_code == 200
    assert errors(answer)[0]["file"]
    assert not Photo.objects.exists()
