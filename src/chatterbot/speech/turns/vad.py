"""Voice activity detection with Silero's model: frame by frame for conversations, all at once for recordings.

The model (Silero VAD v6, MIT, ONNX, 2 MB) is part of the faster-whisper package. A frame of 32 ms takes 0.1 ms of one core: 0.3 % of a
core for each person who speaks. WebRTC's detector is even faster, but takes keyboards and fans for speech.
"""

from __future__ import annotations

import importlib.util
import pathlib
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors

__all__ = ("FRAME_S", "FRAME_SAMPLES", "Silero", "SileroDetector", "VoiceActivityDetector")

FRAME_SAMPLES: Final = 512
"""Samples at 16 kHz in a frame: the only size that the model accepts."""
FRAME_S: Final = FRAME_SAMPLES / audio.SPEECH_RATE
"""Seconds in a frame: 0.032."""
_CONTEXT_SAMPLES: Final = 64
"""Samples from the end of the previous frame that are put before each frame."""
_STATE: Final = (1, 1, 128)
"""Shape of each of the two arrays of the model's state."""
_BATCH: Final = 4_096
"""Frames passed to the model at once (131 s): its convolutions take 2 KB for each, and between two batches other threads can run."""


class VoiceActivityDetector(Protocol):
    """Detects one person's speech; it keeps a state from frame to frame."""

    def probability(self, frame: NDArray[np.float32]) -> float:
        """Return the probability, in [0, 1], that this frame (512 samples of 16 kHz mono, in [-1, 1]) is speech."""
        ...

    def reset(self) -> None:
        """Clear the state, because another stretch of sound begins."""
        ...


class Silero:
    """The model, shared by all speakers; any thread may use it.

    Raises
    ------
    errors.SpeechToTextError
        If the packages are not installed, or the model cannot be loaded.
    """

    def __init__(self) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 - optional: text alone works without it

            # The package is found, not imported: importing faster_whisper would also load CTranslate2 (0.5 s), which is not needed here.
            found = importlib.util.find_spec("faster_whisper")
            places = (found.submodule_search_locations if found else None) or [""]
            model = pathlib.Path(places[0]) / "assets" / "silero_vad_v6.onnx"
            options = onnxruntime.SessionOptions()
            # Frames are tiny: a second thread would only wait.
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.enable_cpu_mem_arena = False
            options.log_severity_level = 3
            self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's exceptions are its own
            raise errors.SpeechToTextError(
                f"the voice activity detector cannot be loaded: {error}", retryable=False
            ) from error

    def detector(self) -> SileroDetector:
        """Return a new detector for one person's voice."""
        return SileroDetector(self._session)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of speech of each frame, shape (ceil(n / 512),), for n samples; the last frame is padded with silence."""
        frames = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
        context = np.zeros((len(frames), _CONTEXT_SAMPLES), np.float32)
        context[1:] = frames[:-1, -_CONTEXT_SAMPLES:]
        h, c = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)
        results: list[NDArray[np.float32]] = []
        for start in range(0, len(frames), _BATCH):
            part = np.concatenate((context[start : start + _BATCH], frames[start : start + _BATCH]), axis=1)
            result, h, c = self._session.run(None, {"input": part, "h": h, "c": c})
            results.append(np.asarray(result, np.float32).reshape(-1))
        return np.concatenate(results) if results else np.zeros(0, np.float32)


class SileroDetector:
    """The `VoiceActivityDetector` that runs Silero's model; made by `Silero.detector`."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._window = np.zeros((1, _CONTEXT_SAMPLES + FRAME_SAMPLES), np.float32)
        self._h = np.zeros(_STATE, np.float32)
        self._c = np.zeros(_STATE, np.float32)

    def reset(self) -> None:
        """Implement `VoiceActivityDetector.reset`."""
        for memory in (self._window, self._h, self._c):
            memory[...] = 0

    def probability(self, frame: NDArray[np.float32]) -> float:
        """Implement `VoiceActivityDetector.probability`."""
        if frame.shape != (FRAME_SAMPLES,):
            raise ValueError(f"a frame has {FRAME_SAMPLES} samples, not {frame.shape}")
        self._window[0, :_CONTEXT_SAMPLES] = self._window[0, -_CONTEXT_SAMPLES:]
        self._window[0, _CONTEXT_SAMPLES:] = frame
        result, self._h, self._c = self._session.run(None, {"input": self._window, "h": self._h, "c": self._c})
        # The session's arrays may be read-only, but `reset` writes to them.
        self._h, self._c = np.array(self._h), np.array(self._c)
        return float(np.asarray(result).reshape(-1)[0])
