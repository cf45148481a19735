"""Everything heard: finds out whose each packet is, opens it, and gives each speaker's sound in order."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final, NamedTuple

from chatterbot import audio
from chatterbot.voice import broadcast, counters, events, jitter, opus, pacer, rtp, speakers
from chatterbot.voice import options as voice_options

__all__ = ("Receiver",)

HELD_PACKETS: Final = 50
"""Packets kept of a stream that nobody has claimed yet: 1 s."""
HELD_S: Final = 1.0
"""Seconds they are kept."""
HELD_STREAMS: Final = 32
"""Unclaimed streams of which packets are kept."""
INLINE_ITEMS: Final = 3
"""So many frames are decoded where they are, in 0.3 ms at most; a hop to another thread and back costs the time of three (measured:
0.3 to 0.5 ms of processor time on a busy machine against 0.1 to 0.2 ms for a frame). More go to the executor, in one job for all."""
MAX_LAG_S: Final = 0.2
"""If the event loop is later than that, the playout clock is set anew."""


class _Held(NamedTuple):
    header: rtp.Header
    payload: bytes
    arrived_s: float


def everybody(_user_id: int) -> bool:
    """Listen to everybody."""
    return True


class Receiver:
    """Use `run` in a task; feed it with `identify`, `forget` and `take`.

    Parameters
    ----------
    options
        Delays and sizes.
    count
        What is counted.
    executor
        Where sound is decoded.
    emit
        Called with each event.
    listens_to
        Whether a user's packets may be decrypted and decoded; asked for each packet.
    clock
        For the playout.
    """

    def __init__(
        self,
        options: voice_options.VoiceOptions,
        count: counters.VoiceCounters,
        executor: Executor,
        emit: Callable[[events.VoiceEvent], None],
        *,
        listens_to: Callable[[int], bool] = everybody,
        clock: pacer.PacerClock | None = None,
    ) -> None:
        self.listens_to = listens_to
        self._options = options
        self._counters = count
        self._executor = executor
        self._emit = emit
        self._clock = clock or pacer.LoopClock()
        self._decrypt: Callable[[int, bytes], bytes | None] | None = None
        self._owners: dict[int, int] = {}
        self._speakers: dict[int, speakers.SpeakerStream] = {}
        self._held: dict[int, collections.deque[_Held]] = {}
        self._wake = asyncio.Event()
        self.frames: broadcast.Broadcast[events.SpeakerFrame] = broadcast.Broadcast(
            options.receive_queue_frames, self._count_dropped
        )
        """Where the sound goes."""

    # What the session tells.

    def begin(self, decrypt: Callable[[int, bytes], bytes | None] | None) -> None:
        """A new session, or none: every stream of the old one is forgotten."""
        for ssrc in list(self._speakers):
            self._drop(ssrc)
        self._owners.clear()
        self._held.clear()
        self._decrypt = decrypt

    def identify(self, ssrc: int, user_id: int) -> None:
        """Note whose a stream is, and play what of it came before."""
        if self._owners.get(ssrc) == user_id:
            return
        for other in [known for known, owner in self._owners.items() if owner == user_id or known == ssrc]:
            self._owners.pop(other)
            self._drop(other)
        self._owners[ssrc] = user_id
        now = self._clock.now()
        for held in self._held.pop(ssrc, ()):
            if now - held.arrived_s <= HELD_S:
                self._accept(ssrc, user_id, held)
            else:
                self._counters.unknown_ssrc += 1

    def forget(self, user_id: int) -> None:
        """Somebody left: their stream, buffer and decoder go."""
        for ssrc in [known for known, owner in self._owners.items() if owner == user_id]:
            self._owners.pop(ssrc)
            self._drop(ssrc)

    def take(self, header: rtp.Header, payload: bytes) -> None:
        """Take in a packet whose transport seal was opened."""
        held = _Held(header, payload, self._clock.now())
        user_id = self._owners.get(header.ssrc)
        if user_id is not None:
            self._accept(header.ssrc, user_id, held)
            return
        waiting = self._held.get(header.ssrc)
        if waiting is None:
            if len(self._held) >= HELD_STREAMS:
                self._counters.unknown_ssrc += len(self._held.pop(next(iter(self._held))))
            waiting = self._held[header.ssrc] = collections.deque()
        waiting.append(held)
        while len(waiting) > HELD_PACKETS or held.arrived_s - waiting[0].arrived_s > HELD_S:
            waiting.popleft()
            self._counters.unknown_ssrc += 1

    def _accept(self, ssrc: int, user_id: int, held: _Held) -> None:
        speaker = self._speakers.get(ssrc)
        if speaker is None:
            speaker = self._speakers[ssrc] = speakers.SpeakerStream(user_id, self._options)
            self._counters.speakers = len(self._speakers)
        speaker.last_packet_s = held.arrived_s
        frame: bytes | None = held.payload
        if not self.listens_to(user_id):
            self._counters.not_listened += 1
            self._started(speaker)
            return
        frame = self._decrypt(user_id, held.payload) if self._decrypt is not None else None
        if frame is None:
            return
        samples = opus.samples_in(frame)
        if samples is None:
            self._counters.undecodable += 1
            return
        match speaker.buffer.push(
            held.header.sequence, held.header.timestamp, frame, samples / audio.DISCORD_RATE, held.arrived_s
        ):
            case jitter.Arrival.DUPLICATE:
                self._counters.duplicates += 1
                return
            case jitter.Arrival.LATE:
                self._counters.late += 1
            case _:
                pass
        if speaker.heard(frame):
            self._started(speaker)
        self._wake.set()

    def _started(self, speaker: speakers.SpeakerStream) -> None:
        if not speaker.speaking:
            speaker.speaking = True
            self._emit(events.SpeakingStarted(speaker.user_id))
        self._wake.set()

    def _drop(self, ssrc: int) -> None:
        speaker = self._speakers.pop(ssrc, None)
        self._counters.speakers = len(self._speakers)
        if speaker is not None and speaker.speaking:
            self._emit(events.SpeakingStopped(speaker.user_id))

    def _count_dropped(self) -> None:
        self._counters.consumer_dropped += 1

    # Playing out.

    async def run(self) -> None:
        """Play out every 20 ms while anybody speaks; sleep while nobody does."""
        while True:
            await self._wake.wait()
            moment = self._clock.now()
            while self._busy:
                moment += audio.DISCORD_FRAME_S
                await self._clock.sleep_until(moment)
                now = self._clock.now()
                if now - moment > MAX_LAG_S:
                    moment = now
                await self._turn(now)
            self._wake.clear()

    @property
    def _busy(self) -> bool:
        return any(speaker.speaking or not speaker.buffer.idle for speaker in self._speakers.values())

    async def _turn(self, now: float) -> None:
        wanted = self.frames.wanted
        due = [(ssrc, speaker, speaker.buffer.pop(now)) for ssrc, speaker in self._speakers.items()]
        jobs: list[tuple[int, speakers.SpeakerStream, list[jitter.Play | jitter.Lost | jitter.Restart]]] = []
        for ssrc, speaker, items in due:
            for item in items:
                if isinstance(item, jitter.Lost):
                    self._counters.lost += item.count
            if not self.listens_to(speaker.user_id):
                speaker.buffer.clear()  # whoever says so is not heard from now on, not from the end of the buffer
            elif items and wanted:
                jobs.append((ssrc, speaker, items))
        if jobs:
            if sum(len(items) for _, _, items in jobs) <= INLINE_ITEMS:
                results = [speaker.decode(items) for _, speaker, items in jobs]
            else:
                results = await asyncio.get_running_loop().run_in_executor(
                    self._executor, lambda: [speaker.decode(items) for _, speaker, items in jobs]
                )
            heard: list[events.SpeakerFrame] = []
            for (ssrc, speaker, _), result in zip(jobs, results, strict=True):
                heard += self._heard(ssrc, speaker, result)
            self.frames.put(*heard)
        self._end_silent(now)
        self._counters.jitter_s = max((speaker.buffer.jitter_s for speaker in self._speakers.values()), default=0.0)

    def _heard(self, ssrc: int, speaker: speakers.SpeakerStream, result: speakers.Decoded) -> list[events.SpeakerFrame]:
        self._counters.concealed += result.concealed
        self._counters.recovered += result.recovered
        self._counters.undecodable += result.undecodable
        if self._speakers.get(ssrc) is not speaker or not self.listens_to(speaker.user_id):
            return []  # left, or withdrew, while this was being decoded
        return [events.SpeakerFrame(speaker.user_id, frame, lost) for frame, lost in result.frames]

    def _end_silent(self, now: float) -> None:
        for speaker in self._speakers.values():
            silent = speaker.said_all or now - speaker.last_packet_s > self._options.stopped_after_s
            if speaker.speaking and silent and speaker.buffer.idle:
                speaker.speaking = False
                self._emit(events.SpeakingStopped(speaker.user_id))
