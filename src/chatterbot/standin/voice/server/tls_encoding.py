"""TLS's presentation language as MLS uses it: fixed-size integers, and vectors with a length of one, two or four bytes.

RFC 9420, 2.1.2: the upper two bits of the first byte say how many bytes the length has; the shortest form is the only
one allowed.
"""

from __future__ import annotations

_ONE_BYTE = 1 << 6
"""Lengths below this take one byte."""
_TWO_BYTES = 1 << 14
_FOUR_BYTES = 1 << 30
_PREFIX_SHIFT = 6
_RESERVED_PREFIX = 3
"""The prefix 11 is reserved, and an error."""


class MalformedError(ValueError):
    """The bytes are not the expected structure; the text says why."""


def varint(number: int) -> bytes:
    """Return a vector's length in its shortest encoding.

    Raises
    ------
    ValueError
        If it does not fit into 30 bits.
    """
    if number < _ONE_BYTE:
        return bytes([number])
    if number < _TWO_BYTES:
        return (number | 0x4000).to_bytes(2, "big")
    if number < _FOUR_BYTES:
        return (number | 0x8000_0000).to_bytes(4, "big")
    raise ValueError(f"a vector of {number} bytes is too long")


def vector(content: bytes) -> bytes:
    """Return bytes with their length before them (``opaque content<V>``)."""
    return varint(len(content)) + content


class Reader:
    """Reads structures from bytes; raises `MalformedError` if the bytes end too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, count: int) -> bytes:
        """Read and return that many bytes."""
        end = self.position + count
        if end > len(self.data):
            raise MalformedError(f"{count} bytes are missing at {self.position} of {len(self.data)}")
        start, self.position = self.position, end
        return self.data[start:end]

    def uint(self, size: int) -> int:
        """Read and return a big-endian integer of that many bytes."""
        return int.from_bytes(self.take(size), "big")

    def length(self) -> int:
        """Read and return a vector's length."""
        first = self.uint(1)
        prefix = first >> _PREFIX_SHIFT
        if prefix == _RESERVED_PREFIX:
            raise MalformedError(f"a vector cannot begin with {first:#04x}")
        rest = (1 << prefix) - 1
        number = (first & 0x3F) << 8 * rest | self.uint(rest)
        if len(varint(number)) != 1 + rest:
            raise MalformedError("a vector's length is not in its shortest form")
        return number

    def vector(self) -> bytes:
        """Read and return a vector: bytes with their length before them."""
        return self.take(self.length())

    @property
    def more(self) -> bool:
        """Whether any bytes are left."""
        return self.position < len(self.data)

    def end(self, what: str) -> None:
        """Raise `MalformedError` if any bytes are left."""
        if self.more:
            raise MalformedError(f"{len(self.data) - self.position} bytes after the {what}")
