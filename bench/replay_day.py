"""What the replay sends: the pages of a real day's log by their popularity, at the pace of a real trace's bursts."""

import bz2
import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

LOG, TRACE = "traffic/apache-combined-days1-2.log.gz", "traffic/nasa-1995-07-requests-per-second.txt.bz2"
_ASKED = re.compile(r'"GET ([^ ?"]+)(\?[^ "]*)? HTTP')
_A_FILE = re.compile(r"\.(?:png|jpe?g|gif|ico|css|js|svg|woff2?|ttf|pdf|jar|gz|zip|txt|swf|deb|rpm|tar|bz2|dat)$")
_A_FEED = re.compile(r"flav=|\.(?:xml|rss|atom)$|/feed")
BELL_EVERY = 4  # of the popular pages every fourth is one that goes out and is withdrawn


def paths(inputs: Path, paper: Mapping[str, Any]) -> list[str]:
    """One address of our paper a request of the log, in its order: the front for its front, a feed for its feeds, articles by popularity. Trackers stay."""
    with gzip.open(inputs / LOG, "rt", encoding="utf-8", errors="replace") as told:
        asked = [found for line in told if (found := _ASKED.search(line)) and not _A_FILE.search(found[1])]
    popular = [path for path, _ in Counter(found[1] for found in asked if _is_article(found)).most_common()]
    place = dict(zip(popular, _by_turns(paper["bells"], list(paper["articles"])), strict=False))
    spare = list(paper["articles"])
    return [_ours(found, place, spare, paper["lists"]) for found in asked]


def bursts(inputs: Path, seconds: int, rate: float) -> list[int]:
    """Requests in each second: the busiest stretch of that length in the trace, made so much busier that `rate` come a second on average."""
    with bz2.open(inputs / TRACE, "rt") as told:
        counts = [int(line) for line in told if line.strip()]
    sums = list(accumulate(counts, initial=0))
    first = max(range(0, len(counts) - seconds, 10), key=lambda at: sums[at + seconds] - sums[at])
    stretch, dice = counts[first : first + seconds], random.Random(1)
    factor = rate * seconds / max(1, sum(stretch))
    return [int(count * factor + dice.random()) for count in stretch]


def _is_article(found: re.Match[str]) -> bool:
    return found[1] != "/" and not _A_FEED.search(found[0])


def _by_turns(bells: Sequence[str], articles: Sequence[str]) -> Iterator[str]:
    ringing, staying = iter(bells), iter(articles)
    for place in range(len(bells) + len(articles)):
        first, second = (ringing, staying) if place % BELL_EVERY == 1 else (staying, ringing)
        yield next(first, None) or next(second)


def _ours(found: re.Match[str], place: Mapping[str, str], spare: Sequence[str], lists: Sequence[str]) -> str:
    if _A_FEED.search(found[0]):
        return "/feed.xml"
    if found[1] == "/" or "/tags/" in found[1]:
        return lists[0] if found[1] == "/" else lists[2 + sum(found[1].encode()) % (len(lists) - 2)]
    trackers = found[2] if found[2] and found[2].startswith("?utm_") else ""
    return place.get(found[1], spare[sum(found[1].encode()) % len(spare)]) + trackers
