"""Everybody in a call: whose sound goes where, what the clock says, and what a lag or a bug costs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.dialogue.world import Detectors, Frame
from tests.virtual_time import passes

from chatterbot import audio
from chatterbot.dialogue import roster
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Participant, SpokenTurn, Understood
from chatterbot.dialogue.roster import Roster

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2


class Reports:
    """Writes down what it is told about turns."""

    def __init__(self) -> None:
        self.began_by: list[tuple[int, float]] = []
        self.ended_by: list[tuple[int, SpokenTurn | None]] = []
        self.bug_of: int | None = None
        self.awaited = True

    def began(self, participant: Participant) -> None:
        if participant.user_id == self.bug_of:
            raise RuntimeError("a bug")
        self.began_by.append((participant.user_id, participant.began_at))

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        self.ended_by.append((participant.user_id, turn))

    def is_awaited(self, participant: Participant) -> bool:
        return self.awaited

    @property
    def turns(self) -> list[SpokenTurn]:
        return [turn for _, turn in self.ended_by if turn is not None]


class Frames:
    """As `voice.broadcast.Subscription`."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Frame] = asyncio.Queue()

    def __aiter__(self) -> AsyncIterator[Frame]:
        return self

    async def __anext__(self) -> Frame:
        return await self._queue.get()

    def get_nowait(self) -> Frame | None:
        with contextlib.suppress(asyncio.QueueEmpty):
            return self._queue.get_nowait()
        return None

    def put(self, user_id: int, seconds: float, *, loud: bool = True) -> None:
        samples = np.full((320, 1), 9000 if loud else 0, np.int16)
        for _ in range(round(seconds / 0.02)):
            self._queue.put_nowait(Frame(user_id, audio.AudioFrame(samples, audio.SPEECH_RATE)))

    async def live(self, user_id: int, seconds: float, *, loud: bool = True) -> None:
        for _ in range(round(seconds / 0.02)):
            self.put(user_id, 0.02, loud=loud)
            await passes(0.02)


class Scene:
    """A roster that listens."""

    def __init__(self) -> None:
        self.reports = Reports()
        self.frames = Frames()
        self.heard: list[float] = []
        self.understanding = 0
        self.company: Roster | None = None

    async def understand(self, _user_id: int, sound: NDArray[np.float32], _noticed: object) -> Understood:
        self.heard.append(len(sound) / audio.SPEECH_RATE)
        self.understanding += 1
        try:
            await asyncio.get_running_loop().create_future()
            raise AssertionError("nobody sets that")
        finally:
            self.understanding -= 1

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncGenerator[Roster]:
        opened = Roster.open(Detectors(), DialogueOptions(), self.understand, self.reports, over_the_bot=lambda: False)
        async with opened as self.company:
            listening = asyncio.create_task(self.company.listen(self.frames))
            try:
                yield self.company
            finally:
                listening.cancel()
                await asyncio.wait([listening])


def lag(seconds: float) -> None:
    """Hold up the whole program."""
    loop = asyncio.get_running_loop()
    loop._jumping.passed_s += seconds  # type: ignore[attr-defined]


async def test_a_client_that_sends_nothing_any_more_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    async with scene.open() as opened:
        await scene.frames.live(ANN, 1.0)
        assert opened.speaking
        await passes(1)
        assert not opened.speaking
    assert len(scene.reports.turns) == 1
    assert not caplog.records


async def test_a_client_that_sends_silence_is_silent() -> None:
    scene = Scene()
    async with scene.open() as opened:
        await scene.frames.live(ANN, 1.0)
        await scene.frames.live(ANN, 1.0, loud=False)
        assert not opened.speaking
    assert len(scene.reports.turns) == 1


async def test_a_held_up_program_hears_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "INLINE_FRAMES", 1000)  # virtual time does not wait for threads
    scene = Scene()
    async with scene.open() as opened:
        await scene.frames.live(ANN, 1.0)
        lag(2.0)
        scene.frames.put(ANN, 2.0)  # what came meanwhile is given now
        await passes(0.01)
        await scene.frames.live(ANN, 0.5)
        assert opened.speaking
        assert scene.reports.turns == []
        await passes(1)
    [turn] = scene.reports.turns
    assert scene.heard[-1] == pytest.approx(3.5, abs=0.4)
    assert turn.spoke_until - turn.began_at == pytest.approx(3.5, abs=0.2)


async def test_frames_that_come_late_keep_the_times_at_which_they_were_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "INLINE_FRAMES", 1000)  # virtual time does not wait for threads
    scene = Scene()
    async with scene.open():
        await scene.frames.live(ANN, 0.2, loud=False)
        await passes(1)
        now = asyncio.get_running_loop().time()
        scene.frames.put(ANN, 1.0)
        scene.frames.put(ANN, 0.3, loud=False)
        await passes(2)
    assert scene.reports.began_by == [(ANN, pytest.approx(now - 1.3, abs=0.05))]
    assert scene.reports.turns[0].spoke_until == pytest.approx(now - 0.3, abs=0.05)


async def test_two_people_who_end_together_end_one_turn_each() -> None:
    scene = Scene()
    async with scene.open():
        await asyncio.gather(scene.frames.live(ANN, 1.0), scene.frames.live(BOB, 1.0))
        await passes(1)
    assert sorted(turn.user_id for turn in scene.reports.turns) == [ANN, BOB]


async def test_a_bug_costs_one_person_their_turn_and_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    scene.reports.bug_of = BOB
    async with scene.open():
        await asyncio.gather(scene.frames.live(ANN, 1.0), scene.frames.live(BOB, 1.0))
        await passes(1)
    assert [turn.user_id for turn in scene.reports.turns] == [ANN]
    assert "a bug" in caplog.text


async def test_too_many_people_forget_the_one_silent_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "MOST", 3)
    scene = Scene()
    async with scene.open() as opened:
        for user_id in (1, 2, 3, 1, 4):
            await scene.frames.live(user_id, 0.2)
        assert set(opened.people) == {3, 1, 4}
        assert not any(user == 2 for user, turn in scene.reports.ended_by if turn is not None)


async def test_a_closed_roster_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    scene = Scene()
    async with scene.open() as opened:
        await asyncio.gather(scene.frames.live(ANN, 1.0), scene.frames.live(BOB, 1.0))
        await passes(0.3)
        assert scene.understanding == 2
        opened.forget(ANN)
    assert scene.understanding == 0
    assert asyncio.all_tasks() == before
    assert opened.people == ()


async def test_too_long_a_turn_is_cut_and_the_person_still_speaks() -> None:
    scene = Scene()
    async with scene.open() as opened:
        speaking = asyncio.create_task(scene.frames.live(ANN, 31.0))
        quiet = 0
        while not speaking.done():
            await passes(0.01)
            quiet += not opened.speaking and asyncio.get_running_loop().time() > 1
        assert quiet == 0, "nobody may begin to speak in between"
        await passes(2)
        assert not opened.speaking
    assert [turn.cut for turn in scene.reports.turns] == [True, False]


async def test_a_turn_cut_at_its_last_word_is_over_a_moment_later() -> None:
    scene = Scene()
    async with scene.open() as opened:
        while not scene.reports.turns:
            await scene.frames.live(ANN, 0.02)
        assert opened.speaking
        await passes(0.5)
        assert not opened.speaking
    assert scene.reports.ended_by[-1] == (ANN, None), "whoever waits for silence is told"


async def test_a_click_is_not_recognised() -> None:
    scene = Scene()
    async with scene.open():
        await scene.frames.live(ANN, 0.08)
        await scene.frames.live(ANN, 1.0, loud=False)
    assert scene.reports.ended_by == [(ANN, None)]
    assert scene.heard == []


async def test_only_one_guess_of_a_turn_runs_at_a_time() -> None:
    scene = Scene()
    most = 0
    async with scene.open():
        for _ in range(8):
            await scene.frames.live(ANN, 0.3)
            await scene.frames.live(ANN, 0.2, loud=False)
            most = max(most, scene.understanding)
    assert most == 1
    assert len(scene.heard) == 8
