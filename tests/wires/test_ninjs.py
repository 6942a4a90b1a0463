"""ninjs of every version, as agencies send it."""

import pytest

from broadsheet.wires.item import Item, Status
from tests.wires.arriving import only, read, refusal
from tests.wires.reading_blocks import said

OLD = {
    "uri": "urn:harbour:1", "type": "text", "version": "2", "versioncreated": "2026-03-01T10:00:00+02:00", "firstcreated": "2026-03-01T08:00:00+02:00", "pubstatus": "usable",
    "language": "en-GB", "byline": "By Ruth Adler and Jonah Reyes", "headline": "Ferry <back> at pier 3", "located": "Haifa", "urgency": 3,
    "body_text": "It sailed.\n\nIt came back.", "body_xhtml": "<p>It <em>sailed</em>.</p><p>It came back.</p>", "description_text": "The first in a year.",
    "subject": [{"name": "Transport", "rel": "classifies"}, {"name": "Ferries", "rel": "about"}], "person": [{"name": "Ruth Adler", "rel": "about"}],
}  # fmt: skip
NEW = {
    "standard": {"name": "ninjs", "version": "3.1"}, "uri": "urn:harbour:1", "type": "text", "version": "2", "versionCreated": "2026-03-01T10:00:00+02:00",
    "firstCreated": "2026-03-01T08:00:00+02:00", "pubStatus": "usable", "language": "en-GB", "by": "By Ruth Adler and Jonah Reyes", "located": "Haifa", "urgency": 3,
    "headlines": [{"role": "main", "value": "Ferry <back> at pier 3"}],
    "bodies": [{"role": "main", "contentType": "text/plain", "value": "It sailed.\n\nIt came back."},
               {"role": "rich", "contentType": "application/xhtml+xml", "value": "<p>It <em>sailed</em>.</p><p>It came back.</p>"}],
    "descriptions": [{"role": "caption", "value": "not this"}, {"role": "text", "value": "The first in a year."}],
    "subjects": [{"name": "Transport", "rel": "classifies"}, {"name": "Ferries", "rel": "about"}], "people": [{"name": "Ruth Adler", "rel": "about"}],
}  # fmt: skip


@pytest.mark.parametrize("told", [OLD, NEW], ids=["1.x", "3.x"])
def test_an_item_reads_the_same_whatever_the_version_calls_its_fields(told: dict) -> None:
    item = only(told)
    item.write()
    assert ((item.source, item.external_id), item.version, item.status) == (("ninjs", "urn:harbour:1"), "2", Status.PUBLISHED)
    assert item.headline == "Ferry <back> at pier 3", "a headline is plain text"
    assert item.blocks == [("paragraph", "<p>It <i>sailed</i>.</p>"), ("paragraph", "<p>It came back.</p>")]
    assert (item.standfirst, item.dateline, item.importance, item.language) == ("The first in a year.", "Haifa", 75, "en-GB")
    assert [one.name for one in item.bylines] == ["Ruth Adler", "Jonah Reyes"]
    assert (item.section.name, [one.name for one in item.topics]) == ("Transport", ["Ferries", "Ruth Adler"])
    assert (item.published_at.isoformat(), item.modified_at.isoformat()) == ("2026-03-01T06:00:00+00:00", "2026-03-01T08:00:00+00:00")


@pytest.mark.parametrize(("told", "why"), [
    ({"uri": "a", "type": "picture", "headline": "x"}, "a picture"), ({"uri": "a", "type": "event", "title": "x"}, "an event"), ({"uri": "a", "type": "planning"}, "a plan"),
    ({"uri": "a", "type": "audio"}, "a sound"), ({"uri": "a", "type": "video"}, "a film"), ({"uri": "a", "type": "strange", "headline": "x"}, "“strange”"),
    ({"uri": " ", "headline": "x"}, "no uri"), ({"headline": "x", "pubstatus": "usable"}, "no uri"), ({"uri": "a", "urgency": 2}, "neither a headline nor a text"),
    ({"uri": "a", "headline": "x", "body_text": {"no": "text"}}, "no text"), ({"uri": "a", "headline": "x", "pubstatus": "perhaps"}, "“perhaps”"),
    ({"uri": "a", "type": "composite", "headline": "x", "eventDetails": {}}, "an event"),
])  # fmt: skip
def test_what_is_no_article_is_refused_with_the_reason(told: dict, why: str) -> None:
    assert why in refusal(told)


def test_what_is_canceled_withheld_or_embargoed_says_so() -> None:
    assert only({"uri": "a", "pubstatus": "canceled"}).status is Status.CANCELED
    assert only({"uri": "a", "pubstatus": "withheld", "headline": "x"}).status is Status.WITHHELD
    assert only({"uri": "a", "headline": "x", "embargoed": "2026-12-01T00:00:00Z"}).status is Status.WITHHELD


def test_a_composite_with_a_text_is_an_article_and_its_largest_picture_leads() -> None:
    item = only({"uri": "a", "type": "composite", "headline": "x", "body_text": "y", "associations": {"main": {
        "type": "picture", "byline": "Dana Levi", "description_text": "At the pier.",
        "renditions": {"small": {"href": "https://a.example/s.jpg", "width": 100}, "big": {"href": "https://a.example/b.jpg", "width": 900}}}}})  # fmt: skip
    assert (item.lead.address, item.lead.caption, item.lead.credit) == ("https://a.example/b.jpg", "At the pier.", "Dana Levi")


def test_items_come_alone_in_lists_in_wrappers_and_line_by_line() -> None:
    one, other = {"uri": "a", "headline": "A"}, {"uri": "b", "headline": "B"}
    assert [item.headline for item in read([one, other])] == ["A", "B"]
    assert [item.headline for item in read({"items": [one, other]})] == ["A", "B"]
    lines = read('{"uri": "a", "headline": "A"}\n{"uri": broken}\n{"uri": "b", "headline": "B"}\n')
    assert [isinstance(item, Item) for item in lines] == [True, False, True]
    assert "line 2" in lines[1].item


def test_a_raw_line_end_inside_a_text_is_read() -> None:
    item = only('{"uri": "a", "headline": "A", "body_text": "one\n\ntwo"}')
    item.write()
    assert said(item.blocks).split() == ["one", "two"]


def test_a_schema_is_no_item() -> None:
    assert "schema" in refusal({"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"uri": {}}})


def test_every_real_item_is_read_or_refused_by_name(inputs) -> None:
    taken, refused = [], []
    for file in sorted((inputs / "wire/ninjs").rglob("*.json")):
        for item in read(file.read_bytes(), file.name):
            (taken if isinstance(item, Item) else refused).append(item)
    for item in taken:
        item.write()
    assert len(taken) > 55
    assert all(refusal.item and refusal.why.endswith(".") for refusal in refused)
    assert not [refusal for refusal in refused if "could not be read" in refusal.why]
