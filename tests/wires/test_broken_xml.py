"""Broken XML: what can still be read of it is read, and the rest is named."""

import io

import pytest

from broadsheet.wires import broken_xml
from broadsheet.wires.broken_xml import Unreadable, pieces

ITEM = "<item><title>{}</title><description>Two & two</description></item>"


def read(text: str) -> list[object]:
    return [
        piece if isinstance(piece, Unreadable) else piece.findtext("title")
        for piece in pieces(io.BytesIO(text.encode()), within=frozenset({"item"}))
    ]


def test_what_stands_around_an_item_that_never_ends_is_read() -> None:
    assert read(f"<rss><channel>{ITEM.format('One')}<item><title>Lost{ITEM.format('Two')}</channel></rss>") == ["One", "Two"]


def test_thirty_thousand_items_that_never_end_are_read_in_one_walk() -> None:
    told = read(f"<rss><channel>{'<item>' * 30_000}<title>The last</title></item>")
    assert told[-1:] == ["The last"]


def test_a_broken_file_that_is_too_large_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken_xml, "MOST_MENDED_BYTES", 200)
    (told,) = read(f"<rss><channel>{ITEM.format('One') * 9}</channel></rss>")
    assert isinstance(told, Unreadable)
    assert "too large to be mended" in told.why
