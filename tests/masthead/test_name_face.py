"""The paper's name is set in a face that holds its own letters and no others."""

from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from broadsheet.masthead import name_face

WHOLE = Path(name_face.__file__).parent / "static" / name_face.WHOLE


def test_it_holds_the_letters_of_the_name_and_weighs_little() -> None:
    found = Path(finders.find(name_face.NAME))
    assert {chr(letter) for letter in TTFont(found).getBestCmap()} == set("The Harbour Gazette")
    assert found.stat().st_size < 4_000


def test_another_name_gets_another_cut(tmp_path: Path) -> None:
    name_face.cut(WHOLE, "Le Café", tmp_path / "name.woff2")
    assert {chr(letter) for letter in TTFont(tmp_path / "name.woff2").getBestCmap()} == set("Le Café")


def test_a_name_in_letters_that_the_face_lacks_is_left_to_the_next_face(tmp_path: Path) -> None:
    name_face.cut(WHOLE, "שליח", tmp_path / "name.woff2")
    assert not TTFont(tmp_path / "name.woff2").getBestCmap()


def test_a_papers_own_face_is_found_first(tests_paper: Path) -> None:
    own = tests_paper / "theme" / "static" / name_face.NAME
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"a face of our own")
    try:
        assert Path(finders.find(name_face.NAME)) == own
    finally:
        own.unlink()
