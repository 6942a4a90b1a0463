"""A new paper: a folder that can be served, or a sentence that says why not."""

from pathlib import Path

import pytest

from broadsheet.masthead.paper import PaperProblem, read
from broadsheet.works.new import FOLDERS, NewPaperProblem, new

KEELBY = {"name": "The Keelby Mercury", "language": "en", "timezone": "Europe/London", "currency": "GBP"}


def test_a_new_paper_reads_as_it_was_named(tmp_path: Path) -> None:
    new(tmp_path / "mercury", **KEELBY)
    paper = read(tmp_path / "mercury", environment={})
    assert (paper.name, paper.language, paper.timezone.key, paper.currency) == tuple(KEELBY.values())
    assert (paper.short_name, paper.motto, paper.channels, paper.demo) == ("The Keelby Mercury", "", (), False)


def test_everything_has_its_place_and_the_theme_says_how_it_is_used(tmp_path: Path) -> None:
    new(tmp_path / "mercury", **KEELBY)
    assert all((tmp_path / "mercury" / place).is_dir() for place in FOLDERS)
    assert "theme.css" in (tmp_path / "mercury" / "theme" / "README.md").read_text(encoding="utf-8")


def test_an_existing_empty_folder_will_do(tmp_path: Path) -> None:
    new(tmp_path, **KEELBY)
    assert read(tmp_path, environment={}).name == "The Keelby Mercury"


def test_a_name_may_hold_quotes_backslashes_and_hebrew(tmp_path: Path) -> None:
    name = 'The "Evening" \\ {שליח} Post'
    new(tmp_path / "post", **{**KEELBY, "name": name}, more={"editor": {"name": 'J. "Jack" Poe', "role": "Editor"}})
    paper = read(tmp_path / "post", environment={})
    assert (paper.name, paper.editor.name) == (name, 'J. "Jack" Poe')


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear editor", encoding="utf-8")
    with pytest.raises(NewPaperProblem, match="is not empty"):
        new(tmp_path, **KEELBY)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_paper_is_not_made_over_another_nor_over_a_file(tmp_path: Path) -> None:
    new(tmp_path / "mercury", **KEELBY)
    with pytest.raises(NewPaperProblem, match="There is a paper"):
        new(tmp_path / "mercury", **KEELBY)
    (tmp_path / "file").touch()
    with pytest.raises(NewPaperProblem, match="is a file"):
        new(tmp_path / "file", **KEELBY)


@pytest.mark.parametrize(
    ("key", "value", "said"), [("language", "tlh", "tlh"), ("timezone", "Kelmouth", "no time zone"), ("name", "", "has no “name”")]
)
def test_a_setting_that_is_off_is_named_and_nothing_is_left_behind(tmp_path: Path, key: str, value: str, said: str) -> None:
    with pytest.raises(PaperProblem, match=said):
        new(tmp_path / "mercury", **{**KEELBY, key: value})
    assert list(tmp_path.iterdir()) == []
