"""Estimate from the sound whether a person has finished speaking: Smart Turn v3 (BSD-2, by Daily), if the operator provides the model.

The model takes the last eight seconds up to the pause and returns the probability that the turn is complete, judged by intonation and the
shape of the sentence, not only by silence. It is an ONNX file of 8 MB (``smart-turn-v3.2-cpu.onnx``), not shipped here; it knows 23
languages, Russian among them. It takes a third of the pauses inside people's sentences for their end, so nothing depends on it alone: it
only adds to what the words and the speaker's pauses say (`dialogue.endpointing`).
"""

from __future__ import annotations

import importlib.util
import pathlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech import openmp

__all__ = ("PACKAGE", "SmartTurn", "located")

PACKAGE: Final = "pipecat"
"""Stands for the file in an installed package `pipecat-ai` (BSD-2), which is found and never imported."""
_IN_PACKAGE: Final = "audio/turn/smart_turn/data"

WINDOW_S: Final = 8
"""Seconds of sound that the model takes; silence is put before shorter speech."""
_SAMPLES: Final = WINDOW_S * audio.SPEECH_RATE
_VARIANCE_FLOOR: Final = 1e-7
"""Added to the variance, as in Hugging Face's Whisper features, on which the model was trained."""


def located(chosen: str) -> pathlib.Path:
    """Return the file that a setting names: a path, or `PACKAGE`. Blocks.

    Raises
    ------
    errors.SpeechToTextError
        If the package is not installed, or has no such file.
    """
    if chosen != PACKAGE:
        return pathlib.Path(chosen)
    found = importlib.util.find_spec(PACKAGE)
    for place in (found.submodule_search_locations if found else None) or ():
        files = sorted((pathlib.Path(place) / _IN_PACKAGE).glob("smart-turn-*-cpu.onnx"))
        if files:
            return files[-1]
    problem = "is not installed" if found is None else f"has no end-of-turn model in {_IN_PACKAGE}"
    raise errors.SpeechToTextError(f"the package pipecat-ai {problem}: see speech.turn_model", retryable=False)


class SmartTurn:
    """The model, shared by all speakers; any thread may use it. Every method blocks (about 0.1 s of one core).

    Parameters
    ----------
    chosen
        The ONNX file, or `PACKAGE`: input ``(n, 80, 800)`` log-mel features, output ``(n, 1)`` probabilities.

    Raises
    ------
    errors.SpeechToTextError
        If the model cannot be loaded.
    """

    def __init__(self, chosen: str) -> None:
        path = located(chosen)
        try:
            import onnxruntime  # noqa: PLC0415 - optional: text alone works without it

            with openmp.patient_threads():
                from faster_whisper import feature_extractor  # noqa: PLC0415 - as above

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self._features: Any = feature_extractor.FeatureExtractor(chunk_length=WINDOW_S)
            self._input: str = self._session.get_inputs()[0].name
        except Exception as error:  # onnxruntime's exceptions are its own
            raise errors.SpeechToTextError(
                f"the end-of-turn model {path} cannot be loaded: {error}", retryable=False
            ) from error

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the log-mel features, shape (80, 800), of the last eight seconds, scaled to zero mean and unit variance."""
        last = samples[-_SAMPLES:]
        window = np.zeros(_SAMPLES, np.float32)
        window[_SAMPLES - len(last) :] = last
        window = (window - window.mean()) / np.sqrt(window.var() + _VARIANCE_FLOOR)
        return np.asarray(self._features(window, padding=0), np.float32)

    def probability(self, samples: NDArray[np.float32]) -> float:
        """Return the probability, in [0, 1], that the speaker has finished.

        Parameters
        ----------
        samples
            The turn so far: 16 kHz mono, float32 in [-1, 1].
        """
        result = self._session.run(None, {self._input: self.features(samples)[None]})[0]
        return float(np.asarray(result).reshape(-1)[0])
