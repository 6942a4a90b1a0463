"""Static files and media from disk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.delivery.public_files import CHUNK_BYTES, content_type, read_range
from tests.delivery.readers import Newspaper

CSS, TEXT = "/static/front.3f2a.css", b"body { color: black }"
BIG = os.urandom(CHUNK_BYTES * 2 + 17)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path)
    for folder in ("static", "media"):
        (tmp_path / folder / "pictures").mkdir(parents=True)
    (tmp_path / CSS[1:]).write_bytes(TEXT)
    (tmp_path / "media/film.mp4").write_bytes(BIG)
    yield paper
    paper.shelf.close()


def test_a_file_goes_out_with_a_years_caching(paper: Newspaper) -> None:
    answer = paper.get(CSS)
    assert (answer.status, answer.body) == (200, TEXT)
    assert answer["content-type"] == "text/css; charset=utf-8"
    assert answer["cache-control"] == "public, max-age=31536000, immutable"
    assert answer["content-length"] == str(len(TEXT))
    assert answer["x-content-type-options"] == "nosniff"
    assert paper.log()[0].split()[1:6] == ["GET", CSS, "200", "-", "file"]


def test_a_long_file_goes_out_whole(paper: Newspaper) -> None:
    assert paper.get("/media/film.mp4").body == BIG


def test_a_head_request_for_a_file(paper: Newspaper) -> None:
    whole, head = paper.get(CSS), paper.get(CSS, method="HEAD")
    assert head.headers == whole.headers
    assert head.body == b""


def test_a_file_that_the_reader_has_is_a_304(paper: Newspaper) -> None:
    etag = paper.get(CSS)["etag"] or ""
    answer = paper.get(CSS, ("If-None-Match", etag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer["cache-control"] == "public, max-age=31536000, immutable"
    assert paper.get(CSS, ("If-None-Match", '"other"')).status == 200


def test_a_compressed_twin_is_sent_to_who_accepts_it(paper: Newspaper) -> None:
    (paper.folder / (CSS[1:] + ".br")).write_bytes(b"as brotli")
    (paper.folder / (CSS[1:] + ".gz")).write_bytes(b"as gzip")
    brotli, packed, plain = (paper.get(CSS, ("Accept-Encoding", accepted)) for accepted in ("gzip, br", "gzip", "identity"))
    assert [answer.body for answer in (brotli, packed, plain)] == [b"as brotli", b"as gzip", TEXT]
    assert [answer["content-encoding"] for answer in (brotli, packed, plain)] == ["br", "gzip", None]
    assert {answer["vary"] for answer in (brotli, packed, plain)} == {"Accept-Encoding"}
    assert len({answer["etag"] for answer in (brotli, packed, plain)}) == 3
    assert brotli["content-type"] == "text/css; charset=utf-8"


def test_a_lone_gzip_twin_serves_who_likes_brotli_better(paper: Newspaper) -> None:
    (paper.folder / (CSS[1:] + ".gz")).write_bytes(b"as gzip")
    assert paper.get(CSS, ("Accept-Encoding", "br, gzip;q=0.8")).body == b"as gzip"
    assert paper.get(CSS, ("Accept-Encoding", "br")).body == TEXT


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, len(BIG) - 1),
        ("bytes=-5", len(BIG) - 5, len(BIG) - 1),
        ("bytes=10-99999999", 10, len(BIG) - 1),
    ],
)
def test_a_part_of_a_film(paper: Newspaper, asked: str, first: int, last: int) -> None:
    answer = paper.get("/media/film.mp4", ("Range", asked))
    assert answer.status == 206
    assert answer.body == BIG[first : last + 1]
    assert answer["content-range"] == f"bytes {first}-{last}/{len(BIG)}"
    assert answer["content-length"] == str(last - first + 1)


def test_a_part_that_is_not_there(paper: Newspaper) -> None:
    answer = paper.get("/media/film.mp4", ("Range", f"bytes={len(BIG)}-"))
    assert (answer.status, answer["content-range"], answer.body) == (416, f"bytes */{len(BIG)}", b"")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=5-1", "lines=0-1", "bytes=", "bytes=-"])
def test_a_range_that_is_not_understood_gets_the_whole(paper: Newspaper, asked: str) -> None:
    assert paper.get("/media/film.mp4", ("Range", asked)).status == 200


def test_a_part_is_sent_only_of_the_file_the_reader_began_with(paper: Newspaper) -> None:
    etag = paper.get("/media/film.mp4")["etag"] or ""
    assert paper.get("/media/film.mp4", ("Range", "bytes=0-9"), ("If-Range", etag)).status == 206
    assert paper.get("/media/film.mp4", ("Range", "bytes=0-9"), ("If-Range", '"older"')).status == 200


@given(asked=st.from_regex(rb"bytes=\d{0,4}-\d{0,4}", fullmatch=True), size=st.integers(0, 5_000))
def test_a_part_always_lies_within_the_file(asked: bytes, size: int) -> None:
    try:
        part = read_range(asked, size)
    except ValueError:
        return
    assert part is None or 0 <= part.first <= part.last < size


@pytest.mark.parametrize(
    "path", ["/media/pictures/none-400.webp", "/media/pictures/", "/media/pictures", "/media/" + "a" * 300, "/static/../static/x"]
)
def test_what_is_no_file_goes_on_to_django(paper: Newspaper, path: str) -> None:
    assert paper.get(path).body == b"Django was here."


def test_a_drawing_opened_by_itself_runs_nothing(paper: Newspaper) -> None:
    (paper.folder / "media/map.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    answer = paper.get("/media/map.svg")
    assert answer["content-type"] == "image/svg+xml; charset=utf-8"
    assert "sandbox" in (answer["content-security-policy"] or "")
    assert paper.get("/media/film.mp4")["content-security-policy"] is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.webp", b"image/webp"),
        ("a.avif", b"image/avif"),
        ("a.WOFF2", b"font/woff2"),
        ("a.js", b"text/javascript; charset=utf-8"),
        ("a", b"application/octet-stream"),
    ],
)
def test_a_files_type_by_its_name(name: str, kind: bytes) -> None:
    assert content_type(Path(name)) == kind
