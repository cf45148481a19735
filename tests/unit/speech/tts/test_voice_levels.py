"""All voices at one level, from the first sound on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import pathlib
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest

from chatterbot import audio
from chatterbot.dialogue.earcons import Earcon, tone
from chatterbot.speech.tts import limiter, loudness, voice_levels

pytestmark = pytest.mark.unit

RATE = 22_050


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def piece(lufs: float, seconds: float = 3.0, silent_s: float = 0.2) -> audio.AudioFrame:
    """Something like speech, after a silence, of this loudness."""
    times = np.arange(round(seconds * RATE)) / RATE
    syllables = np.abs(np.sin(2 * np.pi * 2 * times)) * np.sin(2 * np.pi * 400 * times)
    sound = np.concatenate((np.zeros(round(silent_s * RATE)), syllables))
    raw = audio.AudioFrame.from_floats(0.1 * sound, RATE)
    more = lufs - loudness.integrated(raw.samples, RATE)
    return audio.AudioFrame.from_floats(0.1 * loudness.gain(more) * sound, RATE)


async def levelled(
    levels: voice_levels.VoiceLevels, voice: str, sound: audio.AudioFrame, each_s: float = 0.1
) -> list[audio.AudioFrame]:
    """A piece at the target's level, in frames as voices give them."""

    async def frames() -> AsyncGenerator[audio.AudioFrame]:
        step = round(each_s * RATE)
        for start in range(0, len(sound), step):
            yield audio.AudioFrame(sound.samples[start : start + step], RATE)

    async with contextlib.aclosing(levels.level(voice, frames())) as out:
        return [frame async for frame in out]


def together(frames: list[audio.AudioFrame]) -> audio.AudioFrame:
    return audio.AudioFrame(np.concatenate([frame.samples for frame in frames]), RATE)


@pytest.mark.parametrize("lufs", [-34.0, -27.0, -18.0, -12.0])
async def test_a_voice_that_was_never_heard_is_at_the_level_at_once(executor: Executor, lufs: float) -> None:
    levels, sound = voice_levels.VoiceLevels(executor), piece(lufs)
    out = together(await levelled(levels, "piper/joe", sound))
    assert len(out) == len(sound), "nothing is lost"
    assert loudness.integrated(out.samples, RATE) == pytest.approx(voice_levels.TARGET_LUFS, abs=1.0)
    assert loudness.true_peak(out.samples) <= limiter.CEILING_DBTP + 0.1


async def test_a_known_voice_waits_for_nothing_and_keeps_its_own_emphasis(executor: Executor) -> None:
    levels = voice_levels.VoiceLevels(executor)
    assert levels.decibels("a") is None
    assert levels.wants("a")
    for _ in range(4):
        await levels.learn("a", [piece(-24.0)])
    assert levels.decibels("a") == pytest.approx(6.0, abs=0.2)
    assert not levels.wants("a")
    out = await levelled(levels, "a", piece(-28.0))  # said softly, on purpose
    assert out[0].duration_s > 0.08, "the first frame goes out at once"
    assert loudness.integrated(together(out).samples, RATE) == pytest.approx(-22.0, abs=0.3)


async def test_a_level_is_kept_for_the_next_start(executor: Executor, tmp_path: pathlib.Path) -> None:
    levels = voice_levels.VoiceLevels(executor, tmp_path)
    await levels.load()
    await levels.learn("edge/Ryan", [piece(-30.0)])
    later = voice_levels.VoiceLevels(executor, tmp_path)
    await later.load()
    assert later.decibels("edge/Ryan") == pytest.approx(12.0, abs=0.2)
    assert await asyncio.to_thread(lambda: [path.name for path in tmp_path.iterdir()]) == ["levels.json"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"a": 1}', '{"a": [1, 0]}', '{"a": ["x", 1]}', '{"a": [NaN, 1]}', "{", "\x00", '{"a": [null, 1]}'],
)
async def test_a_damaged_file_is_measured_anew(
    executor: Executor, tmp_path: pathlib.Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "levels.json").write_text(content)
    levels = voice_levels.VoiceLevels(executor, tmp_path)
    with caplog.at_level(logging.WARNING):
        await levels.load()
    assert "measured again" in caplog.text
    assert levels.decibels("a") is None
    await levels.learn("a", [piece(-30.0)])
    assert json.loads((tmp_path / "levels.json").read_text())["a"]


async def test_a_folder_that_cannot_be_written_costs_only_a_warning(
    executor: Executor, tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture
) -> None:
    levels = voice_levels.VoiceLevels(executor, tmp_path / "gone")
    await levels.load()
    await levels.learn("a", [piece(-30.0)])
    assert "not kept" in caplog.text
    assert levels.decibels("a") == pytest.approx(12.0, abs=0.2)


async def test_silence_teaches_nothing_and_stays_silence(executor: Executor) -> None:
    levels, silence = voice_levels.VoiceLevels(executor), audio.AudioFrame.silence(4.0, RATE, 1)
    await levels.learn("a", [silence])
    assert levels.decibels("a") is None
    out = together(await levelled(levels, "a", silence))
    assert len(out) == len(silence)
    assert not out.samples.any()
    assert await levelled(levels, "a", audio.AudioFrame.silence(0, RATE, 1)) == []


async def test_a_whisper_is_not_made_a_shout(executor: Executor) -> None:
    levels = voice_levels.VoiceLevels(executor)
    await levels.learn("a", [piece(-60.0)])
    assert levels.decibels("a") == voice_levels.MOST_CHANGE_DB


async def test_only_so_many_voices_are_remembered(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_levels, "MOST_VOICES", 2)
    levels, sound = voice_levels.VoiceLevels(executor), [piece(-24.0, 0.5)]
    for voice in ("a", "b", "a", "c"):
        await levels.learn(voice, sound)
    assert [voice for voice in "abc" if levels.decibels(voice) is None] == ["b"]


@pytest.mark.parametrize("which", Earcon)
async def test_signs_are_softer_than_voices(which: Earcon) -> None:
    (sound,) = [frame async for frame in tone(which)]
    below = voice_levels.TARGET_LUFS - loudness.integrated(sound.samples, sound.rate)
    assert 4.0 < below < 8.0
