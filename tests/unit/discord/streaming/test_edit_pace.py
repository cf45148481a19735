"""How often messages are edited."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from chatterbot.discord.edit_pace import FASTEST_S, SLOWEST_S, EditPace

pytestmark = pytest.mark.unit


async def edited(pace: EditPace, took_s: float, count: int) -> list[float]:
    """Edit so many times; returns when each edit began."""
    loop, began = asyncio.get_running_loop(), list[float]()
    for _ in range(count):
        await pace.turn()
        began.append(loop.time())
        await asyncio.sleep(took_s)  # on a loop whose time jumps
        pace.took(took_s)
    return began


async def test_quick_edits_are_as_far_apart_as_the_fastest_pace() -> None:
    began = await edited(EditPace(), 0.1, 5)
    assert [later - earlier for earlier, later in itertools.pairwise(began)] == pytest.approx([FASTEST_S] * 4)


async def test_slow_edits_slow_it_down_and_quick_ones_speed_it_up_again() -> None:
    pace = EditPace()
    await edited(pace, 3.0, 3)
    slow = pace.interval_s
    assert slow == pytest.approx(FASTEST_S * 1.5**3)
    await edited(pace, 0.1, 3)
    assert FASTEST_S < pace.interval_s < slow
    await edited(pace, 0.1, 20)
    assert pace.interval_s == FASTEST_S
    await edited(pace, 30.0, 12)
    assert pace.interval_s == SLOWEST_S


async def test_a_refusal_is_waited_out() -> None:
    pace, loop = EditPace(), asyncio.get_running_loop()
    await pace.turn()
    pace.refused(20.0)
    before = loop.time()
    await pace.turn()
    assert loop.time() - before == pytest.approx(20.0)
    assert pace.interval_s == FASTEST_S * 2


async def test_the_first_edit_comes_a_while_after_the_message() -> None:
    pace, loop = EditPace(), asyncio.get_running_loop()
    pace.posted()
    before = loop.time()
    await pace.turn()
    assert loop.time() - before == pytest.approx(FASTEST_S)


async def test_two_answers_in_one_channel_share_its_pace() -> None:
    pace = EditPace()
    one, other = await asyncio.gather(edited(pace, 0.1, 4), edited(pace, 0.1, 4))
    together = sorted((*one, *other))
    assert all(later - earlier == pytest.approx(FASTEST_S) for earlier, later in itertools.pairwise(together))
    assert one != sorted(one + other)[:4]  # they take turns
