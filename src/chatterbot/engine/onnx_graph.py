"""Writes ONNX models: as much of the format as `fast_e5` needs, so that the package `onnx` is not needed.

The format is Protocol Buffers (https://protobuf.dev/programming-guides/encoding/) with the messages of onnx.proto3; the numbers below
are those of its fields.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ("CONTRIB", "OnnxGraph")

CONTRIB: Final = "com.microsoft"
"""The domain of the operators that onnxruntime adds."""

_IR_VERSION, _OPERATORS, _CONTRIB_OPERATORS = 8, 17, 1
_FLOAT: Final = 1
_TYPES: Final[Mapping[np.dtype[Any], int]] = {np.dtype(np.float32): _FLOAT, np.dtype(np.uint8): 2, np.dtype(np.int8): 3}
"""Numbers of the types of tensors."""


class OnnxGraph:
    """A model that is being put together."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def constant(self, name: str, values: npt.NDArray[np.float32 | np.uint8 | np.int8]) -> str:
        """Add a constant tensor, and return its name."""
        shape = b"".join(_field(1, size) for size in values.shape)
        kind = _field(2, _TYPES[values.dtype])
        self._constants.append(shape + kind + _field(8, name) + _field(9, np.ascontiguousarray(values).tobytes()))
        return name

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        domain: str = "",
        attributes: Mapping[str, float] | None = None,
    ) -> str:
        """Add an operator, and return the name of its first output. An `int` and a `float` are different attributes."""
        self._nodes.append(
            b"".join(
                (
                    *(_field(1, name) for name in inputs),
                    *(_field(2, name) for name in outputs),
                    _field(4, operator),
                    *(_field(5, _attribute(name, value)) for name, value in (attributes or {}).items()),
                    _field(7, domain),
                )
            )
        )
        return outputs[0]

    def model(self, inputs: Mapping[str, Sequence[int | str]], outputs: Mapping[str, Sequence[int | str]]) -> bytes:
        """Return the model's file; `inputs` and `outputs` are float32 tensors with sizes that are known or have a name."""
        graph = b"".join(
            (
                *(_field(1, node) for node in self._nodes),
                _field(2, "graph"),
                *(_field(5, constant) for constant in self._constants),
                *(_field(11, _value(name, shape)) for name, shape in inputs.items()),
                *(_field(12, _value(name, shape)) for name, shape in outputs.items()),
            )
        )
        operators = _field(8, _field(1, "") + _field(2, _OPERATORS))
        contrib = _field(8, _field(1, CONTRIB) + _field(2, _CONTRIB_OPERATORS))
        return b"".join((_field(1, _IR_VERSION), operators, contrib, _field(7, graph)))


def _number(value: int) -> bytes:
    """Write a number seven bits at a time, the low ones first; a negative one as 64 bits."""
    value &= (1 << 64) - 1
    result = bytearray()
    while value > 0x7F:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    result.append(value)
    return bytes(result)


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    data = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | 2) + _number(len(data)) + data


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, 2)
    return _field(1, name) + _number(2 << 3 | 5) + struct.pack("<f", value) + _field(20, 1)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, _FLOAT) + _field(2, sizes)))
