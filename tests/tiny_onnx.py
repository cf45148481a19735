"""A sentence encoder of a few hundred bytes, in ONNX: each word has a vector of its own, and a text is their mean.

ONNX files are protocol buffers (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); the few messages needed are written here by hand,
since the package that writes them is large.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ("WORDS", "model", "speech_model", "tokenizer")

WORDS = ("[UNK]", "open", "shop", "cat")
"""The vocabulary; word n has the n-th unit vector."""
FLOAT, INT64 = 1, 7
EXTERNAL = 1
"""ONNX's numbers for types of elements, and for values that are in another file."""


def model(weights_file: str = "") -> tuple[bytes, bytes]:
    """Give the model, and its weights, which the model expects in `weights_file` if that is named."""
    weights = np.eye(len(WORDS), dtype="<f4").tobytes()
    table: list[tuple[int, int | str | bytes]] = [(1, len(WORDS)), (1, len(WORDS)), (2, FLOAT), (8, "table")]
    if weights_file:
        table += [(13, _message((1, "location"), (2, weights_file))), (14, EXTERNAL)]
    else:
        table.append((9, weights))
    node = _message((1, "table"), (1, "input_ids"), (2, "vectors"), (4, "Gather"))
    graph = _message(
        (1, node),
        (2, "tiny"),
        (5, _message(*table)),
        (11, _value("input_ids", INT64, "batch", "length")),
        (12, _value("vectors", FLOAT, "batch", "length", len(WORDS))),
    )
    return _message((1, 8), (7, graph), (8, _message((1, ""), (2, 13)))), weights


def tokenizer() -> bytes:
    """Give the ``tokenizer.json``: words between blanks."""
    vocabulary: Mapping[str, int] = {word: number for number, word in enumerate(WORDS)}
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": WORDS[0]},
    }
    return json.dumps(content).encode()


def speech_model(log_probs: NDArray[np.float32]) -> bytes:
    """Give a model with the inputs and the output of GigaAM's CTC models, which hears the same in every sound.

    Parameters
    ----------
    log_probs
        What it answers, shape (1, frames, letters).
    """
    shape: list[tuple[int, int | str | bytes]] = [(1, size) for size in log_probs.shape]
    table = _message(*shape, (2, FLOAT), (8, "heard"), (9, log_probs.astype("<f4").tobytes()))
    node = _message((1, "heard"), (2, "log_probs"), (4, "Identity"))
    graph = _message(
        (1, node),
        (2, "tiny"),
        (5, table),
        (11, _value("features", FLOAT, "batch", 64, "length")),
        (11, _value("feature_lengths", INT64, "batch")),
        (12, _value("log_probs", FLOAT, *log_probs.shape)),
    )
    return _message((1, 8), (7, graph), (8, _message((1, ""), (2, 13))))


def _value(name: str, kind: int, *shape: int | str) -> bytes:
    dimensions = [(1, _message((1, size) if isinstance(size, int) else (2, size))) for size in shape]
    return _message((1, name), (2, _message((1, _message((1, kind), (2, _message(*dimensions)))))))


def _message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Encode fields: numbers as varints, the rest behind its length (https://protobuf.dev/programming-guides/encoding/)."""
    encoded = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            encoded += _varint(number << 3) + _varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            encoded += _varint(number << 3 | 2) + _varint(len(data)) + data
    return bytes(encoded)


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
