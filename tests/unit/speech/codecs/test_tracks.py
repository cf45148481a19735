"""One or two channels become one signal, and the loudest of several tracks is found."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests import sounds

from chatterbot.speech.codecs import tracks

pytestmark = pytest.mark.unit

TONE = sounds.tone(9.0)
OTHER = sounds.tone(9.0, hertz=1_000.0)
NOTHING = np.zeros_like(TONE)


def pcm(*channels: NDArray[np.float32]) -> bytes:
    return (np.stack(channels, 1) * 32_767).astype("<i2").tobytes()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (TONE, TONE, TONE),
        (TONE, NOTHING, TONE / 2),
        (NOTHING, TONE, TONE / 2),
        (TONE, OTHER, (TONE + OTHER) / 2),
        (TONE, -TONE, TONE),
        (-TONE / 2, TONE, TONE),
        (TONE + OTHER / 4, OTHER / 4 - TONE * np.float32(0.9), TONE + OTHER / 4),
    ],
    ids=["same", "left", "right", "different", "inverted", "inverted, right louder", "inverted, hum in both"],
)
def test_two_channels_become_one_audible_signal(
    left: NDArray[np.float32], right: NDArray[np.float32], expected: NDArray[np.float32]
) -> None:
    mono = tracks.to_mono(pcm(left, right), 2)
    assert mono.dtype == np.float32
    assert np.abs(mono - expected).max() < 0.001


def test_one_channel_is_not_changed() -> None:
    assert np.abs(tracks.to_mono(pcm(TONE), 1) - TONE).max() < 0.001
    assert len(tracks.to_mono(b"", 1)) == len(tracks.to_mono(b"", 2)) == 0


def test_silence_is_distinguished_from_a_whisper() -> None:
    assert tracks.is_silent(NOTHING)
    assert tracks.is_silent(NOTHING[:0])
    assert tracks.is_silent(TONE * np.float32(0.001))
    assert not tracks.is_silent(TONE * np.float32(0.01))


async def test_the_loudest_track_is_found_among_empty_ones() -> None:
    assert await tracks.loudest([NOTHING[:0], TONE * np.float32(0.1), TONE, OTHER * np.float32(0.5)]) == 2
