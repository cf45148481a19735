"""Loudness against the values of the standards: ITU-R BS.1770-4 and EBU Tech 3341."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from chatterbot.speech.tts import loudness

pytestmark = pytest.mark.unit


def tone(
    *parts: tuple[float, float], rate: int = 48_000, hertz: float = 1_000.0, channels: int = 2
) -> NDArray[np.int16]:
    """A sine of these levels in dBFS, each for so many seconds, in every channel."""
    levels = np.concatenate([np.full(round(seconds * rate), 10 ** (level / 20)) for level, seconds in parts])
    sine = np.sin(2 * np.pi * hertz * np.arange(len(levels)) / rate) * levels
    whole = np.clip(np.round(sine * 32_768), -32_768, 32_767).astype(np.int16)
    return np.repeat(whole.reshape(-1, 1), channels, axis=1)


@pytest.mark.parametrize("rate", [48_000, 44_100, 24_000, 22_050, 16_000])
def test_a_sine_in_one_channel_is_3_below_full_scale(rate: int) -> None:
    one = tone((0.0, 20.0), rate=rate, hertz=997.0)
    one[:, 1] = 0
    assert loudness.integrated(one, rate) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        pytest.param([(-23.0, 20.0)], -23.0, id="case 1"),
        pytest.param([(-33.0, 20.0)], -33.0, id="case 2"),
        pytest.param([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0, id="case 3: the relative gate"),
        pytest.param(
            [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0, id="case 4: both gates"
        ),
        pytest.param([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0, id="case 5"),
    ],
)
def test_the_cases_of_tech_3341(parts: list[tuple[float, float]], lufs: float) -> None:
    assert loudness.integrated(tone(*parts), 48_000) == pytest.approx(lufs, abs=0.1)


def test_the_filter_is_the_standards() -> None:
    # Low tones count less, high ones more (BS.1770-4, figures 2 and 4, and what its coefficients give).
    middle = loudness.integrated(tone((-23.0, 5.0)), 48_000)
    low = loudness.integrated(tone((-23.0, 5.0), hertz=40.0), 48_000)
    high = loudness.integrated(tone((-23.0, 5.0), hertz=8_000.0), 48_000)
    assert low - middle == pytest.approx(-6.3, abs=0.3)
    assert high - middle == pytest.approx(3.3, abs=0.3)


def test_mono_counts_as_it_is_sent() -> None:
    both, one = tone((-20.0, 3.0)), tone((-20.0, 3.0), channels=1)
    assert loudness.integrated(one, 48_000) == pytest.approx(loudness.integrated(both, 48_000), abs=1e-6)


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.39, 0.41, 0.9])
def test_a_short_sound_has_a_loudness(seconds: float) -> None:
    assert loudness.integrated(tone((-20.0, seconds)), 48_000) == pytest.approx(-20.0, abs=0.3)


@pytest.mark.parametrize("samples", [np.zeros((0, 1)), np.zeros((48_000, 1)), np.zeros((3, 2))])
def test_silence_has_none(samples: NDArray[np.float64]) -> None:
    assert loudness.integrated(samples.astype(np.int16), 48_000) == -math.inf
    assert loudness.true_peak(samples.astype(np.int16)) == -math.inf


def test_the_peak_between_the_samples_is_found() -> None:
    # A quarter of the rate, 45 degrees off (Tech 3341, case 16): every sample is 3 dB below the peak.
    sine = np.sin(np.pi / 2 * np.arange(4_800) + np.pi / 4) * 0.5
    samples = np.round(sine * 32_768).astype(np.int16).reshape(-1, 1)
    assert 20 * math.log10(np.abs(samples).max() / 32_768) == pytest.approx(-9.03, abs=0.01)
    assert loudness.true_peak(samples) == pytest.approx(-6.0, abs=0.1)


def test_what_is_older_counts_less_when_there_is_enough() -> None:
    old = loudness.block_energies(tone((-30.0, 60.0)), 48_000)
    new = loudness.block_energies(tone((-20.0, 60.0)), 48_000)
    known = old.plus(new, 60.0)
    assert known.seconds == pytest.approx(60.0)
    for _ in range(6):
        known = known.plus(new, 60.0)
    assert known.lufs == pytest.approx(-20.0, abs=0.1)
