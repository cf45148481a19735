"""Has the person finished, judged by how they said it: Smart Turn v3 (BSD-2, by Daily), where the operator provides the model.

The model hears the last eight seconds up to the pause and gives the probability that the turn is complete: intonation and the sentence's
shape, not only silence. It is an ONNX file of 8 MB (``smart-turn-v3.2-cpu.onnx``), not shipped here; 23 languages, Russian among them.
On synthetic voices its answers were little better than chance, so nothing depends on it: it shortens or lengthens the wait for an end.
"""

from __future__ import annotations

import pathlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech import openmp

__all__ = ("COMPLETE", "SmartTurn")

WINDOW_S: Final = 8
"""Seconds that the model hears; shorter speech is preceded by silence."""
_SAMPLES: Final = WINDOW_S * audio.SPEECH_RATE
_VARIANCE_FLOOR: Final = 1e-7
"""Added to the variance, as in Hugging Face's Whisper features, on which the model was trained."""
COMPLETE: Final = 0.5
"""Probability from which a turn counts as complete: the model's own."""


class SmartTurn:
    """The model, shared by all who are listened to; any thread may use it. Every method blocks (about 0.1 s of one core).

    Parameters
    ----------
    path
        The ONNX file: input ``(n, 80, 800)`` log-mel features, output ``(n, 1)`` probabilities.

    Raises
    ------
    errors.SpeechToTextError
        If it cannot be loaded.
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
        """Give the log-mel features, (80, 800), of the last eight seconds, brought to zero mean and unit variance."""
        last = samples[-_SAMPLES:]
        window = np.zeros(_SAMPLES, np.float32)
        window[_SAMPLES - len(last) :] = last
        window = (window - window.mean()) / np.sqrt(window.var() + _VARIANCE_FLOOR)
        return np.asarray(self._features(window, padding=0), np.float32)

    def probability(self, samples: NDArray[np.float32]) -> float:
        """Give the probability, in [0, 1], that who said this has finished.

        Parameters
        ----------
        samples
            The turn so far: 16 kHz mono, float32 in [-1, 1].
        """
        result = self._session.run(None, {self._input: self.features(samples)[None]})[0]
        return float(np.asarray(result).reshape(-1)[0])
