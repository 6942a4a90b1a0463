"""The sample papers as an operator gets them, before anything is loaded."""

from pathlib import Path

import pytest

from broadsheet.masthead.paper import read
from broadsheet.works import sample
from broadsheet.works.demo import PASSWORD, lay, sign_ins


def test_the_gazette_has_its_masthead(tmp_path: Path) -> None:
    lay(tmp_path / "gazette", "gazette")
    paper = read(tmp_path / "gazette", environment={})
    assert (paper.name, paper.motto, paper.language, paper.timezone.key) == (
        "The Harbour Gazette",
        "Tides, and other news",
        "en",
        "Europe/London",
    )
    assert (paper.publisher.name, paper.editor.name, paper.demo) == ("Ottoline Marsh", "Gideon Farrow", True)
    assert all(channel.url.split("/")[2].endswith(".example") for channel in paper.channels)
    assert len(paper.channels) >= 2


def test_its_sister_has_hers(tmp_path: Path) -> None:
    lay(tmp_path / "shaliach", "shaliach")
    paper = read(tmp_path / "shaliach", environment={})
    assert (paper.name, paper.is_rtl, paper.editor.name) == ("שליח הנמל", True, "יעל אמרני־שטיין")


def test_the_sign_ins_are_told_in_full() -> None:
    said = list(sign_ins("gazette"))
    assert len(said) == 2
    assert all(PASSWORD in line for line in said)
    assert "editor@gazette.example" in said[0]


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(sample.SampleProblem, match="is not empty"):
        lay(tmp_path, "gazette")


def test_where_the_samples_are_missing_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "FOLDER", tmp_path / "demo")
    with pytest.raises(sample.SampleProblem, match="run the demo from a checkout"):
        lay(tmp_path / "gazette", "gazette")
