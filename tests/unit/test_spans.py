"""Spans are recorded where a trace was begun, and nowhere else."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot import spans

pytestmark = pytest.mark.unit

ID = "ab" * 16


class Collected:
    def __init__(self, *, wanted: bool = True) -> None:
        self.wanted = wanted
        self.traces: list[spans.Trace] = []

    def wants(self) -> bool:
        return self.wanted

    def take(self, trace: spans.Trace) -> None:
        self.traces.append(trace)


def told(trace: spans.Trace) -> list[tuple[str, str | None]]:
    return [(each.name, None if each.parent is None else each.parent.name) for each in trace.spans]


async def test_steps_are_nested_also_in_tasks_that_were_started() -> None:
    collected = Collected()

    async def work(name: str) -> None:
        with spans.span(name):
            await asyncio.sleep(0)
            with spans.span(f"inside {name}"):
                pass

    with spans.trace("message", ID, collected):
        with spans.span("reply", size=3) as attributes:
            attributes["source"] = "taught"
            await asyncio.gather(work("one"), work("two"))
        with spans.span("send"):
            pass
    (trace,) = collected.traces
    assert trace.id == ID
    assert sorted(told(trace), key=str) == sorted(
        [
            ("message", None),
            ("reply", "message"),
            ("one", "reply"),
            ("two", "reply"),
            ("inside one", "one"),
            ("inside two", "two"),
            ("send", "message"),
        ],
        key=str,
    )
    assert trace.spans[1].attributes == {"size": 3, "source": "taught"}
    whole = trace.spans[0]
    assert all(whole.began_ns <= each.began_ns <= each.ended_ns <= whole.ended_ns + 1_000_000 for each in trace.spans)
    assert not any(each.failed for each in trace.spans)


def test_nothing_is_recorded_outside_of_a_trace_or_where_nobody_wants_it() -> None:
    unwanted = Collected(wanted=False)
    with spans.span("alone") as attributes:
        attributes["any"] = 1
    for collector in (unwanted, None):
        with spans.trace("message", ID, collector), spans.span("reply"):
            pass
    assert unwanted.traces == []


def test_what_failed_is_marked_and_the_trace_is_taken_all_the_same() -> None:
    collected = Collected()

    def work() -> None:
        with spans.trace("message", ID, collected):
            with spans.span("fine"):
                pass
            with spans.span("broken"):
                raise KeyError

    with pytest.raises(KeyError):
        work()
    assert [(each.name, each.failed) for each in collected.traces[0].spans] == [
        ("message", True),
        ("fine", False),
        ("broken", True),
    ]


async def test_what_comes_after_the_end_or_is_too_much_is_left_out() -> None:
    collected = Collected()
    ended = asyncio.Event()

    async def late() -> None:
        await ended.wait()
        with spans.span("late"):
            pass

    with spans.trace("message", ID, collected):
        task = asyncio.create_task(late())
    ended.set()
    await task
    with spans.trace("message", ID, collected):
        for _ in range(spans.MOST_SPANS + 10):
            with spans.span("step"):
                pass
    late_one, long_one = collected.traces
    assert {each.name for each in late_one.spans} == {"message"}
    assert len(long_one.spans) == spans.MOST_SPANS
