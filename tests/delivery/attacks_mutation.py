"""Requests that nobody wrote: mutations of attacks and of honest requests, several in one, cut at random. All from one seed."""

import random
from collections.abc import Iterator
from typing import NamedTuple

from tests.delivery.attacks import Attacks, Ground, attacks, plain_requests

LONGEST_MUTATED_BYTES = 1_500
SNIPPETS = (
    b"\r\n", b"\n", b"\r", b" ", b"\t", b"\0", b":", b";", b",", b"%2e", b"%00", b"\r\n\r\n", b'"', b"=", b"?", b"?utm_source=x", b"/", b"//", b"bs_pass=",
    b"bs_session=1; ", b"\r\n ", b"\x85", b"\xa0", b"\x0b", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 7\r\n", b"Connection: close\r\n", b"_", b"\\",
)  # fmt: skip


class Sending(NamedTuple):
    """What is sent over one connection, in these pieces.

    hasty   the next piece comes while the last one is still being answered
    clogged  the reader takes nothing at first
    """

    name: str
    pieces: list[bytes]
    hasty: bool = False
    clogged: bool = False


def named_sendings(named: Attacks, plain: bytes) -> Iterator[Sending]:
    """Each attack alone, and before a plain request: waiting for its answer, and not waiting."""
    for name, sent in named.items():
        yield Sending(name, [sent])
        yield Sending(f"{name}, then a plain request", [sent, plain])
        yield Sending(f"{name}, and at once a plain request", [sent, plain], hasty=True)


def cut_sendings(named: Attacks, longest_bytes: int) -> Iterator[Sending]:
    """Each attack of at most so many bytes, cut in two at each of them, and byte by byte."""
    for name, sent in named.items():
        if len(sent) <= longest_bytes:
            yield from (Sending(f"{name}, cut at {at}", [sent[:at], sent[at:]]) for at in range(1, len(sent)))
            yield Sending(f"{name}, byte by byte", [sent[at : at + 1] for at in range(len(sent))])


def random_sendings(source: random.Random, ground: Ground) -> Iterator[Sending]:
    """Without end: one to three mutated requests, cut at random, sometimes with an attack behind them."""
    named = [sent for sent in attacks(ground).values() if len(sent) <= LONGEST_MUTATED_BYTES]
    honest = plain_requests(ground)
    number = 0
    while True:
        number += 1
        whole = b"".join(
            _mutated(source, honest if source.random() < 0.6 else named, ground) for _ in range(source.choice((1, 1, 1, 1, 1, 2, 3)))
        )
        cuts = sorted(source.randrange(len(whole) + 1) for _ in range(source.choice((0, 0, 0, 0, 0, 1, 2, 5))))
        pieces = [piece for piece in (whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)) if piece]
        if source.random() < 0.3:
            pieces.append(source.choice(named))
        yield Sending(f"mutation {number}", pieces, hasty=source.random() < 0.3, clogged=source.random() < 0.05)


def _mutated(source: random.Random, bases: list[bytes], ground: Ground) -> bytes:
    one = source.choice(bases)
    for _ in range(source.choice((0, 1, 1, 1, 2, 3))):
        one = source.choice(WAYS)(source, one, bases, ground)
    return one


def _put_a_byte(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    place = source.randrange(len(one) + 1)
    return one[:place] + bytes([source.randrange(256)]) + one[place:]


def _drop_bytes(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    place = source.randrange(len(one) + 1)
    return one[:place] + one[place + source.randrange(1, 4) :]


def _put_a_snippet(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    place = source.randrange(len(one) + 1)
    return one[:place] + source.choice(SNIPPETS) + one[place:]


def _swap_case(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    place = source.randrange(len(one) + 1)
    return one[:place] + one[place : place + 1].swapcase() + one[place + 1 :]


def _borrow_a_line(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    lines, others = one.split(b"\r\n"), source.choice(bases).split(b"\r\n")
    lines.insert(source.randrange(len(lines)) + 1, source.choice(others))
    return b"\r\n".join(lines)


def _shuffle_lines(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    lines = one.split(b"\r\n")
    source.shuffle(middle := lines[1:-2])
    return b"\r\n".join([lines[0], *middle, b"", b""])


def _exchange_a_word(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    old = source.choice((ground.open, b"GET", b"1.1", b"Host", ground.host))
    new = source.choice((ground.gated, ground.hebrew, ground.gone, ground.static, b"HEAD", b"POST", b"1.0", b"host", b"//", ground.host))
    return one.replace(old, new, 1)


def _exchange_a_pass(source: random.Random, one: bytes, bases: list[bytes], ground: Ground) -> bytes:
    good = tuple(ground.good.values())
    return one.replace(source.choice(good), source.choice((*good, *ground.bad.values())))


WAYS = (
    _put_a_byte, _drop_bytes, _put_a_snippet, _put_a_snippet, _swap_case, _borrow_a_line, _borrow_a_line, _shuffle_lines, _exchange_a_word, _exchange_a_pass,
)  # fmt: skip
