"""The regions with speech, and the windows made from them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from chatterbot.speech.stt import segmentation
from chatterbot.speech.turns import vad

pytestmark = pytest.mark.unit

RATE = 16_000


def probabilities(*stretches: tuple[float, float]) -> tuple[NDArray[np.float32], int]:
    """Return the frames' probabilities for stretches of (probability, seconds), and their length in samples."""
    frames = np.concatenate([np.full(round(seconds / vad.FRAME_S), value, np.float32) for value, seconds in stretches])
    return frames, len(frames) * vad.FRAME_SAMPLES


def seconds(found: list[segmentation.Region]) -> list[tuple[float, float]]:
    return [(round(one.start / RATE, 1), round(one.end / RATE, 1)) for one in found]


def test_silence_has_no_windows() -> None:
    assert segmentation.windows(*probabilities((0.1, 100.0))) == []
    assert segmentation.windows(np.zeros(0, np.float32), 0) == []


def test_speech_is_padded() -> None:
    assert seconds(segmentation.regions(*probabilities((0.0, 3.2), (0.9, 1.6), (0.0, 3.2)))) == [(2.9, 5.1)]
    assert seconds(segmentation.regions(*probabilities((0.9, 1.6)))) == [(0.0, 1.6)]


def test_a_click_does_not_count_as_speech() -> None:
    assert segmentation.regions(*probabilities((0.0, 1.0), (0.9, 0.064), (0.0, 1.0))) == []
    assert segmentation.speech_s(probabilities((0.0, 1.0), (0.9, 0.064))[0]) == pytest.approx(0.064)


def test_speech_that_begins_with_the_recording_and_goes_on_more_quietly_is_kept_whole() -> None:
    assert seconds(segmentation.regions(*probabilities((0.9, 0.032), (0.4, 3.2)))) == [(0.0, 3.2)]


def test_sentences_stay_together_and_long_silence_is_left_out() -> None:
    found = segmentation.windows(*probabilities((0.9, 3.2), (0.0, 1.28), (0.9, 3.2), (0.0, 6.4), (0.9, 3.2)))
    assert seconds(found) == [(0.0, 8.0), (13.8, 17.3)]


def test_a_region_that_is_too_long_is_cut_where_speech_is_least_probable() -> None:
    found = segmentation.windows(*probabilities((0.9, 22.4), (0.6, 0.064), (0.9, 20.0)))
    assert seconds(found) == [(0.0, 22.4), (22.4, 42.5)]


def test_without_a_detector_the_windows_have_equal_length() -> None:
    assert segmentation.fixed_windows(0) == []
    assert [one.seconds for one in segmentation.fixed_windows(60 * RATE)] == [20.0, 20.0, 20.0]
    assert segmentation.fixed_windows(RATE) == [segmentation.Region(0, RATE)]


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 400)), max_size=30), st.floats(3, 28))
def test_windows_contain_all_speech_exactly_once(stretches: list[tuple[float, int]], longest_s: float) -> None:
    frames = np.concatenate(
        [np.zeros(0, np.float32), *(np.full(count, value, np.float32) for value, count in stretches)]
    )
    length = len(frames) * vad.FRAME_SAMPLES
    regions = segmentation.regions(frames, length)
    found = segmentation.windows(frames, length, longest_s)
    assert all(0 <= one.start < one.end <= length for one in found)
    assert all(one.seconds <= longest_s for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(one.end < other.start for one, other in itertools.pairwise(regions))
    covered = np.zeros(length, bool)
    for one in found:
        covered[one.start : one.end] = True
    for region in regions:
        assert covered[region.start : region.end].all()
