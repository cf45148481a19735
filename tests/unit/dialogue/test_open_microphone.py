"""A microphone that sends sound without end: nobody waits for it, and its person is heard over it."""

from __future__ import annotations

import numpy as np
import pytest

from chatterbot.dialogue.open_microphone import OPEN_AFTER_S, OpenMicrophone
from chatterbot.dialogue.vad_stream import VadWindow
from chatterbot.speech.turns import vad

pytestmark = pytest.mark.unit

MUSIC, VOICE, NOTHING = 0.02, 0.2, 0.0
"""Amplitudes: -34 dBFS, -14 dBFS, silence."""


def window(level: float, probability: float = 0.9) -> VadWindow:
    return VadWindow(np.full(vad.FRAME_SAMPLES, level, np.float32), probability if level else 0.01)


def send(microphone: OpenMicrophone, seconds: float, level: float, probability: float = 0.9) -> list[float]:
    """Send a sound; give the probabilities that are left of it."""
    count = round(seconds / vad.FRAME_S)
    return [microphone.let_through(window(level, probability)).probability for _ in range(count)]


@pytest.fixture
def microphone() -> OpenMicrophone:
    """A microphone that music comes from."""
    opened = OpenMicrophone()
    assert set(send(opened, OPEN_AFTER_S, MUSIC)) == {0.9}
    assert not opened.open
    opened.heard(OPEN_AFTER_S, words=False)
    assert opened.open
    return opened


def test_only_what_is_louder_counts(microphone: OpenMicrophone) -> None:
    assert set(send(microphone, 2.0, MUSIC)) == {0.0}
    assert set(send(microphone, 1.0, VOICE)) == {0.9}
    assert set(send(microphone, 0.1, 2.1 * MUSIC)) == {0.9}
    assert set(send(microphone, 0.1, 1.9 * MUSIC)) == {0.0}


def test_words_do_not_make_it_one() -> None:
    microphone = OpenMicrophone()
    for _ in range(10):
        send(microphone, 3.0, VOICE)
        microphone.heard(3.0, words=False)
        microphone.heard(3.0, words=True)
        assert not microphone.open


@pytest.mark.parametrize("packets", [True, False])
def test_sound_with_pauses_does_not_make_it_one(packets: bool) -> None:
    microphone = OpenMicrophone()
    for _ in range(10):
        send(microphone, 3.0, MUSIC)
        microphone.heard(3.0, words=False)
        if packets:
            send(microphone, 1.1, NOTHING)
        else:
            microphone.be_silent(1.1)
        assert not microphone.open


def test_it_ends_with_the_sound(microphone: OpenMicrophone) -> None:
    send(microphone, 4.0, NOTHING)
    assert set(send(microphone, 0.5, MUSIC)) == {0.0}
    microphone.be_silent(5.0)
    assert not microphone.open
    assert set(send(microphone, 1.0, MUSIC)) == {0.9}


def test_it_follows_sound_that_swells_but_not_its_person(microphone: OpenMicrophone) -> None:
    send(microphone, 3.0, VOICE)
    microphone.heard(3.0, words=True)
    assert set(send(microphone, 1.0, VOICE)) == {0.9}, "words are no sound to be louder than"
    microphone.heard(1.0, words=True)
    send(microphone, 6.0, VOICE)
    microphone.heard(6.0, words=False)
    assert set(send(microphone, 1.0, VOICE)) == {0.0}
    assert set(send(microphone, 7.0, MUSIC)) == {0.0}
    assert set(send(microphone, 1.0, VOICE)) == {0.9}, "the sound has sunk again"
