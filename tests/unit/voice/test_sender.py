"""Sent sound on a scripted clock with real Opus: pace, order, pause, interruption, withheld frames, position."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from tests.unit.voice.clocks import ScriptedClock

from chatterbot import audio, errors
from chatterbot.voice import counters, opus, playback, sender
from chatterbot.voice import options as voice_options

pytestmark = pytest.mark.unit

FRAME_S = 0.02


class Wire:
    """An outlet that records the sent packets."""

    def __init__(self, clock: ScriptedClock) -> None:
        self.clock = clock
        self.can_send = True
        self.refuses = False
        self.sent: list[tuple[float, bytes]] = []
        self.flags: list[bool] = []

    def transmit(self, packet: bytes) -> bool:
        if not self.can_send or self.refuses:
            return False
        self.sent.append((round(self.clock.time - 50, 6), packet))
        return True

    def speaking(self, on: bool) -> None:
        self.flags.append(on)

    def sound(self) -> list[bytes]:
        return [packet for _, packet in self.sent if packet != opus.SILENCE]

    def silence(self) -> int:
        return len(self.sent) - len(self.sound())


class NotingSender(sender.Sender):
    """A sender that also tells the test when there may be something new."""

    def __init__(self, *arguments: Any) -> None:
        self.news = asyncio.Event()
        super().__init__(*arguments)

    def wake(self) -> None:
        super().wake()
        self.news.set()


class Stage:
    """A sender with its outlet and clock."""

    def __init__(self, options: voice_options.VoiceOptions) -> None:
        self.clock = ScriptedClock()
        self.wire = Wire(self.clock)
        self.counters = counters.VoiceCounters()
        self.executor = ThreadPoolExecutor(1)
        self.sender = NotingSender(options, self.counters, self.executor, self.clock)
        self.sender.outlet = self.wire

    async def ready(self, condition: Callable[[], object]) -> None:
        """Wait until the executor's thread has encoded some frames."""
        async with asyncio.timeout(5):
            while not condition():
                self.sender.news.clear()
                await self.sender.news.wait()

    async def play(self, source: AsyncIterator[audio.AudioFrame], frames: int) -> playback.Playback:
        """Play, and wait until the first frames are encoded, so that only the scripted clock decides about time."""
        handle = self.sender.play(source)
        await self.ready(lambda: handle.pending >= min(frames, playback.AHEAD_FRAMES) or handle._exhausted)
        return handle

    async def run_out(self, handle: playback.Playback, seconds: float = 5) -> playback.PlaybackResult:
        """Let time pass until the playback ends, and let the executor's thread run in between."""
        async with asyncio.timeout(seconds):
            while not handle.done:
                await self.clock.advance(FRAME_S)
                if handle.pending < playback.AHEAD_FRAMES and not handle._exhausted:
                    await self.ready(lambda: handle.pending >= playback.AHEAD_FRAMES or handle._exhausted)
        return await handle.wait()


@contextlib.asynccontextmanager
async def stage(options: voice_options.VoiceOptions | None = None) -> AsyncGenerator[Stage]:
    made = Stage(options or voice_options.VoiceOptions())
    task = asyncio.create_task(made.sender.run())
    await made.clock.idle()
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.wait([task])
        made.executor.shutdown()
        assert len(asyncio.all_tasks()) == 1


def tone(seconds: float, rate: int = 48_000, channels: int = 2) -> audio.AudioFrame:
    time = np.arange(round(seconds * rate)) / rate
    mono = (np.sin(2 * np.pi * 440 * time) * 8_000).astype(np.int16)
    return audio.AudioFrame(np.stack([mono] * channels, axis=1), rate)


async def pieces(*sounds: audio.AudioFrame) -> AsyncIterator[audio.AudioFrame]:
    for sound in sounds:
        yield sound


async def test_frames_are_sent_when_due_and_then_five_of_silence() -> None:
    async with stage() as s:
        handle = await s.play(pieces(tone(0.2)), 10)
        assert await s.run_out(handle) == playback.PlaybackResult(0.2, interrupted=False)
        await s.clock.advance(0.5)
        assert [moment for moment, _ in s.wire.sent] == [round(number * FRAME_S, 6) for number in range(15)]
        assert [packet for _, packet in s.wire.sent[10:]] == [opus.SILENCE] * 5
        assert s.wire.flags == [True, False]


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (22_050, 1), (44_100, 2)])
async def test_a_source_of_any_rate_and_frame_length_is_sent(rate: int, channels: int) -> None:
    whole = tone(0.5, rate, channels)
    cut = [audio.AudioFrame(whole.samples[start : start + 1_234], rate) for start in range(0, len(whole), 1_234)]
    async with stage() as s:
        result = await s.run_out(await s.play(pieces(*cut), 25))
        assert result.position_s == pytest.approx(0.5, abs=0.03)
        decoder = opus.OpusDecoder()
        heard = np.concatenate([decoder.decode(packet).to_floats() for packet in s.wire.sound()])
        assert np.argmax(np.abs(np.fft.rfft(heard))) * 48_000 / len(heard) == pytest.approx(440, abs=3)


async def test_a_long_piece_is_encoded_in_several_jobs() -> None:
    async with stage() as s:
        handle = await s.play(pieces(tone(60)), 25)
        assert handle.pending < 2 * playback.AHEAD_FRAMES
        handle.interrupt()


async def test_an_interruption_stops_within_a_frame() -> None:
    async with stage() as s:
        handle = await s.play(pieces(tone(0.4)), 20)
        await s.clock.advance(0.1)
        before = len(s.wire.sound())
        handle.interrupt()
        assert await handle.wait() == playback.PlaybackResult(before * FRAME_S, interrupted=True)
        await s.clock.advance(1)
        assert len(s.wire.sound()) == before
        assert s.wire.silence() == 5
        handle.interrupt()  # again: without effect
        assert handle.position_s == before * FRAME_S


async def test_a_waiting_playback_can_be_interrupted() -> None:
    async with stage() as s:
        first = await s.play(pieces(tone(0.1)), 5)
        second = await s.play(pieces(tone(0.1)), 5)
        second.interrupt()
        third = await s.play(pieces(tone(0.1)), 5)
        await s.run_out(third)
        results = [await handle.wait() for handle in (first, second, third)]
        assert [(round(r.position_s, 3), r.interrupted) for r in results] == [(0.1, False), (0.0, True), (0.1, False)]


async def test_a_pause_keeps_the_position() -> None:
    async with stage() as s:
        handle = await s.play(pieces(tone(0.2)), 10)
        await s.clock.advance(0.06)
        handle.pause()
        await s.clock.advance(2)
        place = handle.position_s
        assert (handle.paused, handle.done, s.wire.silence()) == (True, False, 5)
        handle.resume()
        assert (await s.run_out(handle)).position_s == 0.2
        assert place < 0.2
        await s.clock.advance(0.2)
        assert s.wire.flags == [True, False, True, False]


async def test_a_slow_source_makes_a_gap_that_is_counted() -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[audio.AudioFrame]:
        yield tone(0.1)
        await gate.wait()
        yield tone(0.1)

    async with stage() as s:
        handle = await s.play(slow(), 5)
        await s.clock.advance(1)
        assert (len(s.wire.sound()), s.wire.silence(), s.counters.underruns) == (5, 5, 1)
        gate.set()
        await s.ready(lambda: handle._exhausted)
        assert (await s.run_out(handle)).position_s == 0.2


async def test_frames_that_cannot_be_sent_are_kept() -> None:
    async with stage() as s:
        s.wire.can_send = False
        handle = await s.play(pieces(tone(0.2)), 10)
        await s.clock.advance(1)
        assert (handle.position_s, s.wire.sent, s.wire.flags) == (0, [], [])
        s.wire.can_send = True
        s.sender.wake()
        await s.clock.advance(0.06)
        s.wire.can_send = False
        await s.clock.advance(1)
        s.wire.can_send = True
        s.sender.wake()
        assert (await s.run_out(handle)).position_s == 0.2
        assert len(s.wire.sound()) == 10
        assert s.counters.frames_withheld == 1


async def test_a_frame_that_the_system_refuses_is_skipped() -> None:
    async with stage() as s:
        handle = await s.play(pieces(tone(0.1)), 5)
        s.wire.refuses = True
        assert (await s.run_out(handle)).interrupted is False
        assert s.wire.sent == []


async def test_a_playback_that_cannot_be_sent_for_long_ends_as_interrupted() -> None:
    async with stage(voice_options.VoiceOptions(send_patience_s=0.02)) as s:
        s.wire.can_send = False
        handle = await s.play(pieces(tone(0.1)), 5)
        assert await handle.wait() == playback.PlaybackResult(0.0, interrupted=True)


async def test_the_error_of_a_source_is_raised_after_its_frames_were_sent() -> None:
    async def failing() -> AsyncIterator[audio.AudioFrame]:
        yield tone(0.1)
        raise errors.TextToSpeechError("no voice")

    async with stage() as s:
        handle = await s.play(failing(), 5)
        with pytest.raises(errors.TextToSpeechError, match="no voice"):
            await s.run_out(handle)
        assert len(s.wire.sound()) == 5
        after = await s.play(pieces(tone(0.1)), 5)
        assert (await s.run_out(after)).interrupted is False


async def test_the_source_is_closed_when_interrupted() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncIterator[audio.AudioFrame]:
        try:
            while True:
                yield tone(0.1)
        finally:
            closed.set()

    async with stage() as s:
        handle = await s.play(endless(), 25)
        handle.interrupt()
        async with asyncio.timeout(5):
            await closed.wait()


async def test_the_end_of_the_connection_interrupts_all_playbacks() -> None:
    async with stage() as s:
        handles = [await s.play(pieces(tone(0.2)), 10) for _ in range(3)]
        await s.clock.advance(0.05)
    results = [await handle.wait() for handle in handles]
    assert [result.interrupted for result in results] == [True, True, True]
    with pytest.raises(errors.VoiceError, match="closed"):
        s.sender.play(pieces())


async def test_the_number_of_waiting_playbacks_is_limited() -> None:
    async with stage() as s:
        s.wire.can_send = False
        for _ in range(sender.QUEUE + 1):
            s.sender.play(pieces())
            await s.clock.idle()
        for _ in range(sender.QUEUE - len(s.sender._queue)):
            s.sender.play(pieces(tone(0.02)))
        with pytest.raises(errors.VoiceError, match="wait already"):
            s.sender.play(pieces(tone(0.02)))
