"""Silero's voice activity detector, frame by frame and for whole recordings."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest
from tests import recordings, sounds

from chatterbot import errors
from chatterbot.speech.stt import segmentation
from chatterbot.speech.turns import turn_detector, vad

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(
        any(importlib.util.find_spec(name) is None for name in ("faster_whisper", "av", "onnxruntime")),
        reason="the extra `speech` is not installed",
    ),
]


@pytest.fixture(scope="module")
def silero() -> vad.Silero:
    return vad.Silero()


def by_frames(
    detector: vad.VoiceActivityDetector, samples: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> list[float]:
    whole = len(samples) // vad.FRAME_SAMPLES * vad.FRAME_SAMPLES
    return [detector.probability(frame) for frame in samples[:whole].reshape(-1, vad.FRAME_SAMPLES)]


@pytest.mark.parametrize("name", recordings.WORDS)
def test_speech_is_detected(silero: vad.Silero, name: str) -> None:
    samples = recordings.samples(name)
    assert segmentation.speech_s(silero.probabilities(samples)) > 0.4 * len(samples) / 16_000


@pytest.mark.parametrize(
    "sound",
    [recordings.silence(5.0), recordings.silence(5.0, hiss=0.05), sounds.tone(5.0), sounds.tone(5.0, hertz=120.0)],
)
def test_silence_noise_and_tones_are_not_detected_as_speech(
    silero: vad.Silero, sound: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> None:
    assert segmentation.speech_s(silero.probabilities(sound)) == 0.0


def test_single_frames_and_the_whole_recording_give_the_same_probabilities(silero: vad.Silero) -> None:
    samples = recordings.samples("en-apples")
    single = by_frames(silero.detector(), samples)
    assert np.allclose(single, silero.probabilities(samples)[: len(single)], atol=1e-4)


def test_each_detector_has_a_state_of_its_own(silero: vad.Silero) -> None:
    samples = recordings.samples("en-weather")
    alone = by_frames(silero.detector(), samples)
    one, other = silero.detector(), silero.detector()
    mixed: list[float] = []
    for frame in samples[: len(alone) * vad.FRAME_SAMPLES].reshape(-1, vad.FRAME_SAMPLES):
        mixed.append(one.probability(frame))
        other.probability(-frame[::-1])
    assert mixed == alone
    one.reset()
    assert by_frames(one, samples) == alone


def test_a_frame_of_another_size_is_refused(silero: vad.Silero) -> None:
    with pytest.raises(ValueError, match="512"):
        silero.detector().probability(np.zeros(480, np.float32))


def test_an_empty_sound_has_no_probabilities(silero: vad.Silero) -> None:
    assert silero.probabilities(np.zeros(0, np.float32)).shape == (0,)


@pytest.mark.parametrize("name", ["en-apples", "ru-tides", "ru-server"])
def test_a_sentence_is_one_turn(silero: vad.Silero, name: str) -> None:
    spoken = recordings.samples(name)
    whole = np.concatenate([recordings.silence(1.0), spoken, recordings.silence(1.5)])
    detector, events = turn_detector.TurnDetector(), list[turn_detector.TurnEvent]()
    for probability in by_frames(silero.detector(), whole):
        if (event := detector.push(probability, vad.FRAME_S)) is not None:
            events.append(event)
    ends = [event for event in events if isinstance(event, turn_detector.SpeechEnded)]
    assert len(ends) == 1
    assert ends[0].at_s == pytest.approx(1.0 + len(spoken) / 16_000, abs=0.4)
    assert ends[0].speech_s > 0.8 * len(spoken) / 16_000


def test_without_faster_whisper_the_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)  # as where it is not installed
    with pytest.raises(errors.SpeechToTextError, match=r"silero_vad_v6\.onnx") as caught:
        vad.Silero()
    assert not caught.value.retryable
