"""Files as they arrive, out of nothing but their bytes."""

import json
from datetime import UTC
from io import BytesIO

from broadsheet.wires.item import Item, Refusal
from broadsheet.wires.opening import Arrived
from broadsheet.wires.recognising import items


def arrived_of(name: str, content: bytes | str | object) -> Arrived:
    """A file of these bytes, this text, or this JSON, with no picture beside it."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    raw = content if isinstance(content, bytes) else content.encode()
    return Arrived(name, lambda: BytesIO(raw), lambda _address: None)


def read(content: bytes | str | object, name: str = "sample", wanted: str | None = None) -> list[Item | Refusal]:
    """All items of such a file."""
    return list(items(arrived_of(name, content), UTC, wanted))


def only(content: bytes | str | object) -> Item:
    """The one item of such a file."""
    (item,) = read(content)
    assert isinstance(item, Item), item
    return item


def refusal(content: bytes | str | object, wanted: str | None = None) -> str:
    """Why such a file gives nothing."""
    (refused,) = read(content, wanted=wanted)
    assert isinstance(refused, Refusal), refused
    return refused.why
