"""The limiter: nothing exceeds the ceiling, nothing else changes, and how the sound is cut into frames does not matter."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from chatterbot import audio
from chatterbot.speech.tts import limiter, loudness

pytestmark = pytest.mark.unit

RATE = 24_000


def limited(samples: NDArray[np.int16], decibels: float, *sizes: int, rate: int = RATE) -> NDArray[np.int16]:
    """Sound through a limiter, in frames of these sizes, again and again."""
    one, parts, start = limiter.Limiter(decibels, rate), list[NDArray[np.int16]](), 0
    for size in itertools.cycle(sizes or (len(samples),)):
        if start >= len(samples):
            break
        parts.append(one.push(audio.AudioFrame(samples[start : start + size], rate)).samples)
        start += size
    parts.append(one.flush().samples)
    return np.concatenate(parts)


def speech(seconds: float, loud: float, seed: int = 1) -> NDArray[np.int16]:
    """Noise that rises and falls like syllables, with clicks."""
    rng = np.random.default_rng(seed)
    times = np.arange(round(seconds * RATE)) / RATE
    sound = rng.normal(0, loud, len(times)) * np.abs(np.sin(2 * np.pi * 3 * times))
    sound[rng.integers(0, len(times), 5)] = 2.0
    sound = np.convolve(sound, np.hanning(7)[1:-1] / 2, "same")  # speech has little above 8 kHz
    return audio.AudioFrame.from_floats(sound, RATE).samples


@pytest.mark.parametrize("decibels", [-6.0, 0.0, 3.0])
def test_quiet_sound_only_changes_its_level(decibels: float) -> None:
    samples = audio.AudioFrame.from_floats(np.sin(np.arange(20_000) / 9) * 0.2, RATE).samples
    out = limited(samples, decibels, 777)
    assert len(out) == len(samples)
    assert np.abs(out - samples * loudness.gain(decibels)).max() <= 1.0


@pytest.mark.parametrize("decibels", [0.0, 6.0, 20.0])
def test_no_peak_exceeds_the_ceiling(decibels: float) -> None:
    out = limited(speech(3.0, 0.2), decibels, 480)
    assert loudness.true_peak(out) <= limiter.CEILING_DBTP + 0.1


def test_peaks_between_the_samples_are_limited_too() -> None:
    sine = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4) * 0.7  # its samples are below the ceiling, its peaks are not
    fade = np.minimum(1.0, np.arange(RATE) / 2_400)
    samples = audio.AudioFrame.from_floats(sine * fade * fade[::-1], RATE).samples
    assert loudness.true_peak(limited(samples, 3.0)) <= limiter.CEILING_DBTP + 0.1


@pytest.mark.parametrize("sizes", [(1_000_000,), (480,), (1, 7, 4_000), (24,)])
def test_frames_of_any_size_give_the_same_sound(sizes: tuple[int, ...]) -> None:
    samples = speech(0.5, 0.3)
    assert np.abs(limited(samples, 9.0, *sizes).astype(int) - limited(samples, 9.0)).max() <= 1


def test_one_click_does_not_make_the_rest_quiet() -> None:
    samples = audio.AudioFrame.from_floats(np.sin(np.arange(RATE) / 9) * 0.2, RATE).samples.copy()
    samples[12_000] = 32_000
    off = np.abs(limited(samples, 9.0)[:, 0] - np.clip(samples[:, 0] * loudness.gain(9.0), -32_768, 32_767))
    changed = np.flatnonzero(off > 500)
    assert changed[0] >= 12_000 - 0.008 * RATE, "the gain falls just before it"
    assert 12_000 < changed[-1] < 12_000 + 0.3 * RATE, "and comes back"


@pytest.mark.parametrize("length", [0, 1, 100, 300])
def test_short_sound_comes_out_whole(length: int) -> None:
    samples = np.full((length, 1), 1_000, np.int16)
    assert np.abs(limited(samples, 6.0).astype(int) - round(1_000 * loudness.gain(6.0))).max(initial=0) <= 1
    assert len(limited(samples, 6.0)) == length
