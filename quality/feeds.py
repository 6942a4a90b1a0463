"""Whether a feed or a sitemap is what its standard asks for. The rules are ours, from RSS 2.0, JSON Feed 1.1 and sitemaps.org."""

import json
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import feedparser
from defusedxml import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOST_ADDRESSES = 50_000  # in one sitemap; sitemaps.org


def faults(path: str, body: bytes) -> list[str]:
    """What is wrong with this feed or sitemap; nothing when it is as it should be."""
    if path.endswith(".json"):
        return [f"{path}: {fault}" for fault in _json_feed(json.loads(body))]
    if "sitemap" in path:
        return [f"{path}: {fault}" for fault in _sitemap(body)]
    return [f"{path}: {fault}" for fault in _rss(body)]


def _rss(body: bytes) -> list[str]:
    read = feedparser.parse(body)
    if read.bozo:
        return [str(read.bozo_exception)]
    channel = ElementTree.fromstring(body).find("channel")
    if channel is None:
        return ["there is no channel"]
    told = [
        f"the channel has no {name}" for name in ("title", "link", "description", "language") if not (channel.findtext(name) or "").strip()
    ]
    itself = channel.find(f"{ATOM}link[@rel='self']")
    if itself is None or not urlsplit(itself.get("href", "")).netloc:
        told.append("there is no atom:link to itself")
    items = channel.findall("item")
    identities = [item.findtext("guid") for item in items]
    if None in identities or len(set(identities)) != len(identities):
        told.append("an item has no guid, or two have the same")
    return told + [fault for item in items for fault in _rss_item(item)]


def _rss_item(item: Element) -> list[str]:
    name = item.findtext("title") or "an item"
    told = [] if urlsplit(item.findtext("link") or "").netloc else [f"“{name}” has no absolute link"]
    try:
        if parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is None:
            told.append(f"“{name}” has a pubDate without a zone")
    except ValueError:
        told.append(f"“{name}” has no readable pubDate")
    return told + [
        f"“{name}” has an enclosure without its length or type"
        for enclosure in item.findall("enclosure")
        if not (enclosure.get("length", "").isdigit() and enclosure.get("type"))
    ]


def _json_feed(feed: dict[str, object]) -> list[str]:
    told = [] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["the version is not JSON Feed 1.1"]
    told += [f"there is no {name}" for name in ("title", "home_page_url", "feed_url", "items") if name not in feed]
    for item in feed.get("items", []):  # type: ignore[attr-defined]
        told += [f"{item.get('id', 'an item')} has no {name}" for name in ("id", "url", "date_published") if not item.get(name)]
        if not ("content_html" in item or "content_text" in item):
            told.append(f"{item.get('id')} has neither content_html nor content_text")
    return told


def _sitemap(body: bytes) -> list[str]:
    top = ElementTree.fromstring(body)
    if top.tag not in {f"{MAP}urlset", f"{MAP}sitemapindex"}:
        return [f"the outermost element is {top.tag}"]
    addresses = [location.text or "" for location in top.iter(f"{MAP}loc")]
    told = [f"{address} is no absolute address" for address in addresses if not urlsplit(address).netloc]
    return told + ([f"it holds more than {MOST_ADDRESSES} addresses"] if len(addresses) > MOST_ADDRESSES else [])
