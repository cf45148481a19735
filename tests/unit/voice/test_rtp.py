"""RTP against the layout of RFC 3550, written out byte by byte, and with random bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.voice import rtp

pytestmark = pytest.mark.unit

PLAIN = bytes.fromhex("8078 1234 0001e240 cafe0001")
"""RFC 3550 section 5.1: V=2 P=0 X=0 CC=0, M=0 PT=120, sequence 0x1234, timestamp 123456, SSRC."""
FULL = bytes.fromhex("b2f8 ffff ffffffff 00000007 0000000a 0000000b bede0002")
"""V=2 P=1 X=1 CC=2, M=1 PT=120, highest numbers, two CSRCs, then RFC 8285's profile and a length of two words."""


def test_the_fixed_header_is_that_of_the_rfc() -> None:
    header = rtp.Header(0x1234, 123_456, 0xCAFE0001)
    assert header.pack() == PLAIN
    assert rtp.parse(PLAIN) == rtp.Packet(header, 12)


def test_csrcs_and_the_head_of_an_extension_are_not_encrypted() -> None:
    header = rtp.Header(0xFFFF, 0xFFFF_FFFF, 7, marker=True, padding=True, extension_words=2, csrcs=(10, 11))
    assert header.pack() == FULL
    assert rtp.parse(FULL) == rtp.Packet(header, 24)


def test_numbers_wrap_when_packed() -> None:
    assert rtp.Header(0x1_0001, 2**32 + 2, 3).pack()[2:8] == bytes.fromhex("0001 00000002")


@pytest.mark.parametrize(
    "packet",
    [b"", PLAIN[:11], b"\x40" + PLAIN[1:], b"\x8f" + PLAIN[1:], b"\x90" + PLAIN[1:], FULL[:23]],
    ids=["empty", "short", "version 1", "csrcs missing", "extension missing", "extension cut"],
)
def test_other_bytes_than_rtp_give_none(packet: bytes) -> None:
    assert rtp.parse(packet) is None


@pytest.mark.parametrize("kind", range(200, 208))
def test_control_packets_are_recognised(kind: int) -> None:
    packet = bytes([0x80, kind]) + bytes(26)
    assert rtp.is_rtcp(packet)
    assert rtp.parse(packet) is None


@pytest.mark.parametrize(
    ("words", "padding", "opened", "body"),
    [
        (None, False, b"opus", b"opus"),
        (1, False, b"abcdopus", b"opus"),
        (0, False, b"opus", b"opus"),
        (None, True, b"opus\0\0\3", b"opus"),
        (2, True, b"abcdefghopus\1", b"opus"),
        (None, True, b"opus\0", None),
        (None, True, b"op\4", None),
        (None, True, b"\1", None),
        (None, True, b"", None),
        (None, False, b"", None),
        (2, False, b"abcdefg", None),
        (1, False, b"abcd", None),
    ],
)
def test_extension_elements_and_padding_are_removed_from_the_body(
    words: int | None, padding: bool, opened: bytes, body: bytes | None
) -> None:
    assert rtp.body_of(rtp.Header(1, 2, 3, padding=padding, extension_words=words), opened) == body


@given(st.binary(max_size=80))
def test_no_bytes_make_the_parser_fail(packet: bytes) -> None:
    parsed = rtp.parse(packet)
    if parsed is not None:
        assert 12 <= parsed.clear_size <= len(packet)
        rtp.body_of(parsed.header, packet[parsed.clear_size :])


@given(st.integers(0, 65_535), st.integers(-32_768, 32_767))
def test_the_sequence_distance_is_the_step_between_two_numbers(start: int, step: int) -> None:
    assert rtp.sequence_distance((start + step) & 0xFFFF, start) == step
