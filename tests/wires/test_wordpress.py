"""WordPress's exports, tidy and broken, and its REST interface."""

import time
from textwrap import dedent

import pytest

from broadsheet.wires.item import Item, Kind, Picture, Refusal, Status
from broadsheet.wires.shortcodes import without_shortcodes
from tests.wires.arriving import only, read, refusal
from tests.wires.reading_blocks import said

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/"><channel><title>The Old Paper</title><link>https://old.example/paper</link>
<language>en-US</language><wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://old.example/paper</wp:base_blog_url>
<wp:author><wp:author_login>ruth@old.example</wp:author_login><wp:author_display_name><![CDATA[Ruth Adler]]></wp:author_display_name></wp:author>"""
FOOT = "</channel></rss>"
POST = """<item><title>Ferry &amp; back</title><link>https://old.example/paper/2019/05/ferry/</link><pubDate>Wed, 01 May 2019 10:00:00 +0000</pubDate>
<dc:creator>ruth@old.example</dc:creator><guid isPermaLink="false">https://old.example/paper/?p=7</guid><content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[It sailed.]]></excerpt:encoded><wp:post_id>7</wp:post_id><wp:post_date>2019-05-01 13:00:00</wp:post_date><wp:post_date_gmt>2019-05-01 10:00:00</wp:post_date_gmt>
<wp:post_modified_gmt>2019-05-02 10:00:00</wp:post_modified_gmt><wp:post_name>ferry</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{password}</wp:post_password><category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>
<category domain="category" nicename="transport"><![CDATA[Transport]]></category><category domain="post_tag" nicename="ferries"><![CDATA[Ferries]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta></item>"""
ATTACHMENT = """<item><title>boat</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>https://old.example/paper/wp-content/uploads/boat.jpg</wp:attachment_url><excerpt:encoded><![CDATA[The <b>Ruth</b> at dawn]]></excerpt:encoded>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A boat</wp:meta_value></wp:postmeta></item>"""


def export(*items: str, version: str = "1.2") -> str:
    """An export file of these items."""
    return HEAD.format(version=version) + "".join(items) + FOOT


def post(content: str = "<p>It sailed.</p>", status: str = "publish", kind: str = "post", password: str = "") -> str:
    """One post of it."""
    return POST.format(content=content, status=status, kind=kind, password=password)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_becomes_an_item_with_all_that_its_site_knows(version: str) -> None:
    item = only(export(post(), ATTACHMENT, version=version))
    assert (item.source, item.external_id) == ("wordpress old.example/paper", "7")
    assert (item.headline, item.standfirst, item.slug, item.language) == ("Ferry & back", "It sailed.", "ferry", "en-US")
    assert (item.section.name, [topic.name for topic in item.topics], [one.name for one in item.bylines]) == (
        "Harbour",
        ["Transport", "Ferries"],
        ["Ruth Adler"],
    )
    assert (item.published_at.isoformat(), item.modified_at.isoformat()) == ("2019-05-01T10:00:00+00:00", "2019-05-02T10:00:00+00:00")
    assert item.lead == Picture("https://old.example/paper/wp-content/uploads/boat.jpg", caption="The Ruth at dawn", alt="A boat")
    assert item.old_addresses == ["https://old.example/paper/2019/05/ferry/", "https://old.example/paper/?p=7", "/paper/?p=7"]


def test_text_as_it_was_typed_keeps_its_paragraphs_and_lines() -> None:
    item = only(export(post("First <em>line</em>\nsecond line\n\nA new paragraph\n<h2>Head</h2>\nlast")))
    assert item.blocks == [
        ("paragraph", "<p>First <i>line</i><br/>second line</p>"),
        ("paragraph", "<p>A new paragraph</p>"),
        ("heading", "Head"),
        ("paragraph", "<p>last</p>"),
    ]


def test_the_block_editors_machinery_goes_and_its_words_stay() -> None:
    content = dedent("""
        <!-- wp:paragraph {"align":"left"} -->
        <p class="x">One
        two</p>
        <!-- /wp:paragraph -->
        <!-- wp:embed {"url":"https://example.org/film"} -->
        <figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
        https://example.org/film
        </div><figcaption>A film</figcaption></figure>
        <!-- /wp:embed -->""")
    assert only(export(post(content))).blocks == [
        ("paragraph", "<p>One two</p>"),
        ("embed", {"url": "https://example.org/film", "title": "example.org/film", "text": "A film"}),
    ]


def test_shortcodes_go_and_what_they_enclose_stays() -> None:
    content = '[caption id="a" width="3"]<img src="/u/b.jpg" alt="B"> By the pier[/caption]\n\n[gallery ids="9"]\n\n[box color="red"]In a box[/box] [sic] [[gallery]] [contact-form-7 id="1"]'
    blocks = only(export(post(content), ATTACHMENT)).blocks
    assert [(picture.address, picture.caption) for kind, picture in blocks if kind == "picture"] == [
        ("/u/b.jpg", "By the pier"), ("https://old.example/paper/wp-content/uploads/boat.jpg", "The Ruth at dawn"),
    ]  # fmt: skip
    assert blocks[-1] == ("paragraph", "<p>In a box [sic] [gallery]</p>")


@pytest.mark.parametrize("beginning", ["[caption] ", "[caption ", "[embed]", "[video http://a ", "[gallery ", "[a" + " " * 20])
def test_shortcodes_that_never_end_are_read_in_no_time(beginning: str) -> None:
    begun = time.process_time()
    without_shortcodes(beginning * 20_000, {})
    assert time.process_time() - begun < 2, "a piece of such a text took minutes once"


@pytest.mark.parametrize(("status", "becomes"), [
    ("publish", Status.PUBLISHED), ("draft", Status.DRAFT), ("pending", Status.DRAFT), ("private", Status.DRAFT), ("future", Status.WITHHELD), ("inherit", Status.DRAFT),
])  # fmt: skip
def test_only_what_was_published_is_published(status: str, becomes: Status) -> None:
    assert only(export(post(status=status))).status is becomes


@pytest.mark.parametrize(("told", "why"), [
    (post(password="secret"), "password"), (post(status="trash"), "bin"), (post(kind="nav_menu_item"), "nav_menu_item"), (post(kind="revision"), "revision"), (ATTACHMENT, "1 attachments"),
])  # fmt: skip
def test_what_is_no_article_is_refused_with_the_reason(told: str, why: str) -> None:
    assert why in refusal(export(told))


def test_a_page_is_a_page() -> None:
    assert only(export(post(kind="page"))).kind is Kind.PAGE


def test_a_file_that_breaks_off_gives_what_comes_before_and_names_what_is_broken() -> None:
    whole = export(
        post(),
        post().replace("<wp:post_id>7<", "<wp:post_id>8<").replace("</excerpt:encoded>", "", 1),
        post().replace("<wp:post_id>7<", "<wp:post_id>9<"),
    )
    taken = read(whole)
    assert [item.external_id for item in taken if isinstance(item, Item)] == ["7", "9"]
    assert [refused.why for refused in taken if isinstance(refused, Refusal)] == ["It is not well-formed XML, and could not be mended."]


def test_a_bare_ampersand_and_a_lost_end_of_character_data_are_mended() -> None:
    (item,) = read(export(post("a <![CDATA[ b ]]> c")))
    assert said(item.blocks).split() == ["a", "b", "c"]
    assert only(export(post()).replace("Ferry &amp; back", "Ferry & back")).headline == "Ferry & back"


def test_a_file_that_would_swell_without_end_is_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + export(post()).partition("?>")[2].replace(
        "Ferry &amp; back", "&b;"
    )
    assert "entities" in refusal(bomb) or "not well-formed" in refusal(bomb)


def test_a_post_of_the_rest_interface_is_the_same_item() -> None:
    told = {
        "id": 7, "date_gmt": "2019-05-01T10:00:00", "modified_gmt": "2019-05-02T10:00:00", "slug": "ferry", "status": "publish", "type": "post", "link": "https://old.example/2019/05/ferry/",
        "guid": {"rendered": "https://old.example/?p=7"}, "title": {"rendered": "Ferry &amp; back"}, "content": {"rendered": "<p>It sailed.</p>", "protected": False},
        "excerpt": {"rendered": "<p>It sailed [&hellip;]</p>"}, "_links": {}, "_embedded": {
            "author": [{"name": "Ruth Adler", "slug": "ruth"}], "wp:featuredmedia": [{"source_url": "https://old.example/b.jpg", "alt_text": "A boat", "caption": {"rendered": "Dawn"}}],
            "wp:term": [[{"taxonomy": "category", "name": "Harbour", "slug": "harbour"}], [{"taxonomy": "post_tag", "name": "Ferries", "slug": "ferries"}]]},
    }  # fmt: skip
    item = only(told)
    assert ((item.source, item.external_id), item.headline, item.standfirst) == (("wordpress old.example", "7"), "Ferry & back", ""), (
        "an excerpt that WordPress cut is no standfirst"
    )
    assert (item.section.name, item.topics[0].name, item.bylines[0].name, item.lead.caption) == ("Harbour", "Ferries", "Ruth Adler", "Dawn")
    assert "password" in refusal(told | {"content": {"rendered": "", "protected": True}})
    assert "a user" in refusal({"id": 1, "name": "Ruth", "slug": "ruth", "avatar_urls": {}, "_links": {}})


def test_every_real_export_is_read_or_refused_by_name(inputs) -> None:
    taken, refused = [], []
    for file in sorted((inputs / "wordpress").rglob("*.*")):
        for item in read(file.read_bytes(), file.name):
            (taken if isinstance(item, Item) else refused).append(item)
    assert len(taken) >= 130
    assert all(one.item and one.why.endswith(".") for one in refused)
    assert not [one for one in refused if "could not be read" in one.why]
    texts = " ".join(said(item.blocks) for item in taken)
    assert texts.count("Content with nested") == 2, "character data that ends inside itself, escaped and not"
    assert "C:\\xampp\\htdocs" in texts
