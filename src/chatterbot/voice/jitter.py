"""A jitter buffer for one speaker: put packets in order, wait for delayed ones, and report lost ones.

It has no clock: the time is an argument. The output is for speech recognition, which needs every word more than the least delay. Therefore

* a packet counts as lost only when a later one is due, never just because none came: a pause of the network delays the sound and loses none;
* after such a pause the late packets are put out at once, so that the delay returns to its target without leaving any out;
* where the network is even, a packet whose predecessors were all put out waits for nothing (`JitterBuffer.pop_in_order`); elsewhere such
  packets wait as well, since gaps between them would sound like silence;
* the target delay grows with the measured jitter, between stretches of speech, and by one frame at once when a packet that counted as lost
  comes after all: a short delay loses packets only where they overtake each other. When none was overtaken for a long time, it shrinks.

Numbering follows RFC 3550 appendix A.1: a jump in the numbers counts as a new start when two packets in a row confirm it.
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
"""Packets that may wait: 3 s."""
MAX_DROPOUT: Final = 3_000
"""A packet further ahead than this (a minute) is a new start, or a stray packet (RFC 3550 appendix A.1)."""
MAX_MISORDER: Final = 100
"""A packet further behind than this (2 s) is a new start, or a stray packet (RFC 3550 appendix A.1)."""
FORGET_AFTER: Final = 50
"""Lost packets in a row (1 s) after which the decoder's state is useless for the following sound."""
MAX_CONCEALED: Final = 5
"""Lost packets in a row that are estimated; libopus' estimate has faded to silence after about three."""
CATCH_UP: Final = 5
"""Waiting packets beyond the target delay (100 ms) above which they are put out at once."""
IN_ORDER: Final = 1_500
"""Packets in a row (30 s of speech) without one that was overtaken, after which the delay is reduced by a frame."""
_JITTER_FACTOR: Final = 3.0
"""The delay as a multiple of the mean deviation; it covers 98 % of exponentially distributed delays."""
_JITTER_SMOOTHING: Final = 16
"""The gain divisor of the jitter estimate (RFC 3550 section 6.4.1)."""
_TOLERANCE_S: Final = 1e-6
"""Tolerance for rounding errors: what is due within a microsecond counts as due."""


class Arrival(enum.Enum):
    """What happened to a packet that was pushed."""

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
    """`count` packets never came; estimate the first `concealed` of them.

    `following` is the packet right after the last of those, if it came: it may contain a copy of that one.
    """

    count: int
    concealed: int
    following: bytes | None = dataclasses.field(default=None, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Restart:
    """The numbering started again: the decoder's state does not fit the following packets."""


class _Waiting(NamedTuple):
    payload: bytes
    duration_s: float


class JitterBuffer:
    """The jitter buffer of one speaker; the module's docstring describes its rules.

    Parameters
    ----------
    delay_s
        Seconds that the first packet of a stretch waits, on a good network. With one frame's 20 ms a packet may be overtaken by the next.
    delay_max_s
        The longest such delay.
    """

    def __init__(self, delay_s: float, delay_max_s: float) -> None:
        self._delay_min = delay_s
        self._delay_max = delay_max_s
        self._waiting: dict[int, _Waiting] = {}  # by unwrapped sequence number
        self._ready: list[Play | Lost | Restart] = []  # put out at the next pop, due or not
        self._next_number: int | None = None  # unwrapped number of the packet that is put out next
        self._lost_in_row = 0  # packets lost in a row, just before `_next_number`
        self._called_lost: collections.deque[int] = collections.deque(
            maxlen=MAX_MISORDER
        )  # unwrapped numbers of packets that were lost recently
        self._extra_delay_s = 0.0  # seconds added to the delay because packets counted as lost too early
        self._in_order = 0  # packets since the last one that was overtaken
        self._highest = 0  # unwrapped, of all packets kept since the start
        self._due_at: float | None = (
            None  # when the next packet is due; None while the first packets of a stretch are collected
        )
        self._gathering_since = 0.0  # arrival of the first packet of the stretch that is being collected
        self._jump_candidate: tuple[int, int, _Waiting] | None = (
            None  # a jump in the numbers, which a second packet may confirm
        )
        self._transit: float | None = None
        self._last_sequence: int | None = None
        self.jitter_s = 0.0
        """Interarrival jitter in seconds (RFC 3550 section 6.4.1)."""

    def __len__(self) -> int:
        """Return the number of packets that wait."""
        return len(self._waiting)

    @property
    def delay_s(self) -> float:
        """Seconds that the next stretch's first packet will wait."""
        return min(self._delay_max, max(self._delay_min + self._extra_delay_s, _JITTER_FACTOR * self.jitter_s))

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be put out."""
        return not self._waiting and not self._ready

    def push(self, sequence: int, timestamp: int, payload: bytes, duration_s: float, now: float) -> Arrival:
        """Add a packet and return what happened to it.

        Parameters
        ----------
        sequence, timestamp
            The fields of the packet (16 and 32 bits).
        payload
            One Opus packet.
        duration_s
            Seconds of sound in it.
        now
            When it arrived, in seconds of a monotonic clock.
        """
        item = _Waiting(payload, duration_s)
        if self._next_number is None and not self._waiting:
            number = self._highest = sequence + (
                1 << 16
            )  # so that packets which this one overtook have positive numbers
        else:
            jump = rtp.sequence_distance(sequence, self._highest & 0xFFFF)
            if not -MAX_MISORDER <= jump <= MAX_DROPOUT:
                return self._jump(sequence, timestamp, item, now)
            number = self._highest + jump
        self._jump_candidate = None
        if number in self._waiting:
            return Arrival.DUPLICATE
        self._note_order(number)
        if self._next_number is not None and number < self._next_number:
            return Arrival.LATE
        self._keep(number, timestamp, item, now)
        return Arrival.KEPT

    def pop(self, now: float) -> list[Play | Lost | Restart]:
        """Return everything that is due, in order."""
        out, self._ready = self._ready, []
        if self._due_at is None:
            if not self._waiting or now < self._gathering_since + self.delay_s - _TOLERANCE_S:
                return out
            self._due_at = now
            self._skip(out)  # earlier packets had the whole delay to arrive
        while self._waiting:
            if self._due_at > now + _TOLERANCE_S:
                if len(self._waiting) <= self.delay_s / audio.DISCORD_FRAME_S + CATCH_UP:
                    return out
                self._due_at = now
            self._take(out)
        if self._due_at <= now:
            self._due_at = None  # nothing came in time: collect the beginning of a new stretch
        return out

    def pop_in_order(self, now: float) -> list[Play | Lost | Restart]:
        """Return the packets that need not wait, because nothing before them is missing; none on an uneven network."""
        out: list[Play | Lost | Restart] = []
        delay_s = self.delay_s
        if self._ready or delay_s > self._delay_min + _TOLERANCE_S:
            return out
        while self._next_number in self._waiting:
            if self._due_at is None:
                self._due_at = now
            self._take(out)
            # When the next packet would be due, had this one waited: a missing one has as long to come as ever.
            self._due_at = now + delay_s + audio.DISCORD_FRAME_S
        return out

    def drain(self) -> list[Play | Lost | Restart]:
        """Return everything that waits, due or not."""
        out, self._ready = self._ready, []
        while self._waiting:
            self._take(out)
        self._due_at = None
        return out

    def clear(self) -> int:
        """Drop the packets that wait; return how many they were."""
        count = len(self._waiting)
        if self._waiting:
            self._next_number = self._highest + 1
        self._waiting.clear()
        self._ready.clear()
        self._due_at = None
        return count

    def _note_order(self, number: int) -> None:
        """Adjust the delay by whether a packet was overtaken."""
        if number > self._highest:
            self._in_order += 1
            if self._in_order >= IN_ORDER:
                self._in_order = 0
                self._extra_delay_s = max(0.0, self._extra_delay_s - audio.DISCORD_FRAME_S)
            return
        self._in_order = 0
        if number in self._called_lost:
            self._called_lost.remove(number)  # only once, because it may come twice
            before = self.delay_s
            self._extra_delay_s = min(self._extra_delay_s + audio.DISCORD_FRAME_S, self._delay_max)
            self._step(self.delay_s - before)

    def _take(self, out: list[Play | Lost | Restart]) -> None:
        """Put out the next packet, or report it as lost."""
        first = min(self._waiting)
        if self._next_number is not None and first > self._next_number:
            if self._lost_in_row < MAX_CONCEALED:
                # One at a time: the packets after this one may still arrive before they are due.
                following = self._waiting[first].payload if first == self._next_number + 1 else None
                out.append(Lost(1, 1, following))
                self._called_lost.append(self._next_number)
                self._lost_in_row += 1
                self._next_number += 1
                self._step(audio.DISCORD_FRAME_S)
                return
            self._skip(out)
        item = self._waiting.pop(first)
        out.append(Play(item.payload))
        self._next_number = first + 1
        self._lost_in_row = 0
        self._step(item.duration_s)

    def _skip(self, out: list[Play | Lost | Restart]) -> None:
        """Report everything before the first waiting packet as lost, at once."""
        first = min(self._waiting)
        if self._next_number is None or first <= self._next_number:
            return
        count = first - self._next_number
        self._called_lost.extend(range(max(self._next_number, first - MAX_MISORDER), first))
        concealed = min(count, max(0, MAX_CONCEALED - self._lost_in_row))
        out.append(Lost(count, concealed, self._waiting[first].payload if concealed == count else None))
        if count > FORGET_AFTER:
            out.append(Restart())
        self._next_number = first
        self._lost_in_row = 0

    def _step(self, seconds: float) -> None:
        if self._due_at is not None:
            self._due_at += seconds

    def _keep(self, number: int, timestamp: int, item: _Waiting, now: float) -> None:
        if not self._waiting and self._due_at is None:
            self._gathering_since = now
        self._waiting[number] = item
        self._measure(number, timestamp, item.duration_s, now)
        self._highest = max(self._highest, number)
        while len(self._waiting) > CAPACITY:
            self._take(self._ready)

    def _jump(self, sequence: int, timestamp: int, item: _Waiting, now: float) -> Arrival:
        """Handle a packet with a number far away: it counts as stray, until the next number makes both a new start."""
        candidate, self._jump_candidate = self._jump_candidate, (sequence, timestamp, item)
        if candidate is None or (candidate[0] + 1) & 0xFFFF != sequence:
            return Arrival.STRAY
        self._ready = [*self.drain(), Restart()]
        self._next_number = self._jump_candidate = self._transit = self._last_sequence = None
        self._called_lost.clear()
        first, first_timestamp, first_item = candidate
        number = first + (1 << 16)
        self._highest = number
        self._keep(number, first_timestamp, first_item, now)
        self._keep(number + 1, timestamp, item, now)
        return Arrival.KEPT

    def _measure(self, number: int, timestamp: int, duration_s: float, now: float) -> None:
        """Update the jitter estimate from packets with consecutive numbers only, because senders count the time of a pause differently."""
        transit = now - (timestamp / audio.DISCORD_RATE)
        if self._transit is not None and self._last_sequence is not None and number == self._last_sequence + 1:
            deviation = abs(transit - self._transit)
            if deviation < 1.0:  # a larger one is a pause or the wrap of the timestamp
                self.jitter_s += (deviation - self.jitter_s) / _JITTER_SMOOTHING
        self._transit, self._last_sequence = transit, number
