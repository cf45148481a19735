"""Speech models of other makers through onnx-asr (MIT, extra `onnx-asr`): GigaAM and T-one for Russian, Parakeet for 25 languages.

They are not steered by a list of names, have no wider search, and each knows its own languages only. What a short sound costs is the work for
that sound: these models have no window of thirty seconds.
"""

from __future__ import annotations

import importlib.util
import logging
import pathlib
import re
import shutil
import statistics
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech.stt import model_hub
from chatterbot.speech.stt.whisper import RecognitionHints, WhisperResult, raise_if

__all__ = ("PREFIX", "OnnxModel", "find_here", "is_named", "place")

_log = logging.getLogger(__name__)

PREFIX: Final = "onnx:"
"""Before the name of a model in the setting: ``onnx:gigaam-v3-e2e-ctc``."""
LANGUAGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *(
                "gigaam-v2-ctc",
                "gigaam-v2-rnnt",
                "gigaam-v3-ctc",
                "gigaam-v3-rnnt",
                "gigaam-v3-e2e-ctc",
                "gigaam-v3-e2e-rnnt",
            ),
            *("t-tech/t-one", "alphacep/vosk-model-ru", "alphacep/vosk-model-small-ru"),
            *("nemo-fastconformer-ru-ctc", "nemo-fastconformer-ru-rnnt"),
        ),
        "ru",
    ),
    **dict.fromkeys(("nemo-parakeet-ctc-0.6b", "nemo-parakeet-rnnt-0.6b", "nemo-parakeet-tdt-0.6b-v2"), "en"),
    "nemo-parakeet-tdt-0.6b-v3": "",
}
"""The models that can be chosen, and the one language of each; "": several, told apart by the letters they write."""
_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_SHORTEST: Final = audio.SPEECH_RATE // 2
"""Samples: shorter sound is padded with silence, since the spectrum needs some frames."""


def is_named(setting: str) -> bool:
    """Tell whether the setting names a model of this kind."""
    return setting.startswith(PREFIX)


def place(name: str, cache_folder: pathlib.Path) -> pathlib.Path:
    """Return the folder in which the model's files are, or can be put by hand."""
    return model_hub.place(name.removeprefix(PREFIX), cache_folder)


def find_here(name: str, cache_folder: pathlib.Path) -> pathlib.Path | None:
    """Return the folder of a model that is on this machine; `None` if it has to be downloaded.

    Raises
    ------
    errors.SpeechToTextError
        If there is no such model, or the library is not installed.
    """
    if name.removeprefix(PREFIX) not in LANGUAGES:
        raise errors.SpeechToTextError(
            f"there is no speech model {name!r}; of this kind there are {', '.join(LANGUAGES)}: set speech.model",
            retryable=False,
        )
    if importlib.util.find_spec("onnx_asr") is None:
        raise errors.SpeechToTextError(
            f"the speech model {name!r} needs the extra `onnx-asr` (pip install onnx-asr)", retryable=False
        )
    folder = place(name, cache_folder)
    return folder if folder.is_dir() else None


class OnnxModel:
    """A model in memory, with the methods of `whisper.Whisper`. Every method blocks; onnxruntime releases the interpreter lock.

    Parameters
    ----------
    setting
        The model's name, with `PREFIX`.
    cache_folder
        Where its folder is, or is downloaded to.
    device
        ``"cpu"``, ``"cuda"`` or ``"auto"``.
    compute_type
        With one that begins with ``int8`` the quantized files are taken, if the model has them.
    threads
        Threads of one call.

    Raises
    ------
    errors.SpeechToTextError
        If the model cannot be found, downloaded or loaded.
    """

    def __init__(
        self, setting: str, cache_folder: pathlib.Path, *, device: str, compute_type: str, threads: int
    ) -> None:
        self._name = setting.removeprefix(PREFIX)
        self._language = LANGUAGES.get(self._name, "")
        folder = find_here(setting, cache_folder)
        load = _loader(self._name, device, compute_type, threads)
        if folder is None:
            folder = self._download(load, place(setting, cache_folder))
        try:
            self._model = load(folder).with_timestamps()
        except Exception as error:  # the library's own, onnxruntime's, or of a damaged file
            raise errors.SpeechToTextError(
                f"the speech model in {folder} cannot be loaded: {error}. Delete the folder, so that it is downloaded again",
                retryable=False,
            ) from error

    def warm_up(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Recognise a moment of silence, so that the first person does not wait for buffers and threads."""
        raise_if(cancelled)
        self._model.recognize(np.zeros(audio.SPEECH_RATE, np.float32))

    def recognise(
        self,
        samples: NDArray[np.float32],
        hints: RecognitionHints,
        *,
        beam_size: int = 1,
        wide: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> WhisperResult:
        """Recognise one window, as `whisper.Whisper.recognise` does; the glossary and the width of the search have no effect."""
        raise_if(cancelled)
        padded = np.pad(samples, (0, max(0, _SHORTEST - len(samples))))
        found = self._model.recognize(padded)
        text = " ".join(str(found.text).split())
        logprobs: list[float] = [float(one) for one in found.logprobs or ()]
        return WhisperResult(
            text=text,
            language=self._language_of(text, hints),
            avg_logprob=statistics.fmean(logprobs) if logprobs else None,
            # A model of this kind says nothing where nobody speaks.
            no_speech=0.0 if text else 1.0,
            weight=max(1, len(logprobs)),
        )

    def _language_of(self, text: str, hints: RecognitionHints) -> str:
        if self._language:
            return self._language
        if _CYRILLIC.search(text):
            return "ru"
        return hints.language or next((one for one in hints.likely if one != "ru"), "en")

    def _download(self, load: Callable[[pathlib.Path], Any], folder: pathlib.Path) -> pathlib.Path:
        """Download the model into a folder that gets its name when all files are there."""
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # the library takes a folder that is there for a whole model
        _log.info("the speech model %r is downloaded from the Hugging Face hub", self._name)
        try:
            load(part)
            part.replace(folder)
        except Exception as error:
            shutil.rmtree(part, ignore_errors=True)
            raise errors.SpeechToTextError(
                f"the speech model {self._name!r} is neither in {folder} nor can it be downloaded: {_first_line(error)}. "
                "Put its files into that folder, or set speech.model to another one"
            ) from error
        return folder


def _loader(name: str, device: str, compute_type: str, threads: int) -> Callable[[pathlib.Path], Any]:
    """Return what loads the model from a folder, or downloads it into a folder that is not there."""
    import onnx_asr  # noqa: PLC0415 - optional
    import onnxruntime  # noqa: PLC0415 - optional

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    available = onnxruntime.get_available_providers()
    cuda = device != "cpu" and "CUDAExecutionProvider" in available
    providers = ["CUDAExecutionProvider", "CPUExecutionProvider"] if cuda else ["CPUExecutionProvider"]

    def load(folder: pathlib.Path) -> Any:
        quantized = "int8" if compute_type.startswith("int8") and not cuda else None
        if quantized and folder.is_dir() and not any(folder.rglob("*int8.onnx")):
            quantized = None  # its maker publishes no quantized files
        return onnx_asr.load_model(name, folder, quantization=quantized, sess_options=options, providers=providers)

    return load


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
