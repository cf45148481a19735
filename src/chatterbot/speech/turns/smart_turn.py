"""Estimate from the sound whether a person has finished speaking: Smart Turn v3 (BSD-2, by Daily), if the operator provides the model.

The model takes the last eight seconds up to the pause and returns the probability that the turn is complete, judged by intonation and the
shape of the sentence, not only by silence. It is an ONNX file of 8 MB (``smart-turn-v3.2-cpu.onnx``), not shipped here; it knows 23
languages, Russian among them. On synthetic voices its results were little better than chance, so nothing depends on it alone: it only
shortens or lengthens the wait for the end of a turn.
"""

from __future__ import annotations

import pathlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech import openmp

__all__ = ("SmartTurn",)

WINDOW_S: Final = 8
"""Seconds of sound that the model takes; silence is put before shorter speech."""
_SAMPLES: Final = WINDOW_S * audio.SPEECH_RATE
_VARIANCE_FLOOR: Final = 1e-7
"""Added to the variance, as in Hugging Face's Whisper features, on which the model was trained."""


class SmartTurn:
    """The model, shared by all speakers; any thread may use it. Every method blocks (about 0.1 s of one core).

    Parameters
    ----------
    path
        The ONNX file: input ``(n, 80, 800)`` log-mel features, output ``(n, 1)`` probabilities.

    Raises
    ------
    errors.SpeechToTextError
        If the model cannot be loaded.
    """

    def __init__(self, path: pathlib.Path) -> None:
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
