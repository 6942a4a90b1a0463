"""RSS and Atom read: whole texts, summaries, and what is half broken."""

import tarfile

from broadsheet.wires.item import Item
from tests.wires.arriving import only, read, refusal
from tests.wires.reading_blocks import said

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour</title><link>https://harbour.example/</link><language>he</language>{items}</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:harbour</id><title>Harbour</title><link href="https://harbour.example/"/>
<entry><id>urn:harbour:1</id><title type="html">Ferry &amp;amp; &lt;i&gt;back&lt;/i&gt;</title><link href="https://harbour.example/1"/><author><name>Ruth Adler</name></author>
<published>2026-03-01T08:00:00Z</published><updated>2026-03-01T09:00:00Z</updated><category term="Ferries"/><summary>At last.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It sailed.</p></div></content></entry></feed>"""


def test_an_atom_entry_with_its_whole_text() -> None:
    item = only(ATOM)
    assert (item.source, item.external_id) == ("feed harbour.example", "urn:harbour:1")
    assert (item.headline, item.standfirst, item.blocks) == ("Ferry & back", "At last.", [("paragraph", "<p>It sailed.</p>")])
    assert ([one.name for one in item.bylines], [one.name for one in item.topics], item.language) == (["Ruth Adler"], ["Ferries"], "en")
    assert (item.published_at.isoformat(), item.modified_at.isoformat()) == ("2026-03-01T08:00:00+00:00", "2026-03-01T09:00:00+00:00")


def test_an_rss_item_with_a_summary_only_is_that_much_of_an_article() -> None:
    item = only(
        RSS.format(
            items="""<item><title>One</title><description>&lt;p&gt;It &lt;b&gt;sailed&lt;/b&gt;.&lt;/p&gt;</description><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate>
        <guid isPermaLink="false">n1</guid><media:content url="https://harbour.example/b.jpg" medium="image"/><enclosure url="https://harbour.example/a.mp3" type="audio/mpeg" length="1"/></item>"""
        )
    )
    assert (item.external_id, item.language, item.standfirst) == ("n1", "he", "")
    assert item.blocks == [
        ("paragraph", "<p>It <b>sailed</b>.</p>"),
        ("embed", {"url": "https://harbour.example/a.mp3", "title": "a.mp3", "text": ""}),
    ]
    assert item.lead.address == "https://harbour.example/b.jpg"


def test_an_item_without_id_or_link_is_known_by_what_it_says() -> None:
    feed = RSS.format(items="<item><title>One</title><description>x</description></item><item><title>Two</title></item>")
    ids = [item.external_id for item in read(feed)]
    assert len(set(ids)) == 2
    assert ids == [item.external_id for item in read(feed)]


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    assert only(RSS.format(items="<item><title>Tea & time</title><description>a &nbsp; b</description></item>")).headline == "Tea & time"


def test_what_holds_no_entry_says_what_it_is() -> None:
    assert "without any entry" in refusal(RSS.format(items=""))
    assert "list of feeds" in refusal("<opml version='2.0'><body/></opml>")
    assert "NewsML-G2" in refusal("<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>")
    assert "neither a headline nor a text" in refusal(RSS.format(items="<item><guid>x</guid></item>"))


def test_every_real_feed_is_read_or_refused_by_name(inputs) -> None:
    taken, refused = [], []
    for name in ("feedparser-feeds", "feedvalidator-testcases"):
        with tarfile.open(inputs / f"feeds/{name}.tar.gz") as archive:
            for member in archive.getmembers():
                if member.isfile():
                    for item in read(archive.extractfile(member).read(), member.name):
                        (taken if isinstance(item, Item) else refused).append(item)
    assert len(taken) > 650
    assert all(one.item and one.why.endswith(".") for one in refused)
    assert not [one for one in refused if "could not be read" in one.why]
    assert any("text of article" in said(item.blocks) for item in taken)
