"""When head and threshold follow what was taught: at once, seldom in a burst, and in nobody's way."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chatterbot import engine
from chatterbot.engine import calibration, refitting

pytestmark = pytest.mark.unit

SUBJECTS = ("door", "printer", "winter", "guitar", "football", "passport", "garden", "rocket", "soup", "invoice")
FRAMES = (
    "where is the {}",
    "how do I get a {} here",
    "tell me about the {} please",
    "the {} is broken",
    "who takes care of the {}",
    "can I have another {} tomorrow",
)
LATER = 3600
"""Seconds until the thorough fit: what is known before is the quick fit's."""


@pytest.fixture
async def replies() -> AsyncIterator[engine.ReplyEngine]:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none", refit_delay_s=LATER)) as opened:
        yield opened


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of examples of each quick fit, as it begins."""
    begun: list[int] = []
    quick = calibration.quick

    def counted(rows: Any, *rest: Any, **named: Any) -> Any:
        begun.append(rows.living)
        return quick(rows, *rest, **named)

    monkeypatch.setattr(calibration, "quick", counted)
    return begun


def lessons(frames: int = len(FRAMES), start: int = 1) -> list[engine.IndexedExample]:
    pairs = [(frame.format(subject), answer) for frame in FRAMES[:frames] for answer, subject in enumerate(SUBJECTS, 1)]
    return [engine.IndexedExample(number, text, answer) for number, (text, answer) in enumerate(pairs, start)]


async def teach(replies: engine.ReplyEngine, taught: list[engine.IndexedExample], key: int = 1) -> None:
    records = await replies.features([lesson.prompt for lesson in taught])
    await replies.change(key, add=list(zip(taught, records, strict=True)))


async def answers(replies: engine.ReplyEngine, key: int = 1) -> list[tuple[int | None, float, float]]:
    asked = [f"my {subject} is gone, what now" for subject in SUBJECTS]
    verdicts = [await replies.match(key, text) for text in asked]
    return [(each.candidates[0].answer, each.candidates[0].confidence, each.threshold) for each in verdicts]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine nothing is quick."""
    monkeypatch.setattr(refitting, "PATIENCE_S", 30.0)
    monkeypatch.setattr(refitting, "MOST_PATIENCE_S", 60.0)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("loaded", [False, True])
async def test_when_teaching_returns_the_answers_are_those_of_later(
    replies: engine.ReplyEngine, *, loaded: bool
) -> None:
    if loaded:
        records = await replies.features([lesson.prompt for lesson in lessons()])
        await replies.load(1, lessons(), records)
    else:
        await teach(replies, lessons())
    at_once = await answers(replies)
    await replies.settled(1)
    later = await answers(replies)
    assert [answer for answer, _, _ in at_once] == [answer for answer, _, _ in later] == list(range(1, 11))
    for (_, confidence, threshold), (_, confidence_later, threshold_later) in zip(at_once, later, strict=True):
        assert confidence == pytest.approx(confidence_later, abs=0.03)
        assert threshold == pytest.approx(threshold_later, abs=0.03)
    assert replies.threshold(1, 0.9) > replies.threshold(2, 0.9) + 0.02, "that of nothing taught"


@pytest.mark.usefixtures("patient")
async def test_of_many_examples_a_sample_gives_the_threshold(
    replies: engine.ReplyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "QUICK_SAMPLE", 20)
    await teach(replies, lessons())
    dataset = replies._datasets[1]
    assert 0 < len(dataset.known.calibration.right) <= 20
    assert dataset.known.head is not None
    at_once = replies.threshold(1, 0.2)
    await replies.settled(1)
    assert len(dataset.known.calibration.right) > 20
    assert at_once == pytest.approx(replies.threshold(1, 0.2), abs=0.1)


@pytest.mark.usefixtures("patient")
async def test_a_burst_of_lessons_causes_few_fits(
    replies: engine.ReplyEngine, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refitting, "REST", 100_000)
    taught = lessons()
    for lesson in taught:
        await teach(replies, [lesson])
    assert fits[:5] == [1, 2, 3, 4, 5]
    assert len(fits) < len(taught) / 2
    growth = [later / earlier for earlier, later in itertools.pairwise(fits[10:])]
    assert min(growth) > 1.08
    assert fits[-1] > 0.85 * len(taught), "the last ones are nearly all fitted, too"


@pytest.mark.usefixtures("patient")
async def test_what_came_during_the_rest_is_fitted_after_it(
    replies: engine.ReplyEngine, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    await teach(replies, lessons())
    rested = replies._datasets[1]
    rested.rested_at = asyncio.get_running_loop().time() + 0.2
    monkeypatch.setattr(refitting, "REST", 0)
    await teach(replies, [engine.IndexedExample(1000, "where is the moon", 50)])
    assert fits == [60], "it rests"
    assert rested.quick is not None
    await rested.quick
    assert fits == [60, 61]


@pytest.mark.usefixtures("patient")
async def test_a_large_dataset_keeps_its_finer_head_until_it_has_grown(
    replies: engine.ReplyEngine, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "QUICK_EXAMPLES", 50)
    await teach(replies, lessons())
    await replies.settled(1)
    finer = replies._datasets[1].known.head
    monkeypatch.setattr(refitting, "REST", 0)
    await teach(replies, [engine.IndexedExample(1000, "where is the moon", 50)])
    assert replies._datasets[1].known.head is finer
    await teach(replies, [engine.IndexedExample(1001 + n, f"where is planet {n}", 50) for n in range(8)])
    assert replies._datasets[1].known.head is not finer
    assert fits == [60, 69]


async def waited_until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what sets it has no event
        await asyncio.sleep(0)


class Held:
    """A fit that begins and then waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str = "quick") -> None:
        self.begun, self.released, self.ended = threading.Event(), threading.Event(), threading.Event()
        fit: Callable[..., Any] = getattr(calibration, name)

        def held(*given: Any, **named: Any) -> Any:
            self.begun.set()
            assert self.released.wait(30)
            try:
                return fit(*given, **named)
            finally:
                self.ended.set()

        monkeypatch.setattr(calibration, name, held)


async def test_nobody_waits_for_a_fit_that_takes_long(
    replies: engine.ReplyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refitting, "PATIENCE_S", 0.01)
    held = Held(monkeypatch)
    try:
        await teach(replies, lessons(1))  # returns though its fit does not end
        assert held.begun.is_set()
        (best, *_) = (await replies.match(1, "where is the door?")).candidates
        assert best.answer == 1
        await teach(replies, [engine.IndexedExample(1000, "where is the moon", 50)])
        assert (await replies.match(1, "where is the moon?")).exact
        await teach(replies, lessons(1), key=2)
        assert (await replies.match(2, "where is the door?")).exact
    finally:
        held.released.set()


@pytest.mark.usefixtures("patient")
async def test_a_thorough_fit_that_ends_late_does_not_undo_a_later_quick_one(
    replies: engine.ReplyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teach(replies, lessons(2))
    planets = [engine.IndexedExample(1000 + n, f"where is planet {n}", 50) for n in range(20)]
    records = await replies.features([lesson.prompt for lesson in planets])  # made in the thread that is held below
    held = Held(monkeypatch, "refit")
    settled = asyncio.create_task(replies.settled(1))
    await asyncio.to_thread(held.begun.wait, 30)
    dataset = replies._datasets[1]
    await replies.change(1, add=list(zip(planets, records, strict=True)))
    newer = dataset.known.head
    assert newer is not None
    assert 50 in newer.answers
    dataset.awaited -= 1  # the next thorough fit waits for its delay again
    dataset.hurry.clear()
    held.released.set()
    await asyncio.to_thread(held.ended.wait, 30)
    async with asyncio.timeout(30):
        await waited_until(lambda: dataset.fitted > 0)
    dataset.awaited += 1
    assert dataset.known.head is newer
    assert len(dataset.tested) == 20
    dataset.hurry.set()
    await settled
    assert dataset.known.head is not newer
    assert len(dataset.tested) == 40


async def test_unloading_and_leaving_end_a_quick_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refitting, "PATIENCE_S", 0.01)
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none", refit_delay_s=LATER)) as replies:
        held = Held(monkeypatch)
        await teach(replies, lessons(1))
        await teach(replies, lessons(1), key=2)
        unloaded = replies._datasets[2].quick
        replies.unload(2)
        held.released.set()
        assert unloaded is not None
        await asyncio.wait([unloaded])
        assert unloaded.cancelled()
        left = replies._datasets[1].quick
    assert left is not None
    assert left.done()


@pytest.mark.usefixtures("patient")
async def test_a_fit_that_fails_changes_nothing_and_the_next_one_works(
    replies: engine.ReplyEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(calibration, "quick", lambda *_, **__: 1 / 0)
        await teach(replies, lessons(2))
    assert "the quick fit failed" in caplog.text
    assert replies._datasets[1].known.head is None
    assert (await replies.match(1, "where is the door")).exact
    await teach(replies, lessons(4, start=100))
    assert replies._datasets[1].known.head is not None


@pytest.mark.usefixtures("patient")
async def test_a_small_dataset_that_is_loaded_is_fitted_once(
    replies: engine.ReplyEngine, fits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    thorough: list[int] = []
    refit = calibration.refit

    def counted(rows: Any, *rest: Any, **named: Any) -> Any:
        thorough.append(rows.living)
        return refit(rows, *rest, **named)

    monkeypatch.setattr(calibration, "refit", counted)
    records = await replies.features([lesson.prompt for lesson in lessons()])
    await replies.load(1, lessons(), records)
    await replies.settled(1)
    assert (thorough, fits) == ([60], [])
    monkeypatch.setattr(calibration, "QUICK_SAMPLE", 20)
    await replies.load(1, lessons(), records)
    await replies.settled(1)
    assert (thorough, fits) == ([60, 60], [60])
