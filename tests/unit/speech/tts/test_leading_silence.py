"""The removal of the silence before a voice's first sound."""

from __future__ import annotations

import numpy as np
import pytest

from chatterbot.audio import AudioFrame
from chatterbot.speech.tts import leading_silence

pytestmark = pytest.mark.unit

RATE = 16_000


def sound(*parts: tuple[float, int]) -> AudioFrame:
    """Return stretches of sound, each with a length in seconds and a level."""
    levels = [np.full((round(seconds * RATE), 1), level, np.int16) for seconds, level in parts]
    return AudioFrame(np.concatenate(levels), RATE)


def heard(frame: AudioFrame, piece_s: float) -> AudioFrame:
    start, step = leading_silence.LeadingSilence(), round(piece_s * RATE)
    pieces = [AudioFrame(frame.samples[at : at + step], RATE) for at in range(0, len(frame), step)]
    given = [one for piece in pieces if (one := start.push(piece)) is not None]
    return AudioFrame(np.concatenate([one.samples for one in given] or [np.zeros((0, 1), np.int16)]), RATE)


@pytest.mark.parametrize("piece_s", [0.005, 0.02, 0.1, 5.0])
def test_leading_silence_is_removed_but_for_its_end(piece_s: float) -> None:
    left = heard(sound((0.25, 40), (0.5, 900), (0.3, 0), (0.2, 900)), piece_s)
    assert left.duration_s == pytest.approx(leading_silence.BEFORE_S + 1.0, abs=1 / RATE)


def test_sound_without_leading_silence_is_unchanged() -> None:
    whole = sound((0.5, 900), (0.5, 0))
    assert heard(whole, 0.02).duration_s == whole.duration_s


def test_a_long_silence_is_not_removed_completely() -> None:
    left = heard(sound((2.0, 0), (0.1, 900)), 0.02)
    assert left.duration_s == pytest.approx(2.1 - leading_silence.LONGEST_S, abs=0.03)


def test_a_short_silence_alone_gives_no_frame() -> None:
    assert leading_silence.LeadingSilence().push(sound((0.2, 0))) is None
