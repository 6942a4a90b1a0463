"""What readers send: requests with the header lines of real browsers, cookies that no other request has, and where they came from. Plain Python."""

import json
import random
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from broadsheet.delivery.reader_pass import PASS_LIFE_SECONDS, bits, sign
from broadsheet.delivery.variant import IDENTITY, encoding_for

BROWSERS = Path(__file__).with_name("browsers.json")
PASSES = 5_000
BENEFITS = ("ap", "apm", "apme")  # as partners have them; every one holds what the bench's gated articles require
_LENGTH = struct.Struct("<I")


class Block(NamedTuple):
    """The header lines of one browser, and the encoding it gets."""

    lines: tuple[str, ...]
    encoding: int


class Call(NamedTuple):
    """What a reader asks for. `known`: the ETag of the copy it has."""

    path: bytes
    block: Block
    passes: Sequence[str] = ()
    known: bytes | None = None


class Crowd:
    """Readers. Two crowds of one number ask for the same."""

    def __init__(self, number: int, host: str, pages: Sequence[bytes], now: int) -> None:
        """`pages` are where readers come from, and what the most popular are asked for: the first most, by Zipf's law."""
        self._source = random.Random(number)  # noqa: S311 - the same each time
        self._host, self._pages, self._now = host, pages, now
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(pages))))

    def places(self, count: int) -> list[int]:
        """So many places in `pages`, by Zipf's law."""
        return self._source.choices(range(len(self._pages)), cum_weights=self._weights, k=count)

    def block(self) -> Block:
        """One of the browsers."""
        return self._source.choice(browsers())

    def request(self, call: Call) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"GET {call.path.decode()} HTTP/1.1", f"Host: {self._host}", "Connection: keep-alive", *call.block.lines]
        if self._source.random() < 2 / 3:
            lines.append(f"Referer: {self._referer()}")
        lines.append("Cookie: " + "; ".join(self._cookies(call.passes)))
        if call.known is not None:
            lines.append(f"If-None-Match: {call.known.decode()}")
        return "\r\n".join([*lines, "", ""]).encode()

    def _referer(self) -> str:
        unique, choose = self._source.randrange(1 << 40), self._source.choice
        campaign = "utm_campaign=autumn-letters&" * self._source.randrange(1, 12)
        own = f"http://{self._host}{choose(self._pages).decode()}"
        return choose(("https://www.google.com/", own, f"https://news.example/go?u={unique:x}&{campaign}"))

    def _cookies(self, passes: Sequence[str]) -> list[str]:
        """As analytics and consent banners of the same site leave them, no two readers' alike; a pass stands anywhere among them."""
        unique, now = self._source.randrange(1 << 40), self._now
        visits = unique % 30
        cookies = [
            f"_ga=GA1.1.{unique}.{now - unique % 10**7}",
            f"_ga_9XQ2L7=GS2.1.s{now}$o{visits}$g1$t{now + visits}$j60$l0$h0",
            f"consent={unique:x}%3D%3D",
            "theme=dark",
            f"_fbp=fb.1.{now}.{unique}",
        ]
        if passes:
            cookies.insert(unique % 6, f"bs_pass={self._source.choice(passes)}")
        return cookies


@cache
def browsers() -> tuple[Block, ...]:
    """Some hundreds of browsers; where their lines come from stands in the file."""
    told = json.loads(BROWSERS.read_text(encoding="utf-8"))
    return tuple(_block(tuple(told["lines"][place] for place in places)) for places in told["blocks"])


def passes(keys: dict[bytes, bytes], now: int) -> list[str]:
    """Passes of as many accounts, valid for an hour and more, by turns under each of the keys."""
    named = list(keys.items())
    return [
        sign(
            named[at % len(named)][0].decode(),
            named[at % len(named)][1],
            bits(BENEFITS[at % 3]),
            now + PASS_LIFE_SECONDS - at,
            1_000 + at,
            at % 5,
        )
        for at in range(PASSES)
    ]


def write_requests(file: Path, requests: Iterator[bytes]) -> None:
    """As wrk.lua reads them: the length in four bytes, and the request. Writes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        for request in requests:
            out.write(_LENGTH.pack(len(request)) + request)


def read_requests(file: Path, most: int) -> list[bytes]:
    """The first of them."""
    found = []
    with file.open("rb") as told:
        while len(found) < most and (length := told.read(_LENGTH.size)):
            found.append(told.read(_LENGTH.unpack(length)[0]))
    return found


def _block(lines: tuple[str, ...]) -> Block:
    accepted = next((line.partition(": ")[2] for line in lines if line.lower().startswith("accept-encoding:")), "")
    encoding = encoding_for(accepted.encode())
    return Block(lines, IDENTITY if encoding is None else encoding)
