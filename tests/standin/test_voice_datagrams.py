"""The voice server's UDP socket: which datagrams it answers, counts, or reports as a client's mistake."""

from __future__ import annotations

import pytest
from tests.standin.fake_bot import settled
from tests.standin.town import Town

from chatterbot.standin import ChannelType, Json
from chatterbot.standin.voice.packets import RTP
from chatterbot.standin.voice.protocol import SILENCE

pytestmark = pytest.mark.protocol


@pytest.fixture
def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\0\1\0\x46" + bytes(74), "an IP discovery of 78 bytes"),
        (RTP.pack(0x80, 0x78, 1, 1, 4242) + bytes(8), "a packet of 20 bytes"),
        (b"\0\1\0\x46" + (4242).to_bytes(4, "big") + bytes(66), "IP discovery for unknown SSRC 4242"),
        (RTP.pack(0x80, 0x78, 1, 1, 4242) + bytes(20), "unknown SSRC 4242"),
    ],
)
async def test_datagrams_that_no_client_would_send_are_refused(
    town: Town, lounge: Json, data: bytes, text: str
) -> None:
    ann = await town.ann.join_voice(lounge)
    peer = ann.peer
    assert peer is not None
    peer.send(data)
    await town.discord.wait_until(lambda: town.discord.problems)
    assert text in town.discord.problems.pop()[1]


KEEPALIVES = [
    (5).to_bytes(8, "little"),
    (0x80).to_bytes(8, "little"),
    bytes([0xC9, 0, 0, 0, 0, 0, 0, 0, 0]),
    b"\0",
    b"keepalive",
    bytes(70),
    SILENCE,
]
"""Counters, constants and empty packets, as various client libraries send them every few seconds."""


@pytest.mark.parametrize("data", KEEPALIVES)
async def test_keepalives_of_other_clients_are_counted_and_are_no_problem(
    town: Town, lounge: Json, data: bytes
) -> None:
    ann = await town.ann.join_voice(lounge)
    assert ann.peer is not None
    counters = town.discord.voice_server.counters
    ann.peer.send(data)
    ann.peer.send(b"\x13\x37\xca\xfe\x00\x00\x00\x09")
    await settled(lambda: counters.keepalives)
    assert (counters.other_datagrams, counters.refused) == (1, 0)


async def test_keepalives_are_answered(town: Town, lounge: Json) -> None:
    ann = await town.ann.join_voice(lounge)
    heard: list[bytes] = []
    peer = ann.peer
    assert peer is not None

    def on_datagram(data: bytes, address: tuple[str, int]) -> None:
        del address
        heard.append(data)
        ann.notify()

    peer.on_datagram = on_datagram
    peer.send(b"\x13\x37\xca\xfe\x00\x00\x00\x09")
    await town.discord.wait_until(lambda: heard)
    assert heard == [b"\x13\x37\xf0\x0d\x00\x00\x00\x09"]
