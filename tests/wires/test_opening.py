"""Files, folders and archives: opened safely, named plainly, nothing outside is touched."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from broadsheet.wires import opening
from broadsheet.wires.item import Refusal
from broadsheet.wires.opening import Arrived, arrived

ITEM = b'{"uri": "a", "headline": "A"}'


def opened(*paths: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """What was read, by name, and what was refused, by name."""
    read, refused = {}, {}
    for one in arrived(list(paths)):
        if isinstance(one, Refusal):
            refused[one.item] = one.why
        else:
            with one.open() as file:
                read[one.name] = file.read()
    return read, refused


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A zip archive of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A tar archive of these members."""
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_a_folder_a_zip_and_a_tar_give_their_files_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "folder/deep"
    folder.mkdir(parents=True)
    (folder / "b.json").write_bytes(ITEM)
    (folder / "a.json").write_bytes(ITEM)
    (folder / ".DS_Store").write_bytes(b"x")
    assert list(opened(tmp_path / "folder")[0]) == ["deep/a.json", "deep/b.json"]
    assert list(opened(zipped(tmp_path / "z.zip", {"y.json": ITEM, "x.json": ITEM, "__MACOSX/x": b""}))[0]) == [
        "z.zip: x.json",
        "z.zip: y.json",
    ]
    assert list(opened(tarred(tmp_path / "t.tar.gz", (tarfile.TarInfo("x.json"), ITEM)))[0]) == ["t.tar.gz: x.json"]


def test_one_packed_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl.gz").write_bytes(gzip.compress(ITEM))
    assert opened(tmp_path / "items.jsonl.gz") == ({"items.jsonl.gz": ITEM}, {})


def test_a_path_that_leads_out_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "z.zip", {"../evil.json": ITEM, "/etc/evil.json": ITEM, "c:\\evil.json": ITEM, "good.json": ITEM})
    read, refused = opened(archive)
    assert list(read) == ["z.zip: good.json"]
    assert set(refused.values()) == {"Its path leads out of the archive."}
    assert len(refused) == 3
    assert sorted(path.name for path in tmp_path.parent.rglob("evil*")) == []


def test_links_and_devices_in_an_archive_are_refused(tmp_path: Path) -> None:
    link, device = tarfile.TarInfo("link.json"), tarfile.TarInfo("device.json")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    _read, refused = opened(tarred(tmp_path / "t.tar", (link, b""), (device, b""), (tarfile.TarInfo("good.json"), ITEM)))
    assert set(refused) == {"t.tar: link.json", "t.tar: device.json"}


def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(ITEM)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/link.json").symlink_to(tmp_path / "secret.json")
    assert opened(tmp_path / "folder")[1] == {"link.json": "It is a link that leads out of the folder."}


def test_an_archive_within_an_archive_is_refused_by_name(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.json": ITEM}).read_bytes()
    refused = opened(zipped(tmp_path / "outer.zip", {"inner.zip": inner, "disguised.json": inner, "packed.json": gzip.compress(ITEM)}))[1]
    assert len(refused) == 3
    assert all("archive within an archive" in why for why in refused.values())


def test_what_swells_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST_FILE_BYTES", 1_000_000)
    refused = opened(zipped(tmp_path / "bomb.zip", {"bomb.json": b"0" * 5_000_000, "good.json": ITEM}))[1]
    assert list(refused) == ["bomb.zip: bomb.json"]
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b"0" * 5_000_000))
    assert "larger" in opened(tmp_path / "bomb.json.gz")[1]["bomb.json.gz"]


def test_a_broken_archive_is_refused_and_the_next_file_is_read(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "broken.zip", {"a.json": ITEM * 50, "b.json": ITEM})
    raw = bytearray(archive.read_bytes())
    raw[40:60] = b"\xff" * 20
    archive.write_bytes(raw)
    (tmp_path / "good.json").write_bytes(ITEM)
    read, refused = opened(archive, tmp_path / "good.json", tmp_path / "not-there.json")
    assert "good.json" in read
    assert "broken.zip: a.json" in refused
    assert refused[str(tmp_path / "not-there.json")] == "There is no such file or folder."


def test_pictures_are_found_by_the_address_an_item_gives(tmp_path: Path) -> None:
    members = {"export.json": ITEM, "uploads/2019/05/boat.jpg": b"may", "uploads/2020/06/boat.jpg": b"june", "uploads/pier.png": b"pier"}
    (one,) = arrived([zipped(tmp_path / "z.zip", members)])
    assert isinstance(one, Arrived)


def test_the_picture_of_the_right_month_is_chosen_and_no_guess_is_made(tmp_path: Path) -> None:
    members = {"export.json": ITEM, "uploads/2019/05/boat.jpg": b"may", "uploads/2020/06/boat.jpg": b"june", "uploads/pier.png": b"pier"}
    for one in arrived([zipped(tmp_path / "z.zip", members)]):
        assert one.picture("https://old.example/wp-content/uploads/2020/06/boat.jpg") == b"june"
        assert one.picture("https://old.example/wp-content/uploads/pier-300x200.png?x=1") == b"pier"
        assert one.picture("https://old.example/boat.jpg") is None, "two of that name, and nothing says which"
        assert one.picture("../../etc/passwd") is None
        assert one.picture("http://[") is None
