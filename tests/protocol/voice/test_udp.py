"""The client's UDP socket with a plain one as the server."""

from __future__ import annotations

import asyncio
import socket

import pytest

from chatterbot import errors
from chatterbot.voice.counters import VoiceCounters
from chatterbot.voice.datagrams import WatchedSocket
from chatterbot.voice.options import VoiceOptions
from chatterbot.voice.udp import MediaSocket

pytestmark = pytest.mark.protocol


@pytest.fixture(params=["watched", "transported"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return both kinds of socket: watched by the loop, and asyncio's transport for loops that cannot watch sockets."""
    if request.param == "transported":

        def watches_none(*_: object) -> None:
            raise NotImplementedError

        monkeypatch.setattr(WatchedSocket, "_watch", watches_none)
    return request.param


async def test_datagrams_at_a_high_rate_arrive_completely_and_in_order(way: str) -> None:
    got: list[bytes] = []
    whole = asyncio.Event()
    packets = [number.to_bytes(2, "big") * 50 for number in range(1_000)]

    def received(data: bytes) -> None:
        got.append(data)
        if len(got) == len(packets):
            whole.set()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        host, port = server.getsockname()
        async with MediaSocket(host, port, received, VoiceOptions(), VoiceCounters()) as media:
            media.send(b"here I am")
            _, client = server.recvfrom(100)
            for number, packet in enumerate(packets):
                server.sendto(packet, client)
                if number % 7 == 0:
                    await asyncio.sleep(0)
            await asyncio.wait_for(whole.wait(), 5)
    assert got == packets, way


async def test_a_closed_port_on_the_other_side_is_counted_and_does_not_end_the_socket(way: str) -> None:
    count = VoiceCounters()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        host, port = server.getsockname()
    async with MediaSocket(host, port, lambda _: None, VoiceOptions(), count) as media:
        async with asyncio.timeout(5):
            while not count.send_failures:
                media.send(b"anybody there?")
                await asyncio.sleep(0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind((host, port))
            server.settimeout(5)
            for _ in range(2):  # the first may be told of the one before
                media.send(b"now?")
            assert server.recv(100) in {b"now?", b"anybody there?"}, way


async def test_waiting_datagrams_are_read_in_one_cycle_of_the_loop_and_in_order() -> None:
    loop = asyncio.get_running_loop()
    got: list[bytes] = []
    in_the_first_turn: asyncio.Future[int] = loop.create_future()

    def received(data: bytes) -> None:
        if not got:
            loop.call_soon(lambda: in_the_first_turn.set_result(len(got)))
        got.append(data)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        host, port = server.getsockname()
        async with MediaSocket(host, port, received, VoiceOptions(), VoiceCounters()) as media:
            assert media.send(b"here I am")
            _, client = server.recvfrom(100)
            packets = [bytes([number]) * 200 for number in range(20)]
            for packet in packets:
                server.sendto(packet, client)
            assert await asyncio.wait_for(in_the_first_turn, 5) == len(packets)
            assert got == packets
        assert not media.send(b"too late")


async def test_datagrams_from_elsewhere_are_not_received(way: str) -> None:
    got: asyncio.Queue[bytes] = asyncio.Queue()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        host, port = server.getsockname()
        async with MediaSocket(host, port, got.put_nowait, VoiceOptions(), VoiceCounters()) as media:
            media.send(b"here I am")
            _, client = server.recvfrom(100)
            stranger.sendto(b"let me in", client)
            server.sendto(b"welcome", client)
            assert await asyncio.wait_for(got.get(), 5) == b"welcome"
            assert got.empty(), way


async def test_an_impossible_address_is_a_voice_error() -> None:
    with pytest.raises(errors.VoiceError, match="no UDP socket"):
        async with MediaSocket("256.0.0.1.invalid", 1, lambda _: None, VoiceOptions(), VoiceCounters()):
            pass
