"""A model's health: when a failing server is left alone, when it is tried again, and what /status is told."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm import ChatRequest, GuardedModel, HealthState, ModelHealth, ScriptedModel

pytestmark = pytest.mark.unit


class Stage:
    """A model that fails as the test says, its guard, and a clock that the test turns."""

    def __init__(self) -> None:
        self.now = 100.0
        self.fault: ModelFault | None = None
        self.retry_after_s: float | None = None
        self.asked = 0
        self.health = ModelHealth(clock=lambda: self.now)
        self.model = GuardedModel(ScriptedModel(self._script), self.health)

    def _script(self, _request: ChatRequest) -> str:
        self.asked += 1
        if self.fault is not None:
            raise errors.ModelError("as the test wants", self.fault, retry_after_s=self.retry_after_s)
        return "one two three"

    async def ask(self, fault: ModelFault | None = None, *, model: str | None = None) -> ModelFault | None:
        """Ask while the server fails so; return how the request failed."""
        self.fault = fault
        try:
            async for _ in self.model.chat(ChatRequest([], model)):
                pass
        except errors.ModelError as error:
            return error.fault
        return None


@pytest.fixture
def stage() -> Stage:
    return Stage()


FAILING = [
    ModelFault.UNREACHABLE,
    ModelFault.TIMEOUT,
    ModelFault.SERVER,
    ModelFault.MALFORMED,
    ModelFault.KEY,
    ModelFault.QUOTA,
    ModelFault.MODEL,
]


@pytest.mark.parametrize("fault", FAILING)
async def test_after_three_failures_the_server_is_left_alone_and_tried_once(stage: Stage, fault: ModelFault) -> None:
    assert stage.health.report.state is HealthState.UNTRIED
    assert [await stage.ask(fault) for _ in range(5)] == [fault] * 3 + [ModelFault.PAUSED] * 2
    report = stage.health.report
    assert (stage.asked, report.state, report.fault) == (3, HealthState.DOWN, fault)
    assert report.next_trial is not None
    stage.now += 15.1
    assert [await stage.ask(fault) for _ in range(2)] == [fault, ModelFault.PAUSED]
    stage.now += 15.1
    assert await stage.ask(fault) is ModelFault.PAUSED  # twice as long after the trial
    stage.now += 15.1
    assert [await stage.ask() for _ in range(2)] == [None, None]
    report = stage.health.report
    assert (report.state, report.fault, report.next_trial) == (HealthState.UP, None, None)
    assert [await stage.ask(fault) for _ in range(2)] == [fault] * 2  # counted anew


@pytest.mark.parametrize("fault", [ModelFault.EMPTY, ModelFault.REFUSED, ModelFault.TOO_LONG, ModelFault.REQUEST])
async def test_a_bad_question_says_nothing_against_the_server(stage: Stage, fault: ModelFault) -> None:
    assert [await stage.ask(fault) for _ in range(5)] == [fault] * 5
    assert stage.health.report.state is HealthState.UP


async def test_a_model_that_a_guild_chose_and_that_is_gone_stops_nobody_else(stage: Stage) -> None:
    assert [await stage.ask(ModelFault.MODEL, model="ft:gone") for _ in range(5)] == [ModelFault.MODEL] * 5
    assert stage.health.report.state is HealthState.UP


async def test_a_server_that_asks_to_wait_is_left_alone_so_long(stage: Stage) -> None:
    stage.retry_after_s = 20.0
    assert await stage.ask(ModelFault.RATE_LIMITED) is ModelFault.RATE_LIMITED
    stage.now += 19
    assert await stage.ask() is ModelFault.RATE_LIMITED
    assert (stage.asked, stage.health.report.state) == (1, HealthState.UP)
    stage.now += 2
    assert await stage.ask() is None


async def test_only_one_request_is_the_trial_and_it_may_be_given_up(stage: Stage) -> None:
    for _ in range(3):
        await stage.ask(ModelFault.SERVER)
    stage.now += 16
    stage.fault = None
    trial = stage.model.chat(ChatRequest([]))
    waiting = asyncio.ensure_future(anext(trial))
    await asyncio.sleep(0)
    assert await stage.ask() is ModelFault.PAUSED
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    await trial.aclose()
    assert await stage.ask() is None  # the next one is the trial
    assert stage.health.report.state is HealthState.UP


async def test_the_first_word_lets_others_ask_but_makes_up_for_nothing(stage: Stage) -> None:
    for _ in range(3):
        await stage.ask(ModelFault.SERVER)
    stage.now += 16
    stage.fault = None
    async with contextlib.aclosing(stage.model.chat(ChatRequest([]))) as trial:
        await anext(trial)
        assert stage.health.report.state is HealthState.UP
        assert await stage.ask(ModelFault.TIMEOUT) is ModelFault.TIMEOUT
        assert await stage.ask() is ModelFault.PAUSED


async def test_since_when(stage: Stage) -> None:
    await stage.ask()
    up = stage.health.report.since
    await stage.ask()
    assert stage.health.report.since == up
    await stage.ask(ModelFault.KEY)
    down = stage.health.report
    assert (down.state, down.since != up) == (HealthState.DOWN, True)


async def test_other_requests_count_too_and_jobs_are_never_held_back(stage: Stage) -> None:
    for _ in range(3):
        await stage.ask(ModelFault.SERVER)
    with pytest.raises(errors.ModelError) as paused:
        await stage.model.models()
    assert paused.value.fault is ModelFault.PAUSED
    with pytest.raises(errors.ModelError) as refused:
        await stage.model.fine_tune_job("ftjob-1")
    assert refused.value.fault is ModelFault.REFUSED  # the scripted model's own word
    stage.now += 16
    assert await stage.model.models()
    assert stage.health.report.state is HealthState.UP
