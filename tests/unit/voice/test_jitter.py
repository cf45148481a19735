"""The jitter buffer with every order, gap, repetition and wrap; time is an argument."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.voice import jitter

pytestmark = pytest.mark.unit

FRAME_S = 0.02
DELAY_S = 0.04


class Line:
    """A buffer with a clock of its own; each packet's payload is its number."""

    def __init__(self, first: int = 1_000, delay_s: float = DELAY_S) -> None:
        self.buffer = jitter.JitterBuffer(delay_s, 0.2)
        self.first = first
        self.now = 100.0
        self.out: list[jitter.Play | jitter.Lost | jitter.Restart] = []

    def arrive(self, index: int, at: float | None = None) -> jitter.Arrival:
        self.now = self.now if at is None else max(self.now, at)
        number = self.first + index
        payload = index.to_bytes(8, "big", signed=True)
        return self.buffer.push(number & 0xFFFF, (number * 960) & 0xFFFF_FFFF, payload, FRAME_S, self.now)

    def wait(self, seconds: float) -> list[int | None]:
        """Let time pass in steps of 20 ms; return what was played, `None` for each lost packet."""
        seen: list[int | None] = []
        for _ in range(round(seconds / FRAME_S)):
            self.now += FRAME_S
            items = self.buffer.pop(self.now)
            self.out += items
            seen += played(items)
        return seen


def played(items: list[jitter.Play | jitter.Lost | jitter.Restart]) -> list[int | None]:
    numbers: list[int | None] = []
    for item in items:
        match item:
            case jitter.Play(payload):
                numbers.append(int.from_bytes(payload, "big", signed=True))
            case jitter.Lost(count):
                numbers += [None] * count
            case _:
                pass
    return numbers


def test_packets_in_order_are_put_out_at_their_pace_after_the_delay() -> None:
    line = Line()
    seen: list[int | None] = []
    for index in range(10):
        line.arrive(index)
        seen.append(len(line.wait(FRAME_S)))
    assert seen == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert line.wait(0.1) == [9]


def test_on_an_even_network_what_is_in_order_waits_for_nothing() -> None:
    line = Line()
    line.arrive(0)
    assert line.buffer.pop_in_order(line.now) == []  # the one before it may have been overtaken
    assert line.wait(DELAY_S) == [0]
    for index in (1, 2):
        line.arrive(index)
        assert played(line.buffer.pop_in_order(line.now)) == [index]
        line.now += FRAME_S
    line.arrive(4)
    assert line.buffer.pop_in_order(line.now) == []
    line.now += FRAME_S
    line.arrive(3)  # it was overtaken
    assert played(line.buffer.pop_in_order(line.now)) == [3, 4]


def test_a_missing_packet_has_as_long_to_come_when_others_did_not_wait() -> None:
    line = Line()
    line.arrive(0)
    line.wait(DELAY_S)
    line.arrive(1)
    assert played(line.buffer.pop_in_order(line.now)) == [1]
    line.now += 2 * FRAME_S
    line.arrive(3)
    assert line.buffer.pop(line.now) == []
    assert line.wait(FRAME_S) == [None]
    assert played(line.buffer.pop_in_order(line.now)) == [3]


def test_an_overtaken_packet_is_put_in_order() -> None:
    line = Line()
    for index in (0, 2, 1, 4, 3):
        line.arrive(index)
    assert line.wait(0.2) == [0, 1, 2, 3, 4]


def test_a_lost_packet_is_reported_when_it_is_due() -> None:
    line = Line()
    for index in (0, 1, 3):
        line.arrive(index)
    assert line.wait(0.2) == [0, 1, None, 3]
    assert line.arrive(2) is jitter.Arrival.LATE


def test_a_packet_that_comes_in_time_after_a_lost_one_is_not_lost() -> None:
    line = Line()
    for index in (0, 3):
        line.arrive(index)
    assert line.wait(2 * FRAME_S) == [0]
    assert line.wait(FRAME_S) == [None]
    assert line.arrive(2) is jitter.Arrival.KEPT
    assert line.wait(0.1) == [2, 3]


def test_a_repeated_packet_is_put_out_once() -> None:
    line = Line()
    assert line.arrive(0) is jitter.Arrival.KEPT
    assert line.arrive(0) is jitter.Arrival.DUPLICATE
    assert line.wait(0.1) == [0]
    assert line.arrive(0) is jitter.Arrival.LATE
    assert line.wait(0.1) == []


def test_a_pause_of_the_network_loses_nothing_and_adds_no_lasting_delay() -> None:
    line = Line()
    for index in range(5):
        line.arrive(index)
        line.wait(FRAME_S)
    line.wait(0.6)
    for index in range(5, 35):  # half a second of packets in one burst
        line.arrive(index)
    assert line.wait(0.1)[:3] == [5, 6, 7]
    assert len(line.buffer) <= 0.2 / FRAME_S + jitter.CATCH_UP
    line.wait(0.5)
    assert [item for item in line.out if isinstance(item, jitter.Lost)] == []
    assert played(line.out) == list(range(35))


def test_a_pause_of_the_speaker_counts_as_no_loss() -> None:
    line = Line()
    line.arrive(0)
    assert line.wait(3) == [0]
    line.arrive(1)
    assert line.wait(0.1) == [1]


def test_a_long_gap_is_concealed_only_at_its_beginning() -> None:
    line = Line()
    line.arrive(0)
    line.wait(0.1)
    line.arrive(60)
    line.wait(0.1)
    assert line.out[-3:] == [
        jitter.Lost(59, jitter.MAX_CONCEALED),
        jitter.Restart(),
        jitter.Play((60).to_bytes(8, "big")),
    ]


def test_only_the_last_lost_packet_comes_with_the_following_one() -> None:
    line = Line()
    line.arrive(0)
    line.wait(FRAME_S)
    line.arrive(3)
    line.wait(0.2)
    lost = [item for item in line.out if isinstance(item, jitter.Lost)]
    assert [item.following for item in lost] == [None, (3).to_bytes(8, "big")]


def test_a_stray_packet_is_ignored_and_two_in_a_row_are_a_new_start() -> None:
    line = Line()
    line.arrive(0)
    assert line.arrive(30_000) is jitter.Arrival.STRAY
    assert line.arrive(1) is jitter.Arrival.KEPT
    assert line.arrive(-20_000) is jitter.Arrival.STRAY
    assert line.arrive(-19_999) is jitter.Arrival.KEPT
    assert line.wait(0.2) == [0, 1, -20_000, -19_999]
    assert jitter.Restart() in line.out


def test_the_delay_follows_the_jitter_of_the_network() -> None:
    line = Line()
    assert line.buffer.delay_s == DELAY_S
    for index in range(200):
        line.arrive(index, at=100 + index * FRAME_S + (0.019 if index % 2 else 0))
        line.buffer.pop(line.now)
    assert line.buffer.jitter_s == pytest.approx(0.019, rel=0.1)
    assert 0.05 < line.buffer.delay_s <= 0.2


def test_a_late_packet_lengthens_the_delay_and_packets_in_order_shorten_it() -> None:
    line = Line(delay_s=FRAME_S)
    for index in (0, 2):
        line.arrive(index)
    assert line.wait(2 * FRAME_S) == [0, None]
    assert line.arrive(1) is jitter.Arrival.LATE
    assert line.buffer.delay_s == pytest.approx(2 * FRAME_S)
    assert line.wait(FRAME_S) == []  # the same stretch goes on a frame later
    assert line.wait(FRAME_S) == [2]
    assert line.arrive(1) is jitter.Arrival.LATE  # a copy of it teaches nothing new
    assert line.buffer.delay_s == pytest.approx(2 * FRAME_S)
    line.wait(0.1)
    for index in range(3, 4 + jitter.IN_ORDER):
        line.arrive(index)
        line.wait(FRAME_S)
    assert line.buffer.delay_s == pytest.approx(FRAME_S)


def test_a_repeated_packet_does_not_change_the_delay() -> None:
    line = Line(delay_s=FRAME_S)
    line.arrive(0)
    assert line.wait(0.1) == [0]
    assert line.arrive(0) is jitter.Arrival.LATE
    assert line.buffer.delay_s == FRAME_S


def test_the_delay_has_an_upper_limit() -> None:
    line = Line(delay_s=FRAME_S)
    for index in range(0, 600, 3):
        line.arrive(index)
        line.arrive(index + 2)
        line.wait(0.3)
        line.arrive(index + 1)
    assert line.buffer.delay_s == 0.2


@pytest.mark.parametrize("network", ["even", "uneven", "overtaking", "swapped", "pausing"])
def test_a_short_delay_loses_no_more_than_a_long_one(network: str) -> None:
    """Five minutes of speech in stretches of four seconds, with an initial delay of 20 ms and of 40 ms."""
    lost = [losses(network, delay_s) for delay_s in (FRAME_S, 2 * FRAME_S)]
    assert lost[0] - lost[1] <= 2  # of 15,000: what it takes to learn


def losses(network: str, delay_s: float) -> int:
    chance = random.Random(3)
    line = Line(delay_s=delay_s)
    arrivals: list[tuple[float, int]] = []
    last = 0.0
    for index in range(15_000):
        sent = index * FRAME_S + index // 200 * 0.6
        match network:
            case "even":
                late = chance.uniform(0, 0.002)
            case "uneven":  # a queue: nobody overtakes
                late = max(0.0, last - sent) if chance.random() < 0.9 else chance.expovariate(1 / 0.015)
            case "overtaking":  # several ways
                late = chance.expovariate(1 / 0.015)
            case "swapped":  # one in twenty comes behind the next
                late = FRAME_S + 0.001 if chance.random() < 0.05 else 0.0
            case _:  # now and then nothing comes for a while, and then all at once
                late = 0.3 - index % 500 * FRAME_S if index % 500 < 15 else 0.0
        if network not in {"overtaking", "swapped"}:
            last = late = max(sent + max(0.0, late), last)
            arrivals.append((last, index))
        else:
            arrivals.append((sent + late, index))
    arrivals.sort(reverse=True)
    tick = 0.0
    while arrivals:
        tick += FRAME_S
        while arrivals and arrivals[-1][0] <= tick:
            at, index = arrivals.pop()
            line.arrive(index, at=100 + at)
        line.now = 100 + tick
        line.out += line.buffer.pop(line.now)
    line.wait(1)
    return sum(item.count for item in line.out if isinstance(item, jitter.Lost))


def test_the_number_of_waiting_packets_is_limited() -> None:
    line = Line()
    for index in range(1_000):
        line.arrive(index)
        assert len(line.buffer) <= jitter.CAPACITY
    assert played(line.buffer.pop(line.now)) + line.wait(3) == list(range(1_000))


def test_clearing_drops_waiting_packets_and_refuses_older_ones() -> None:
    line = Line()
    for index in range(3):
        line.arrive(index)
    assert line.buffer.clear() == 3
    assert line.buffer.idle
    assert line.arrive(1) is jitter.Arrival.LATE
    line.arrive(3)
    assert line.wait(0.1) == [3]


@given(
    st.integers(0, 65_535),
    st.integers(2, 120),
    st.data(),
)
def test_any_order_within_the_delay_is_corrected_across_the_wrap(first: int, count: int, data: st.DataObject) -> None:
    """Each packet is up to a delay late: all are played, in order, once."""
    line = Line(first)
    shifts = data.draw(st.lists(st.floats(0, DELAY_S - 0.001), min_size=count, max_size=count))
    shifts[0] = 0.0  # the buffer's delay counts from the first packet it sees
    arrivals = sorted((index * FRAME_S + shift, index) for index, shift in enumerate(shifts))
    end = 100 + (count + 30) * FRAME_S
    tick = 100.0
    while tick < end:
        tick += FRAME_S
        while arrivals and 100 + arrivals[0][0] <= tick:
            at, index = arrivals.pop(0)
            assert line.arrive(index, at=100 + at) is jitter.Arrival.KEPT
        line.now = tick
        line.out += line.buffer.pop(tick)
    assert played(line.out) == list(range(count))


@given(
    st.integers(0, 65_535),
    st.lists(
        st.tuples(st.integers(0, 400) | st.integers(-40_000, 40_000), st.floats(0, 0.3, allow_nan=False)), max_size=80
    ),
)
def test_any_packets_are_played_once_and_in_order_between_restarts(
    first: int, packets: list[tuple[int, float]]
) -> None:
    line = Line(first)
    kept = 0
    for index, pause in packets:
        line.now += pause
        line.out += line.buffer.pop(line.now)
        if line.arrive(index) is jitter.Arrival.KEPT:
            kept += 1
        assert len(line.buffer) <= jitter.CAPACITY
    line.out += line.buffer.drain()
    assert line.buffer.idle
    highest = -(10**9)
    for item in line.out:
        match item:
            case jitter.Restart():
                highest = -(10**9)
            case jitter.Play(payload):
                number = (first + int.from_bytes(payload, "big", signed=True)) & 0xFFFF
                unwrapped = number if highest < 0 else highest + ((number - highest) & 0xFFFF)
                assert unwrapped > highest
                highest = unwrapped
            case jitter.Lost(count, concealed):
                assert 0 <= concealed <= min(count, jitter.MAX_CONCEALED)
    plays = sum(isinstance(item, jitter.Play) for item in line.out)
    restarts = sum(isinstance(item, jitter.Restart) for item in line.out)
    assert kept <= plays <= kept + restarts  # a confirmed jump brings the packet that announced it
