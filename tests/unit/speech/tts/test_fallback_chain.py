"""An answer spoken by several voices: which voice speaks which piece, and how far ahead of the listener."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable

import numpy as np
import pytest
from tests.speech_parts import RATE, ScriptedVoices

from chatterbot import audio, errors
from chatterbot.speech.tts import circuit_breaker, fallback_chain, voices
from chatterbot.speech.tts.voices import SynthesisError, SynthesisFault

pytestmark = pytest.mark.unit

FIRST, SECOND = 1_000, 2_000
TEXTS = ["one", "two", "three", "four"]


class Stage:
    """Two scripted voices and a fallback chain."""

    def __init__(self) -> None:
        self.first = ScriptedVoices("first", level=FIRST)
        self.second = ScriptedVoices("second", level=SECOND)
        self.kept: Callable[[voices.VoiceCandidate, str], bool] = lambda _candidate, _text: False

    @contextlib.asynccontextmanager
    async def speak(self, *, live: bool = True, failures: int = 2) -> AsyncGenerator[AsyncGenerator[audio.AudioFrame]]:
        settings = circuit_breaker.CircuitOptions(failures=failures)
        async with circuit_breaker.CircuitBreakers.open(settings, {"first": None, "second": None}) as health:
            candidates = voices.VoiceRegistry([self.first, self.second]).candidates("en")
            chain = fallback_chain.FallbackChain(
                health, lambda one, text: one.synthesizer.speak(text, one.voice, 1.0), self.kept
            )
            async with contextlib.aclosing(fallback_chain.speak(TEXTS, candidates, chain, live=live)) as sound:
                yield sound
        assert (self.first.speaking, self.second.speaking) == (0, 0)


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def heard(sound: AsyncGenerator[audio.AudioFrame]) -> list[tuple[int, float]]:
    """Return which voice spoke (by the level of the samples), and for how many seconds."""
    return [(round(float(np.median(frame.samples)) / 100) * 100, round(frame.duration_s, 2)) async for frame in sound]


async def test_a_voice_that_works_speaks_the_whole_answer(stage: Stage) -> None:
    async with stage.speak() as sound:
        assert await heard(sound) == [(FIRST, 0.5)] * 4
    assert stage.second.said == []


async def test_the_next_voice_takes_over_and_stays(stage: Stage) -> None:
    stage.first.script.extend([(0.5,), (SynthesisError("broken"),)])
    async with stage.speak() as sound:
        assert await heard(sound) == [(FIRST, 0.5)] + [(SECOND, 0.5)] * 3
    assert stage.first.said == ["one", "two"]
    assert stage.second.said == ["two", "three", "four"]


async def test_a_sentence_that_breaks_off_is_said_again_without_unplayed_sound(stage: Stage) -> None:
    failing = asyncio.Event()
    stage.first.script.append((0.1, failing, 0.2, 0.3, SynthesisError("cut")))
    async with stage.speak() as sound:
        began = await anext(sound)
        failing.set()
        rest = await heard(sound)
    assert began.duration_s == pytest.approx(0.1)
    assert rest == [(SECOND, 0.5)] * 4


async def test_a_file_contains_complete_sentences_only(stage: Stage) -> None:
    failing = asyncio.Event()
    stage.first.script.append((0.1, failing, SynthesisError("cut")))
    async with stage.speak(live=False) as sound:
        listening = asyncio.create_task(heard(sound))
        for _ in range(20):
            await asyncio.sleep(0)
        failing.set()
        assert await listening == [(SECOND, 0.5)] * 4


async def test_one_piece_is_synthesized_ahead(stage: Stage) -> None:
    """Only one, so that an answer that is interrupted early does not use the service for all of its text."""
    async with stage.speak() as sound:
        await anext(sound)
        for _ in range(20):
            await asyncio.sleep(0)
        assert stage.first.said == ["one", "two"]
        await anext(sound)
        for _ in range(20):
            await asyncio.sleep(0)
        assert stage.first.said == ["one", "two", "three"]


async def test_a_voice_problem_leaves_the_synthesizer_in_the_chain(stage: Stage) -> None:
    stage.first.script.append((SynthesisError("no such voice", SynthesisFault.VOICE),))
    other = voices.VoiceInfo("first/other", "other", "en", voices.Gender.UNKNOWN, "first")
    async with circuit_breaker.CircuitBreakers.open(circuit_breaker.CircuitOptions(), {"first": None}) as health:
        candidates = [voices.VoiceCandidate(stage.first, other), *voices.VoiceRegistry([stage.first]).candidates("en")]
        chain = fallback_chain.FallbackChain(
            health, lambda one, text: one.synthesizer.speak(text, one.voice, 1.0), stage.kept
        )
        assert await heard(fallback_chain.speak(["one"], candidates, chain, live=True)) == [(FIRST, 0.5)]
        assert health.health()[0].failures == 0


async def test_without_a_working_voice_speaking_fails(stage: Stage) -> None:
    stage.first.script.extend([(0.5,), (SynthesisError("broken"),)])
    stage.second.script.extend([(0.1, SynthesisError("broken, too"))])
    async with stage.speak() as sound:
        assert (await anext(sound)).duration_s == pytest.approx(0.5)
        with pytest.raises(errors.TextToSpeechError, match="no voice"):
            await heard(sound)


async def test_a_cached_piece_is_spoken_while_its_synthesizer_is_skipped(stage: Stage) -> None:
    stage.first.script.append((SynthesisError("broken"),))
    async with stage.speak(failures=1) as sound:
        await heard(sound)
    stage.kept = lambda candidate, text: candidate.voice.id == "first/en" and text == "one"
    settings = circuit_breaker.CircuitOptions(failures=1)
    async with circuit_breaker.CircuitBreakers.open(settings, {"first": None, "second": None}) as health:
        health.failed("first", SynthesisError("broken"))
        candidates = voices.VoiceRegistry([stage.first, stage.second]).candidates("en")
        chain = fallback_chain.FallbackChain(
            health, lambda one, text: one.synthesizer.speak(text, one.voice, 1.0), stage.kept
        )
        assert (
            await heard(fallback_chain.speak(TEXTS, candidates, chain, live=True))
            == [(FIRST, 0.5)] + [(SECOND, 0.5)] * 3
        )


async def test_the_whole_answer_has_one_rate(stage: Stage) -> None:
    pytest.importorskip("av", reason="the extra `speech` is not installed")
    stage.second = ScriptedVoices("second", level=SECOND, rate=16_000)
    stage.first.script.extend([(0.5,), (SynthesisError("broken"),)])
    async with stage.speak() as sound:
        frames = [frame async for frame in sound]
    assert {frame.rate for frame in frames} == {RATE}
    assert sum(frame.duration_s for frame in frames) == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize("steps", range(1, 8))
async def test_closing_the_generator_at_any_point_ends_all_work(stage: Stage, steps: int) -> None:
    stage.first.script.extend([(0.1, 0.1), (0.1, SynthesisError("broken"))])
    before = asyncio.all_tasks()
    async with stage.speak() as sound:
        for _ in range(steps):
            await anext(sound, None)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8])
async def test_cancelling_at_any_point_ends_all_work(stage: Stage, turns: int) -> None:
    stage.first.script.append((asyncio.Event(),))

    async def listen() -> None:
        async with stage.speak() as sound:
            await heard(sound)

    before = asyncio.all_tasks()
    listening = asyncio.create_task(listen())
    for _ in range(turns):
        await asyncio.sleep(0)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert asyncio.all_tasks() == before
    assert stage.first.speaking == 0
