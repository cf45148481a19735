"""Received sound on a scripted clock: its speaker, permission, losses, and random packets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.voice.clocks import ScriptedClock

from chatterbot import audio
from chatterbot.voice import broadcast, counters, events, opus, receiver, rtp
from chatterbot.voice.options import VoiceOptions

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
FRAME_S = 0.02


class Inline(ThreadPoolExecutor):
    """Runs jobs on the calling thread, so that only the scripted clock decides about time."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def, override]  # noqa: ANN001, ANN002, ANN003, ANN201 - the base class is as free
        from concurrent.futures import Future

        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Room:
    def __init__(self, options: VoiceOptions) -> None:
        self.clock = ScriptedClock()
        self.counters = counters.VoiceCounters()
        self.events: list[events.VoiceEvent] = []
        self.receiver = receiver.Receiver(options, self.counters, Inline(1), self.events.append, clock=self.clock)
        self.receiver.begin(lambda _, frame: frame)
        self.frames: broadcast.Subscription[events.SpeakerFrame] = self.receiver.frames.subscribe()

    def packet(self, ssrc: int, number: int, payload: bytes) -> None:
        self.receiver.take(rtp.Header(number & 0xFFFF, (number * 960) & 0xFFFF_FFFF, ssrc), payload)

    async def speak(self, ssrc: int, packets: list[bytes], first: int = 0, *, skip: tuple[int, ...] = ()) -> None:
        for number, payload in enumerate(packets, start=first):
            if number not in skip:
                self.packet(ssrc, number, payload)
            await self.clock.advance(FRAME_S)

    async def heard(self) -> list[events.SpeakerFrame]:
        return [await anext(self.frames) for _ in range(len(self.frames))]


@contextlib.asynccontextmanager
async def room(options: VoiceOptions | None = None) -> AsyncGenerator[Room]:
    made = Room(options or VoiceOptions())
    task = asyncio.create_task(made.receiver.run())
    await made.clock.idle()
    try:
        yield made
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task])


def talk(seconds: float, hertz: float = 440) -> list[bytes]:
    encoder = opus.OpusEncoder()
    time = np.arange(round(seconds * 48_000)) / 48_000
    mono = (np.sin(2 * np.pi * hertz * time) * 8_000).astype(np.int16)
    stereo = np.stack([mono, mono], axis=1)
    return [
        encoder.encode(audio.AudioFrame(stereo[start : start + 960], 48_000)) for start in range(0, len(stereo), 960)
    ]


def pitch(frames: list[events.SpeakerFrame]) -> float:
    mono = np.concatenate([frame.audio.to_floats() for frame in frames])
    return float(np.argmax(np.abs(np.fft.rfft(mono))) * frames[0].audio.rate / len(mono))


async def test_each_speakers_sound_is_received_completely_and_apart() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        r.receiver.identify(20, BOB)
        for number, (low, high) in enumerate(zip(talk(0.5, 440), talk(0.5, 880), strict=True)):
            r.packet(10, number, low)
            r.packet(20, number, high)
            await r.clock.advance(FRAME_S)
        await r.clock.advance(1)
        heard = await r.heard()
        of = {user: [frame for frame in heard if frame.user_id == user] for user in (ANN, BOB)}
        assert [len(of[ANN]), len(of[BOB])] == [25, 25]
        assert not any(frame.lost for frame in heard)
        assert {(len(f.audio), f.audio.channels, f.audio.rate) for f in heard} == {(960, 2, 48_000)}
        assert pitch(of[ANN]) == pytest.approx(440, abs=3)
        assert pitch(of[BOB]) == pytest.approx(880, abs=3)


async def test_five_silence_frames_end_speech_at_once() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, [*talk(0.2), *[opus.SILENCE] * 4])
        assert r.events == [events.SpeakingStarted(ANN)]
        await r.speak(10, [opus.SILENCE], first=14)
        assert r.events == [events.SpeakingStarted(ANN), events.SpeakingStopped(ANN)]
        assert len(await r.heard()) == 15
        await r.speak(10, talk(0.1), first=15)
        assert r.events[2:] == [events.SpeakingStarted(ANN)]


async def test_without_silence_frames_a_time_without_packets_ends_speech() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.2))
        await r.clock.advance(0.2)
        assert r.events == [events.SpeakingStarted(ANN)]
        await r.clock.advance(0.2)
        assert r.events == [events.SpeakingStarted(ANN), events.SpeakingStopped(ANN)]


async def test_silence_frames_alone_start_no_speech() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, [opus.SILENCE] * 5)
        await r.clock.advance(1)
        assert r.events == []
        assert len(await r.heard()) == 5
        woken = len(r.clock.wakes)
        await r.clock.advance(60)
        assert len(r.clock.wakes) == woken


@pytest.mark.parametrize("carried", [True, False])
async def test_a_lost_packet_is_recovered_or_concealed_and_marked(carried: bool) -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        packets = talk(0.4)
        if not carried:
            packets[9] = opus.SILENCE
        await r.speak(10, packets, skip=(7, 8))
        await r.clock.advance(1)
        heard = await r.heard()
        assert [number for number, frame in enumerate(heard) if frame.lost] == ([7] if carried else [7, 8])
        assert len(heard) == 20
        assert all(np.abs(heard[number].audio.samples).max() > 1_000 for number in (7, 8))
        assert (r.counters.lost, r.counters.concealed) == (2, 1 if carried else 2)
        assert r.counters.recovered == (1 if carried else 0)


async def test_sound_has_the_rate_and_channels_of_the_options() -> None:
    async with room(VoiceOptions(receive_rate=audio.SPEECH_RATE, receive_channels=1)) as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.4), skip=(7,))
        await r.clock.advance(1)
        heard = await r.heard()
        assert {(len(f.audio), f.audio.channels, f.audio.rate) for f in heard} == {(320, 1, audio.SPEECH_RATE)}
        assert len(heard) == 20
        assert pitch(heard) == pytest.approx(440, abs=3)


async def test_packets_before_their_speaker_is_known_are_kept_for_a_second() -> None:
    async with room() as r:
        packets = talk(0.2)
        await r.speak(10, packets[:5])
        assert len(await r.heard()) == 0
        r.receiver.identify(10, ANN)
        await r.speak(10, packets[5:], first=5)
        await r.clock.advance(1)
        assert len(await r.heard()) == 10
        assert r.counters.unknown_ssrc == 0


async def test_packets_without_a_known_speaker_are_limited_and_dropped() -> None:
    async with room() as r:
        packet = talk(0.02)[0]
        for number in range(200):
            r.packet(10, number, packet)
        for ssrc in range(1_000, 1_200):
            r.packet(ssrc, 0, packet)
        kept = sum(len(held) for held in r.receiver._unclaimed.values())
        assert kept <= receiver.HELD_PACKETS + receiver.HELD_STREAMS
        assert r.counters.unknown_ssrc == 400 - kept
        await r.clock.advance(2)
        r.receiver.identify(1_199, ANN)
        await r.clock.advance(1)
        assert await r.heard() == []


async def test_without_permission_no_packet_is_decrypted_or_decoded() -> None:
    async with room(VoiceOptions(playout_delay_s=0.04)) as r:
        decrypted: list[int] = []

        def decrypt(user_id: int, frame: bytes) -> bytes:
            decrypted.append(user_id)
            return frame

        r.receiver.begin(decrypt)
        allowed = {BOB}
        r.receiver.listens_to = allowed.__contains__
        r.receiver.identify(10, ANN)
        r.receiver.identify(20, BOB)
        for number, packet in enumerate(talk(0.4)):
            r.packet(10, number, packet)
            if number != 8:  # so that something waits in the buffer
                r.packet(20, number, packet)
            if number == 9:
                allowed.clear()  # Bob withdraws in the middle of a word
            await r.clock.advance(FRAME_S)
        await r.clock.advance(1)
        heard = await r.heard()
        assert {frame.user_id for frame in heard} == {BOB}
        assert len(heard) < 10
        assert set(decrypted) == {BOB}
        assert r.counters.not_listened == 30
        assert events.SpeakingStarted(ANN) in r.events
        assert events.SpeakingStopped(ANN) in r.events


async def test_on_an_even_network_sound_is_put_out_when_it_comes() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        counts: list[int] = []
        for number, packet in enumerate(talk(0.1)):
            r.packet(10, number, packet)
            counts.append(len(r.frames))
            await r.clock.advance(FRAME_S)
        assert counts == [0, 2, 3, 4, 5]  # of the first packet nobody knows whether another was before it


async def test_many_who_speak_at_once_are_decoded_together() -> None:
    async with room() as r:
        for ssrc in range(4):
            r.receiver.identify(ssrc, 100 + ssrc)
        for number, packet in enumerate(talk(0.1)):
            for ssrc in range(4):
                r.packet(ssrc, number, packet)
            assert len(r.frames) <= 4 * number
            await r.clock.advance(FRAME_S)
        assert len(r.frames) == 4 * 5


async def test_a_speaker_who_leaves_loses_buffer_and_decoder() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.2))
        assert (r.counters.speakers, len(r.receiver._speakers)) == (1, 1)
        r.receiver.forget(ANN)
        assert (r.counters.speakers, len(r.receiver._speakers), r.receiver._owners) == (0, 0, {})
        assert r.events[-1] == events.SpeakingStopped(ANN)
        before = len(await r.heard())
        assert before > 0
        await r.clock.advance(1)
        assert await r.heard() == []


async def test_a_new_stream_of_the_same_user_replaces_the_old_one() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.1))
        r.receiver.identify(11, ANN)
        await r.speak(11, talk(0.1), first=40_000)
        await r.clock.advance(1)
        assert r.counters.speakers == 1
        assert {frame.user_id for frame in await r.heard()} == {ANN}


async def test_a_new_session_drops_all_streams() -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.2))
        r.receiver.begin(None)
        await r.heard()
        await r.speak(10, talk(0.2))
        await r.clock.advance(1)
        assert await r.heard() == []


async def test_packets_of_other_lengths_become_frames_of_twenty_milliseconds() -> None:
    """A client may send packets of 10 or 60 ms."""
    async with room() as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, [b"\xf4" + opus.SILENCE[1:]] * 10)  # CELT, 10 ms
        await r.clock.advance(1)
        assert [len(frame.audio) for frame in await r.heard()] == [960] * 5


async def test_without_subscribers_nothing_is_decoded() -> None:
    async with room() as r:
        await r.frames.aclose()
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.2))
        await r.clock.advance(1)
        assert r.receiver._speakers[10]._decoder is None
        assert r.events == [events.SpeakingStarted(ANN), events.SpeakingStopped(ANN)]


async def test_frames_dropped_for_a_slow_consumer_are_counted() -> None:
    async with room(VoiceOptions(receive_queue_frames=4)) as r:
        r.receiver.identify(10, ANN)
        await r.speak(10, talk(0.2))
        await r.clock.advance(1)
        assert (len(r.frames), r.counters.consumer_dropped) == (4, 6)


def test_random_packets_raise_nothing_and_give_frames_of_the_right_size() -> None:
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(10, 12), st.integers(0, 65_535) | st.integers(0, 30), st.binary(max_size=40)),
            max_size=30,
        )
    )
    def attack(packets: list[tuple[int, int, bytes]]) -> None:
        asyncio.run(_attacked(packets))

    attack()


async def _attacked(packets: list[tuple[int, int, bytes]]) -> None:
    async with room() as r:
        r.receiver.identify(10, ANN)
        r.receiver.identify(11, BOB)
        for ssrc, number, payload in packets:
            r.packet(ssrc, number, payload)
            await r.clock.advance(0.01)
        await r.clock.advance(4)
        for frame in await r.heard():
            assert len(frame.audio) == 960
            assert frame.user_id in {ANN, BOB}
