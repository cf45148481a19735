"""The mean of ordinary texts, subtracted from every meaning vector.

Sentence encoders put all texts into a narrow cone; without its centre, similarities spread over the whole range (Mu & Viswanath 2018,
"All-but-the-Top"). The mean is that of 300 fixed English and Russian chat messages, never of what users taught, which would drift with
every lesson. It raised the AUROC against out-of-scope texts from .77 to .83 on short Russian messages.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import importlib.resources.abc
import logging
import pathlib

import numpy as np
import numpy.typing as npt

from chatterbot.engine import encoders

__all__ = ("centre", "mean", "texts")

_LOGGER = logging.getLogger(__name__)


def _name(encoder_id: str) -> str:
    return f"mean-{hashlib.sha256(encoder_id.encode()).hexdigest()[:16]}.npy"


def texts() -> list[str]:
    """Give the fixed texts."""
    return (_folder() / "background_texts.txt").read_text("utf-8").splitlines()


def _folder() -> importlib.resources.abc.Traversable:
    return importlib.resources.files("chatterbot.engine") / "data"


def mean(encoder: encoders.Encoder, cache_dir: pathlib.Path | None) -> npt.NDArray[np.float32]:
    """Give an encoder's mean vector (dimensions,): shipped with the program, from the cache, or computed (seconds) and cached."""
    if not encoder.dimensions:
        return np.zeros(0, np.float32)
    places = [_folder() / _name(encoder.id), *([cache_dir / _name(encoder.id)] if cache_dir else [])]
    for place in places:
        if place.is_file():
            with place.open("rb") as file:
                return np.load(file, allow_pickle=False)
    vector = encoder.encode(texts()).mean(0).astype(np.float32)
    if cache_dir:
        try:
            cache_dir.mkdir(parents=True, exist_ok=True)
            np.save(cache_dir / _name(encoder.id), vector)
        except OSError as error:
            _LOGGER.warning("the encoder's mean vector is not cached: %s", error)
    return vector


def centre(vectors: npt.NDArray[np.float32], middle: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Give unit vectors around the mean."""
    moved = vectors - middle
    return moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), np.float32(1e-9))
