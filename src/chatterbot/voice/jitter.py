"""A buffer for one speaker: puts packets in order, waits for those that were overtaken, tells which are lost.

It knows no clock: the time is an argument. Output is for listeners that need every word rather than the least delay (a recogniser),
therefore

* a packet is called lost when a later one is due, never merely because none is there: a network that pauses only delays the sound;
* after such a pause the delay goes back to its aim by giving the late packets at once, not by leaving any out;
* the aim grows with the measured jitter, between stretches of speech, and by a frame at once when a packet was called lost and came after
  all: only where packets overtake one another does a short delay lose any. When none has been overtaken for long, it shrinks again.

Numbering follows RFC 3550 appendix A.1: a jump counts as a new start when two packets in a row confirm it.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
from typing import Final, NamedTuple

from chatterbot import audio
from chatterbot.voice import rtp

__all__ = ("Arrival", "JitterBuffer", "Lost", "Play", "Restart")

CAPACITY: Final = 150
"""Packets that wait at most: 3 s."""
MAX_DROPOUT: Final = 3_000
"""A packet further ahead than this (a minute) is a new start, or a stray (RFC 3550 appendix A.1)."""
MAX_MISORDER: Final = 100
"""A packet further behind than this (2 s) is a new start, or a stray (RFC 3550 appendix A.1)."""
FORGET_AFTER: Final = 50
"""After so many lost packets in a row (1 s) what the decoder remembers says nothing about what follows."""
MAX_CONCEALED: Final = 5
"""Lost packets in a row that are guessed; libopus' guess has faded to silence after about three."""
CATCH_UP: Final = 5
"""Packets above the aimed delay (100 ms) from which on they are given at once."""
CALM: Final = 1_500
"""Packets in a row (30 s of speech) that nobody overtook, after which the delay is tried a frame shorter."""
_JITTER_FACTOR: Final = 3.0
"""The delay covers so many times the mean deviation: 98 % of exponentially distributed delays."""
_JITTER_SMOOTHING: Final = 16
"""The gain of RFC 3550 section 6.4.1."""
_TOLERANCE_S: Final = 1e-6
"""Times are floats: what is due within a microsecond is due."""


class Arrival(enum.Enum):
    """What became of a packet."""

    KEPT = enum.auto()
    DUPLICATE = enum.auto()
    LATE = enum.auto()
    STRAY = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Play:
    """Decode this packet."""

    payload: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """So many packets never came; guess the first `concealed` of them.

    `following` is the packet right after the last of those, where it came: it may carry a copy of that one.
    """

    count: int
    concealed: int
    following: bytes | None = dataclasses.field(default=None, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Restart:
    """The numbering began anew: what the decoder remembers has nothing to do with what follows."""


class _Waiting(NamedTuple):
    payload: bytes
    duration_s: float


class JitterBuffer:
    """See the module's description.

    Parameters
    ----------
    delay_s
        Seconds that the first packet of a stretch waits, on a quiet network. With one frame's 20 ms a packet may be overtaken by the next.
    delay_max_s
        The same at most.
    """

    def __init__(self, delay_s: float, delay_max_s: float) -> None:
        self._delay_min = delay_s
        self._delay_max = delay_max_s
        self._waiting: dict[int, _Waiting] = {}  # by unwrapped sequence number
        self._out: list[Play | Lost | Restart] = []  # given at the next pop, due or not
        self._next: int | None = None  # unwrapped number of the packet whose turn is next
        self._missed = 0  # lost in a row, just before `_next`
        self._given_up: collections.deque[int] = collections.deque(
            maxlen=MAX_MISORDER
        )  # unwrapped numbers of those lost lately
        self._learned = 0.0  # seconds that packets called lost too early have added to the delay
        self._calm = 0  # packets since one was overtaken
        self._highest = 0  # unwrapped, of all packets kept since the start
        self._due: float | None = None  # when the next packet is due; None while a stretch is being gathered
        self._begin = 0.0  # arrival of the first packet of the stretch being gathered
        self._candidate: tuple[int, int, _Waiting] | None = None  # a jump that a second packet may confirm
        self._transit: float | None = None
        self._last_sequence: int | None = None
        self.jitter_s = 0.0
        """Interarrival jitter in seconds (RFC 3550 section 6.4.1)."""

    def __len__(self) -> int:
        """Packets that wait."""
        return len(self._waiting)

    @property
    def delay_s(self) -> float:
        """Seconds that the next stretch's first packet will wait."""
        return min(self._delay_max, max(self._delay_min + self._learned, _JITTER_FACTOR * self.jitter_s))

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be given."""
        return not self._waiting and not self._out

    def push(self, sequence: int, timestamp: int, payload: bytes, duration_s: float, now: float) -> Arrival:
        """Take a packet in.

        Parameters
        ----------
        sequence, timestamp
            As they stand in the packet (16 and 32 bits).
        payload
            One Opus packet.
        duration_s
            Seconds of sound in it.
        now
            When it arrived, in seconds of a monotonic clock.
        """
        item = _Waiting(payload, duration_s)
        if self._next is None and not self._waiting:
            number = self._highest = sequence + (1 << 16)  # room for packets it overtook
        else:
            jump = rtp.sequence_distance(sequence, self._highest & 0xFFFF)
            if not -MAX_MISORDER <= jump <= MAX_DROPOUT:
                return self._jump(sequence, timestamp, item, now)
            number = self._highest + jump
        self._candidate = None
        if number in self._waiting:
            return Arrival.DUPLICATE
        self._note_order(number)
        if self._next is not None and number < self._next:
            return Arrival.LATE
        self._keep(number, timestamp, item, now)
        return Arrival.KEPT

    def pop(self, now: float) -> list[Play | Lost | Restart]:
        """Give everything that is due, in its order."""
        out, self._out = self._out, []
        if self._due is None:
            if not self._waiting or now < self._begin + self.delay_s - _TOLERANCE_S:
                return out
            self._due = now
            self._skip(out)  # who was to come before the first had this long to do so
        while self._waiting:
            if self._due > now + _TOLERANCE_S:
                if len(self._waiting) <= self.delay_s / audio.DISCORD_FRAME_S + CATCH_UP:
                    return out
                self._due = now
            self._take(out)
        if self._due <= now:
            self._due = None  # nothing came in time: gather anew
        return out

    def drain(self) -> list[Play | Lost | Restart]:
        """Give all that waits, due or not."""
        out, self._out = self._out, []
        while self._waiting:
            self._take(out)
        self._due = None
        return out

    def clear(self) -> int:
        """Throw away what waits; how many packets that were."""
        count = len(self._waiting)
        if self._waiting:
            self._next = self._highest + 1
        self._waiting.clear()
        self._out.clear()
        self._due = None
        return count

    def _note_order(self, number: int) -> None:
        """Learn from a packet how long one may have to be waited for."""
        if number > self._highest:
            self._calm += 1
            if self._calm >= CALM:
                self._calm = 0
                self._learned = max(0.0, self._learned - audio.DISCORD_FRAME_S)
            return
        self._calm = 0
        if number in self._given_up:
            self._given_up.remove(number)  # it may come twice
            before = self.delay_s
            self._learned = min(self._learned + audio.DISCORD_FRAME_S, self._delay_max)
            self._step(self.delay_s - before)

    def _take(self, out: list[Play | Lost | Restart]) -> None:
        """Give the packet whose turn it is, or tell that it is lost."""
        first = min(self._waiting)
        if self._next is not None and first > self._next:
            if self._missed < MAX_CONCEALED:
                # One at a time: the packets after this one still have until their own turn.
                following = self._waiting[first].payload if first == self._next + 1 else None
                out.append(Lost(1, 1, following))
                self._given_up.append(self._next)
                self._missed += 1
                self._next += 1
                self._step(audio.DISCORD_FRAME_S)
                return
            self._skip(out)
        item = self._waiting.pop(first)
        out.append(Play(item.payload))
        self._next = first + 1
        self._missed = 0
        self._step(item.duration_s)

    def _skip(self, out: list[Play | Lost | Restart]) -> None:
        """Tell at once that everything before the first waiting packet is lost."""
        first = min(self._waiting)
        if self._next is None or first <= self._next:
            return
        count = first - self._next
        self._given_up.extend(range(max(self._next, first - MAX_MISORDER), first))
        concealed = min(count, max(0, MAX_CONCEALED - self._missed))
        out.append(Lost(count, concealed, self._waiting[first].payload if concealed == count else None))
        if count > FORGET_AFTER:
            out.append(Restart())
        self._next = first
        self._missed = 0

    def _step(self, seconds: float) -> None:
        if self._due is not None:
            self._due += seconds

    def _keep(self, number: int, timestamp: int, item: _Waiting, now: float) -> None:
        if not self._waiting and self._due is None:
            self._begin = now
        self._waiting[number] = item
        self._measure(number, timestamp, item.duration_s, now)
        self._highest = max(self._highest, number)
        while len(self._waiting) > CAPACITY:
            self._take(self._out)

    def _jump(self, sequence: int, timestamp: int, item: _Waiting, now: float) -> Arrival:
        """A number far away: a stray at first; the one that follows it makes both a new start."""
        candidate, self._candidate = self._candidate, (sequence, timestamp, item)
        if candidate is None or (candidate[0] + 1) & 0xFFFF != sequence:
            return Arrival.STRAY
        self._out = [*self.drain(), Restart()]
        self._next = self._candidate = self._transit = self._last_sequence = None
        self._given_up.clear()
        first, first_timestamp, first_item = candidate
        number = first + (1 << 16)
        self._highest = number
        self._keep(number, first_timestamp, first_item, now)
        self._keep(number + 1, timestamp, item, now)
        return Arrival.KEPT

    def _measure(self, number: int, timestamp: int, duration_s: float, now: float) -> None:
        """Estimate the jitter, from packets that follow each other only: senders treat the time of a pause differently."""
        transit = now - (timestamp / audio.DISCORD_RATE)
        if self._transit is not None and self._last_sequence is not None and number == self._last_sequence + 1:
            deviation = abs(transit - self._transit)
            if deviation < 1.0:  # more is a pause or the wrap of the timestamp
                self.jitter_s += (deviation - self.jitter_s) / _JITTER_SMOOTHING
        self._transit, self._last_sequence = transit, number
