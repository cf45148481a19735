"""The format of encrypted frames, with a published GCM vector and with random bytes."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.voice.dave import frames

pytestmark = pytest.mark.unit

VECTOR = bytes.fromhex("0388dace60b6a392f328c2b971b2fe78 ab6e47d42cec13bd 00 0c fafa")
"""McGrew and Viega's test case 2 (AES-128, key, nonce and text of zeros) as a frame with the nonce 0: the tag cut to 8 of 16 bytes."""


def test_a_published_vector_is_split_into_its_parts() -> None:
    parsed = frames.parse(VECTOR)
    assert parsed is not None
    assert parsed == frames.ProtocolFrame(VECTOR[:16], VECTOR[16:24], 0)
    whole = AESGCM(bytes(16)).encrypt(bytes(8) + parsed.nonce.to_bytes(4, "little"), bytes(16), b"")
    assert whole[:16] == parsed.sealed
    assert whole[16:24] == parsed.tag


@pytest.mark.parametrize(
    ("tail", "nonce", "ranges"),
    [
        ("7f 0c fafa", 127, ()),
        ("8001 0d fafa", 128, ()),
        ("808001 0e fafa", 16_384, ()),
        ("ffffffff0f 10 fafa", 2**32 - 1, ()),
        ("05 0002 0e fafa", 5, ((0, 2),)),
        ("05 0001 0302 10 fafa", 5, ((0, 1), (3, 2))),
    ],
)
def test_nonce_and_ranges_are_read(tail: str, nonce: int, ranges: tuple[tuple[int, int], ...]) -> None:
    parsed = frames.parse(b"sealed text" + bytes(8) + bytes.fromhex(tail))
    assert parsed == frames.ProtocolFrame(b"sealed text", bytes(8), nonce, ranges)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xfa\xfa",
        b"\xf8\xff\xfe",
        VECTOR[:-1],
        VECTOR[:-3] + b"\x0b\xfa\xfa",  # too small for what it must hold
        VECTOR[:-3] + b"\xff\xfa\xfa",  # larger than the frame
        bytes(8) + b"\x80\x0c\xfa\xfa",  # the nonce does not end
        bytes(8) + bytes.fromhex("8080808010 10 fafa"),  # above 2^32 - 1
        b"abc" + bytes(8) + bytes.fromhex("05 0004 0e fafa"),  # a range beyond the text
        b"abc" + bytes(8) + bytes.fromhex("05 0101 0001 10 fafa"),  # ranges out of order
        b"abc" + bytes(8) + bytes.fromhex("05 01 0d fafa"),  # half a range
    ],
)
def test_other_bytes_are_not_an_encrypted_frame(frame: bytes) -> None:
    assert not frames.is_protocol_frame(frame)


@given(st.binary(max_size=64) | st.binary(max_size=64).map(lambda data: data + b"\xfa\xfa"))
def test_hostile_bytes_raise_nothing(frame: bytes) -> None:
    parsed = frames.parse(frame)
    if parsed is not None:
        assert len(parsed.sealed) + len(parsed.tag) < len(frame)
        assert 0 <= parsed.nonce < 2**32
