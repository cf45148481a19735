"""Receive sound: find each packet's speaker, decrypt it, and put out each speaker's sound in order."""

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
"""Packets kept of a stream whose speaker is not known yet: 1 s."""
HELD_S: Final = 1.0
"""Seconds for which they are kept."""
HELD_STREAMS: Final = 32
"""Streams without a known speaker of which packets are kept."""
INLINE_ITEMS: Final = 3
"""Frames that are decoded on the event loop, in 0.3 ms at most, because a job on another thread costs as much as three frames (measured:
0.3 to 0.5 ms of processor time on a busy machine, against 0.1 to 0.2 ms for a frame). More frames go to the executor, as one job."""
FEW_SPEAKERS: Final = 3
"""People who speak at once at most, so that each packet is decoded when it comes and not at the next tick, up to 20 ms later: more packets
are cheaper together."""
MAX_LAG_S: Final = 0.2
"""Seconds that the event loop may be late before the playout clock is restarted."""


class _ReceivedPacket(NamedTuple):
    header: rtp.Header
    payload: bytes
    arrived_s: float


def everybody(_user_id: int) -> bool:
    """Allow everybody's sound."""
    return True


class Receiver:
    """Receives all speakers of a connection. Run `run` in a task; call `identify`, `forget` and `take` with what the session receives.

    Parameters
    ----------
    options
        Delays and sizes.
    count
        The counters of the connection.
    executor
        Runs the decoding.
    emit
        Called with each event.
    listens_to
        Tells whether a user's packets may be decrypted and decoded; called for each packet.
    clock
        The clock of the playout; `None`: the event loop's.
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
        self._unclaimed: dict[int, collections.deque[_ReceivedPacket]] = {}
        self._wake = asyncio.Event()
        self._decoding = False
        """Whether the executor decodes: a decoder takes one packet after the other."""
        self.frames: broadcast.Broadcast[events.SpeakerFrame] = broadcast.Broadcast(
            options.receive_queue_frames, self._count_dropped
        )
        """The decoded sound."""

    # Called by the session.

    def begin(self, decrypt: Callable[[int, bytes], bytes | None] | None) -> None:
        """Begin a new session, or none: all streams of the old one are dropped. `decrypt` takes a user id and a frame."""
        for ssrc in list(self._speakers):
            self._drop(ssrc)
        self._owners.clear()
        self._unclaimed.clear()
        self._decrypt = decrypt

    def identify(self, ssrc: int, user_id: int) -> None:
        """Note a stream's speaker, and use its packets that came before."""
        if self._owners.get(ssrc) == user_id:
            return
        for other in [known for known, owner in self._owners.items() if owner == user_id or known == ssrc]:
            self._owners.pop(other)
            self._drop(other)
        self._owners[ssrc] = user_id
        now = self._clock.now()
        for packet in self._unclaimed.pop(ssrc, ()):
            if now - packet.arrived_s <= HELD_S:
                self._accept(ssrc, user_id, packet)
            else:
                self._counters.unknown_ssrc += 1

    def forget(self, user_id: int) -> None:
        """Drop the stream, buffer and decoder of a person who left."""
        for ssrc in [known for known, owner in self._owners.items() if owner == user_id]:
            self._owners.pop(ssrc)
            self._drop(ssrc)

    def take(self, header: rtp.Header, payload: bytes) -> None:
        """Take a packet after its transport decryption."""
        packet = _ReceivedPacket(header, payload, self._clock.now())
        user_id = self._owners.get(header.ssrc)
        if user_id is not None:
            self._accept(header.ssrc, user_id, packet)
            return
        waiting = self._unclaimed.get(header.ssrc)
        if waiting is None:
            if len(self._unclaimed) >= HELD_STREAMS:
                self._counters.unknown_ssrc += len(self._unclaimed.pop(next(iter(self._unclaimed))))
            waiting = self._unclaimed[header.ssrc] = collections.deque()
        waiting.append(packet)
        while len(waiting) > HELD_PACKETS or packet.arrived_s - waiting[0].arrived_s > HELD_S:
            waiting.popleft()
            self._counters.unknown_ssrc += 1

    def _accept(self, ssrc: int, user_id: int, packet: _ReceivedPacket) -> None:
        speaker = self._speakers.get(ssrc)
        if speaker is None:
            speaker = self._speakers[ssrc] = speakers.SpeakerStream(user_id, self._options)
            self._counters.speakers = len(self._speakers)
        speaker.last_packet_s = packet.arrived_s
        frame: bytes | None = packet.payload
        if not self.listens_to(user_id):
            self._counters.not_listened += 1
            self._started(speaker)
            return
        frame = self._decrypt(user_id, packet.payload) if self._decrypt is not None else None
        if frame is None:
            return
        samples = opus.samples_in(frame)
        if samples is None:
            self._counters.undecodable += 1
            return
        match speaker.buffer.push(
            packet.header.sequence, packet.header.timestamp, frame, samples / audio.DISCORD_RATE, packet.arrived_s
        ):
            case jitter.Arrival.DUPLICATE:
                self._counters.duplicates += 1
                return
            case jitter.Arrival.LATE:
                self._counters.late += 1
            case _:
                pass
        if speaker.note_frame(frame):
            self._started(speaker)
        self._wake.set()
        self._play_at_once(ssrc, speaker, packet.arrived_s)

    def _play_at_once(self, ssrc: int, speaker: speakers.SpeakerStream, now: float) -> None:
        """Put out what needs no waiting, if few people speak: whoever interrupts the bot is noticed sooner."""
        if self._decoding or not self.frames.has_listeners:
            return
        if sum(one.speaking for one in self._speakers.values()) > FEW_SPEAKERS:
            return
        if items := speaker.buffer.pop_in_order(now):
            self.frames.put(*self._to_frames(ssrc, speaker, speaker.decode(items)))

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

    # Playout.

    async def run(self) -> None:
        """Put out frames every 20 ms while anybody speaks; wait while nobody does."""
        while True:
            await self._wake.wait()
            moment = self._clock.now()
            while self._busy:
                moment += audio.DISCORD_FRAME_S
                await self._clock.sleep_until(moment)
                now = self._clock.now()
                if now - moment > MAX_LAG_S:
                    moment = now
                await self._play_out(now)
            self._wake.clear()

    @property
    def _busy(self) -> bool:
        return any(speaker.speaking or not speaker.buffer.idle for speaker in self._speakers.values())

    async def _play_out(self, now: float) -> None:
        has_listeners = self.frames.has_listeners
        due = [
            (ssrc, speaker, [*speaker.buffer.pop(now), *speaker.buffer.pop_in_order(now)])
            for ssrc, speaker in self._speakers.items()
        ]
        jobs: list[tuple[int, speakers.SpeakerStream, list[jitter.Play | jitter.Lost | jitter.Restart]]] = []
        for ssrc, speaker, items in due:
            for item in items:
                if isinstance(item, jitter.Lost):
                    self._counters.lost += item.count
            if not self.listens_to(speaker.user_id):
                speaker.buffer.clear()  # a withdrawn consent counts from now on, also for packets in the buffer
            elif items and has_listeners:
                jobs.append((ssrc, speaker, items))
        if jobs:
            if sum(len(items) for _, _, items in jobs) <= INLINE_ITEMS:
                results = [speaker.decode(items) for _, speaker, items in jobs]
            else:
                self._decoding = True
                try:
                    results = await asyncio.get_running_loop().run_in_executor(
                        self._executor, lambda: [speaker.decode(items) for _, speaker, items in jobs]
                    )
                finally:
                    self._decoding = False
            frames: list[events.SpeakerFrame] = []
            for (ssrc, speaker, _), result in zip(jobs, results, strict=True):
                frames += self._to_frames(ssrc, speaker, result)
            self.frames.put(*frames)
        self._end_silent(now)
        self._counters.jitter_s = max((speaker.buffer.jitter_s for speaker in self._speakers.values()), default=0.0)

    def _to_frames(
        self, ssrc: int, speaker: speakers.SpeakerStream, result: speakers.Decoded
    ) -> list[events.SpeakerFrame]:
        self._counters.concealed += result.concealed
        self._counters.recovered += result.recovered
        self._counters.undecodable += result.undecodable
        if self._speakers.get(ssrc) is not speaker or not self.listens_to(speaker.user_id):
            return []  # the person left, or withdrew the consent, while this was being decoded
        return [events.SpeakerFrame(speaker.user_id, frame, lost) for frame, lost in result.frames]

    def _end_silent(self, now: float) -> None:
        for speaker in self._speakers.values():
            silent = speaker.ended or now - speaker.last_packet_s > self._options.stopped_after_s
            if speaker.speaking and silent and speaker.buffer.idle:
                speaker.speaking = False
                self._emit(events.SpeakingStopped(speaker.user_id))
