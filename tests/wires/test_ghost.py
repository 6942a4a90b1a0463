"""Ghost's exports: three ways of keeping a text, and what is no article."""

import json

import pytest

from broadsheet.wires.item import Item, Kind, Status
from tests.wires.arriving import only, read, refusal
from tests.wires.reading_blocks import said

ID = "64b000000000000000000001"


def export(**post: object) -> dict:
    """An export of Ghost with one post."""
    row = {
        "id": ID,
        "title": "Ferry back",
        "slug": "ferry-back",
        "status": "published",
        "type": "post",
        "visibility": "public",
        "published_at": "2024-01-02T03:04:05.000Z",
    } | post
    return {"db": [{"meta": {"version": "5.1"}, "data": {
        "posts": [row], "users": [{"id": "u", "name": "Ruth Adler", "slug": "ruth", "bio": "Sails."}], "posts_authors": [{"post_id": ID, "author_id": "u", "sort_order": 0}],
        "tags": [{"id": "t", "name": "Harbour", "slug": "harbour"}, {"id": "i", "name": "#internal", "slug": "hash-internal"}, {"id": "f", "name": "Ferries", "slug": "ferries"}],
        "posts_tags": [{"post_id": ID, "tag_id": "f", "sort_order": 2}, {"post_id": ID, "tag_id": "t", "sort_order": 1}, {"post_id": ID, "tag_id": "i", "sort_order": 0}],
        "posts_meta": [{"post_id": ID, "feature_image_caption": "At <i>dawn</i>", "feature_image_alt": "A boat"}]}}]}  # fmt: skip


def test_a_post_becomes_an_item_with_what_lies_beside_it() -> None:
    item = only(export(html="<p>It sailed.</p>", feature_image="__GHOST_URL__/content/images/boat.jpg", custom_excerpt="At last."))
    assert ((item.source, item.external_id), item.headline, item.standfirst, item.slug) == (
        ("ghost", ID),
        "Ferry back",
        "At last.",
        "ferry-back",
    )
    assert (item.section.name, [one.name for one in item.topics]) == ("Harbour", ["Ferries"]), (
        "its first tag is its section, and Ghost's own tags are none"
    )
    assert (item.bylines[0].name, item.bylines[0].note) == ("Ruth Adler", "Sails.")
    assert (item.lead.address, item.lead.caption, item.lead.alt) == ("/content/images/boat.jpg", "At dawn", "A boat")
    assert item.old_addresses == ["/ferry-back/"]


def test_a_lexical_text_is_read() -> None:
    text = {"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [{"type": "text", "text": "It ", "format": 0}, {"type": "text", "text": "sailed", "format": 3}, {"type": "linebreak"},
                                            {"type": "link", "url": "https://example.org/", "children": [{"type": "text", "text": "away"}]}]},
        {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Home"}]},
        {"type": "list", "tag": "ul", "children": [{"type": "listitem", "children": [{"type": "text", "text": "one"}]}]},
        {"type": "image", "src": "/b.jpg", "alt": "B", "caption": "<b>Dawn</b>"}, {"type": "horizontalrule"}, {"type": "codeblock", "code": "a < b"},
        {"type": "bookmark", "url": "https://example.org/x", "metadata": {"title": "There", "description": "Far"}}, {"type": "html", "html": "<p onclick=x>raw</p><script>1</script>"},
        {"type": "markdown", "markdown": "*mark* it"}, {"type": "callout", "calloutEmoji": "⚓", "calloutText": "<p>Call</p>"}, {"type": "paywall"}, {"type": "email", "html": "mail"},
        {"type": "some-new-card", "heading": "New words"},
    ]}}  # fmt: skip
    blocks = only(export(lexical=json.dumps(text))).blocks
    assert blocks[0] == ("paragraph", '<p>It <i><b>sailed</b></i><br/><a href="https://example.org/">away</a></p>')
    assert [kind for kind, _ in blocks] == [
        "paragraph",
        "heading",
        "paragraph",
        "picture",
        "pause",
        "verbatim",
        "embed",
        "paragraph",
        "paragraph",
        "paragraph",
        "paragraph",
        "paragraph",
    ]
    assert blocks[6] == ("embed", {"url": "https://example.org/x", "title": "There", "text": "Far"})
    assert "mail" not in said(blocks)
    assert "New words" in said(blocks)


def test_a_mobiledoc_text_is_read() -> None:
    text = {"version": "0.3.1", "atoms": [["soft-return", "", {}]], "cards": [["hr", {}], ["image", {"src": "/b.jpg", "caption": "Dawn"}]], "markups": [["strong"], ["a", ["href", "https://example.org/"]]],
            "sections": [[1, "p", [[0, [0], 1, "Bold"], [1, [], 0, 0], [0, [1], 1, "link"]]], [10, 0], [1, "h3", [[0, [], 0, "Head"]]], [3, "ol", [[[0, [], 0, "one"]]]], [10, 1]]}  # fmt: skip
    blocks = only(export(mobiledoc=json.dumps(text))).blocks
    assert blocks[0] == ("paragraph", '<p><b>Bold</b><br/><a href="https://example.org/">link</a></p>')
    assert [kind for kind, _ in blocks] == ["paragraph", "pause", "heading", "paragraph", "picture"]


@pytest.mark.parametrize(("visibility", "requires"), [("public", ""), ("paid", "p"), ("members", "p"), ("tiers", "p")])
def test_what_ghost_showed_to_members_only_stays_closed(visibility: str, requires: str) -> None:
    assert only(export(html="<p>x</p>", visibility=visibility)).requires == requires


def test_drafts_stay_drafts_and_pages_are_pages() -> None:
    assert only(export(html="<p>x</p>", status="draft")).status is Status.DRAFT
    assert only(export(html="<p>x</p>", status="scheduled")).status is Status.WITHHELD
    assert only(export(html="<p>x</p>", status="sent")).status is Status.DRAFT, "it went out by mail only"
    assert only(export(html="<p>x</p>", type="page")).kind is Kind.PAGE


def test_members_are_no_articles() -> None:
    assert "list of members" in refusal("email,name\nruth@example.org,Ruth\n")
    assert "list of members" in refusal("correo,nombre\nruth@example.org,Ruth\n")
    assert "list of members" in refusal({"members": [{"email": "ruth@example.org"}]})


def test_a_text_that_is_neither_kind_is_refused_and_the_next_one_is_read() -> None:
    told = export(html="<p>x</p>")
    told["db"][0]["data"]["posts"].insert(0, {"id": "x", "title": "Broken", "slug": "b", "status": "published", "lexical": "{not json"})
    refused, item = read(told)
    assert "Lexical" in refused.why
    assert item.headline == "Ferry back"


def test_every_real_export_is_read_or_refused_by_name(inputs) -> None:
    taken, refused = [], []
    for file in sorted((inputs / "ghost").rglob("*.*")):
        for item in read(file.read_bytes(), file.name):
            (taken if isinstance(item, Item) else refused).append(item)
    assert len(taken) == 31
    assert all("list of members" in one.why for one in refused)
    assert {one.item for one in refused} == {file.name for file in (inputs / "ghost").rglob("*.csv")}
