"""Reference texts: 300 fixed English and Russian chat messages, against which it shows what is special about a text.

They serve twice. Their mean is subtracted from every meaning vector: sentence encoders put all texts into a narrow cone, and without its
centre similarities spread over the whole range (Mu & Viswanath 2018, "All-but-the-Top"; it raised the AUROC against strangers from .77 to
.83 on short Russian messages). And they are the cohort that competes with what was taught (`ranking`). They are fixed: with a mean of what
users taught, every example would move all vectors.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.resources
import importlib.resources.abc
import logging
import pathlib

import numpy as np
import numpy.typing as npt

from chatterbot.engine import encoders, examples, features, index, text

__all__ = ("ReferenceTexts", "centre", "load", "texts")

_LOGGER = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class ReferenceTexts:
    """The encoder's mean vector (dimensions,), and the texts as an index."""

    mean: npt.NDArray[np.float32]
    rows: index.Rows


def texts() -> list[str]:
    """Return the fixed texts."""
    return (_folder() / "background_texts.txt").read_text("utf-8").splitlines()


def file_name(encoder_id: str) -> str:
    """Return the name of the file that keeps the texts' vectors of an encoder, (300, dimensions) float16."""
    return f"background-{hashlib.sha256(encoder_id.encode()).hexdigest()[:16]}.npy"


def load(encoder: encoders.TextEncoder, cache_dir: pathlib.Path | None) -> ReferenceTexts:
    """Return an encoder's background: shipped with the program, from the cache, or computed (seconds) and cached."""
    vectors = _vectors(encoder, cache_dir).astype(np.float32)
    mean = vectors.mean(0)
    normals = [text.normalise(each) for each in texts()]
    batch, _ = features.make(normals, centre(vectors, mean))
    taught = [examples.IndexedExample(number, normal, None) for number, normal in enumerate(normals)]
    return ReferenceTexts(mean, index.Rows.empty(encoder.dimensions).added(taught, batch))


def centre(vectors: npt.NDArray[np.float32], mean: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return unit vectors around the mean."""
    moved = vectors - mean
    return moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), np.float32(1e-9))


def _folder() -> importlib.resources.abc.Traversable:
    return importlib.resources.files("chatterbot.engine") / "data"


def _vectors(encoder: encoders.TextEncoder, cache_dir: pathlib.Path | None) -> npt.NDArray[np.float16]:
    name = file_name(encoder.id)
    if encoder.dimensions:
        for place in (_folder() / name, *([cache_dir / name] if cache_dir else [])):
            if place.is_file() and (kept := _kept(place, encoder.dimensions)) is not None:
                return kept
    vectors = encoder.encode(texts()).astype(np.float16)
    if encoder.dimensions and cache_dir:
        try:
            cache_dir.mkdir(parents=True, exist_ok=True)
            new = cache_dir / f".{name}.new"
            with new.open("wb") as file:
                np.save(file, vectors)
            new.replace(cache_dir / name)
        except OSError as error:
            _LOGGER.warning("the encoder's background is not cached: %s", error)
    return vectors


def _kept(place: importlib.resources.abc.Traversable, dimensions: int) -> npt.NDArray[np.float16] | None:
    """Read kept vectors; `None` if they are none: a file that was cut off by a crash, say, is made again."""
    try:
        with place.open("rb") as file:
            vectors: npt.NDArray[np.float16] = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        _LOGGER.warning("the encoder's background in %s cannot be read: %s", place, error)
        return None
    return vectors if vectors.shape == (len(texts()), dimensions) else None
