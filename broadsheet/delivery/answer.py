"""What a plain GET or HEAD is answered with: one decision, which both lanes of the door call, byte for byte the same."""

from typing import NamedTuple


class Answer(NamedTuple):
    """A whole answer that is not on the shelf, or is no longer bound to it.

    headers  names in small letters, without content-length
    shelved  the press has put it on the shelf: whoever waits takes it from there, in the encoding and with the ETag it has
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    shelved: bool = False
