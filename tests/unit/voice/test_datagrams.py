"""When a socket is read: at once at a low rate of datagrams, and after a moment at a high rate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from chatterbot.voice.counters import VoiceCounters
from chatterbot.voice.datagrams import DENSE_S, REST_S, WatchedSocket

pytestmark = pytest.mark.unit


class Network:
    """A socket and the loop that watches it, both scripted."""

    def __init__(self) -> None:
        self._now = 100.0
        self._waiting: list[bytes] = []
        self._readable: Callable[[], None] | None = None
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def comes(self, datagram: bytes, *, after_s: float) -> None:
        """Let time pass, and then deliver a datagram."""
        self._now += after_s
        due = [act for moment, act in self._timers if moment <= self._now]
        self._timers = [timer for timer in self._timers if timer[0] > self._now]
        for act in due:
            act()
        self._waiting.append(datagram)
        if self._readable is not None:
            self._readable()

    # The socket.

    def recv(self, most: int) -> bytes:
        if not self._waiting:
            raise BlockingIOError
        return self._waiting.pop(0)[:most]

    # The loop.

    def time(self) -> float:
        return self._now

    def add_reader(self, _: object, readable: Callable[[], None]) -> None:
        self._readable = readable

    def remove_reader(self, _: object) -> None:
        self._readable = None

    def call_later(self, seconds: float, act: Callable[[], None]) -> None:
        self._timers.append((self._now + seconds, act))


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def watched(network: Any, received: Callable[[bytes], None]) -> WatchedSocket:
    return WatchedSocket(network, received, VoiceCounters())


def test_datagrams_at_a_low_rate_are_each_read_at_once(network: Network) -> None:
    got: list[bytes] = []
    watched(network, got.append)
    for number in range(1, 5):
        network.comes(bytes([number]), after_s=2 * DENSE_S)
        assert len(got) == number


def test_datagrams_at_a_high_rate_wait_a_moment_and_are_read_together(network: Network) -> None:
    got: list[bytes] = []
    watched(network, got.append)
    network.comes(b"a", after_s=1.0)
    for datagram in (b"b", b"c", b"d"):
        network.comes(datagram, after_s=DENSE_S / 4)
    assert got == [b"a", b"b"], "the second came soon after the first"
    network.comes(b"e", after_s=REST_S)
    assert got == [b"a", b"b", b"c", b"d", b"e"]
