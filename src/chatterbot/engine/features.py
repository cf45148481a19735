"""Feature records: what the engine knows of a text, packed so that it can be stored and 100,000 of them stay small.

A record is a fixed part followed by the text's lexical features (uint16, little endian):

=========== ======== =====================================================================================
part        bytes    meaning
=========== ======== =====================================================================================
code        128      1,024 sign bits of the rotated hybrid vector (`codes`), for the coarse search
key         8        exact key of the normal form (`text.exact_key`)
scale       4        float32: unit semantic vector = `semantic` * scale
norm        4        float32: Euclidean length of the lexical feature vector
script      4        uint32: `text.script`
signs       4        uint32: `text.signs_key`
semantic    d        int8: the centred meaning vector; absent without an encoder
=========== ======== =====================================================================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import codes, lexical, text

__all__ = (
    "FORMER_LAYOUT",
    "LAYOUT",
    "SEMANTIC_WEIGHT",
    "FeatureBatch",
    "Query",
    "are_whole",
    "former_vectors",
    "from_records",
    "make",
)

LAYOUT = "f2"
"""Version of everything in this module, `codes`, `lexical`, `signs` and `text`; part of the engine's encoder id."""

FORMER_LAYOUT = "f1"
"""The version before: without `signs`, and with other keys and words; its meaning vectors are the same (`former_vectors`)."""

SEMANTIC_WEIGHT = 0.65
"""Weight of the semantic cosine in the hybrid similarity; the rest is the lexical one (chosen on BANKING77 and Home Assistant
validation sets; .5 to .7 are within a point)."""

_STEPS = 127
"""Largest int8 value: the rounding error of a cosine is below .002."""

_TOLERANCE = 0.05
"""Largest difference between the stored and the computed length of an undamaged record's vector: ten times the rounding error."""


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """One text as the index wants it; `semantic` is a unit float32 vector, or empty without an encoder or words."""

    code: npt.NDArray[np.uint64]
    key: int
    script: int
    signs: int
    semantic: npt.NDArray[np.float32]
    features: npt.NDArray[np.uint16]
    norm: float
    normal: str = ""
    """Its normal form, of a long text the beginning; empty: unknown."""


@dataclasses.dataclass(frozen=True, slots=True)
class FeatureBatch:
    """Feature records of n texts as columns; see the module's table. `features` is flat, `counts` (n,) says how many each has."""

    code: npt.NDArray[np.uint64]
    key: npt.NDArray[np.uint64]
    scale: npt.NDArray[np.float32]
    norm: npt.NDArray[np.float32]
    script: npt.NDArray[np.uint8]
    signs: npt.NDArray[np.uint32]
    semantic: npt.NDArray[np.int8]
    features: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.key)

    def records(self) -> list[bytes]:
        """Pack every text's features into a record."""
        fixed = np.zeros(len(self), _layout(self.semantic.shape[1]))
        for name in ("code", "key", "scale", "norm", "script", "signs", "semantic"):
            fixed[name] = getattr(self, name)
        heads, tails = fixed.tobytes(), self.features.astype("<u2").tobytes()
        size, ends = fixed.dtype.itemsize, np.cumsum(self.counts, dtype=np.int64) * 2
        starts = ends - self.counts * 2
        return [
            heads[i * size : (i + 1) * size] + tails[a:b] for i, (a, b) in enumerate(zip(starts, ends, strict=True))
        ]


def _layout(dimensions: int, *, former: bool = False) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("code", "<u8", (codes.WORDS,)),
            ("key", "<u8"),
            ("scale", "<f4"),
            ("norm", "<f4"),
            ("script", "<u4"),
            *([] if former else [("signs", "<u4")]),
            ("semantic", "i1", (dimensions,)),
        ],
    )


def _fixed(records: Sequence[bytes], layout: np.dtype[np.void]) -> npt.NDArray[np.void]:
    """Read the fixed parts of records; refuse what was not made with this layout."""
    size = layout.itemsize
    lengths = np.fromiter(map(len, records), np.int64, len(records))
    if np.any(lengths < size) or np.any((lengths - size) % 2):
        raise errors.EncoderError(
            "stored features were not made by this encoder; encode the texts again", retryable=False
        )
    return np.frombuffer(b"".join([record[:size] for record in records]), layout)


def former_vectors(records: Sequence[bytes], dimensions: int) -> npt.NDArray[np.float32]:
    """Return the centred unit vectors (n, d) of records with the layout before, rounded as they are stored.

    Raises
    ------
    EncoderError
        A record is too short or odd: it was not made by this encoder and layout.
    """
    fixed = _fixed(records, _layout(dimensions, former=True))
    return fixed["semantic"].astype(np.float32) * fixed["scale"][:, None]


def from_records(records: Sequence[bytes], dimensions: int) -> FeatureBatch:
    """Unpack records made with an encoder of `dimensions` dimensions.

    Raises
    ------
    EncoderError
        A record is too short or odd: it was not made by this encoder and layout.
    """
    layout = _layout(dimensions)
    size = layout.itemsize
    fixed = _fixed(records, layout)
    lengths = np.fromiter(map(len, records), np.int64, len(records))
    return FeatureBatch(
        code=fixed["code"],
        key=fixed["key"],
        scale=fixed["scale"],
        norm=fixed["norm"],
        script=fixed["script"].astype(np.uint8),
        signs=fixed["signs"],
        semantic=fixed["semantic"],
        features=np.frombuffer(b"".join([record[size:] for record in records]), "<u2"),
        counts=((lengths - size) // 2).astype(np.int32),
    )


def are_whole(records: Sequence[bytes], dimensions: int, *, former: bool = False) -> npt.NDArray[np.bool_]:
    """Tell for each record, (n,), whether it can be the undamaged work of an encoder of `dimensions` dimensions.

    Records are kept for years. Damage to a disk or a file shows in a record: its size is impossible, or its two vectors do not have the
    lengths that are stored beside them. Of a record with the layout before (`former`) only the size and the meaning vector are
    checked, because nothing else of it is used.
    """
    layout = _layout(dimensions, former=former)
    tails = np.fromiter((len(record) - layout.itemsize for record in records), np.int64, len(records))
    whole = (tails >= 0) & (tails % 2 == 0)
    if not whole.any():
        return whole
    sized = [record for record, fits in zip(records, whole, strict=True) if fits]
    fixed, fits = _fixed(sized, layout), np.ones(len(sized), np.bool_)
    with np.errstate(all="ignore"):  # damaged numbers can have any value
        if not former:
            batch = from_records(sized, dimensions)
            norms = _norms(lexical.LexicalBatch(batch.features, batch.counts))
            fits &= np.abs(norms - batch.norm) < _TOLERANCE
        if dimensions:
            lengths = np.linalg.norm(fixed["semantic"].astype(np.float32), axis=1) * np.abs(fixed["scale"])
            # A text without words has no meaning: its vector is zero.
            fits &= (np.abs(lengths - 1) < _TOLERANCE) | (lengths < _TOLERANCE)
    whole[whole] = fits
    return whole


def make(normals: Sequence[str], vectors: npt.NDArray[np.float32]) -> tuple[FeatureBatch, npt.NDArray[np.float32]]:
    """Make the features of normal forms from their centred unit vectors (n, d).

    Returns
    -------
        The batch, and the vectors it stands for in full precision: those of empty texts are zero.
    """
    found = lexical.extract(normals)
    norms = _norms(found)
    empty = np.array([not normal for normal in normals], np.bool_)
    if vectors.shape[1]:
        vectors = np.where(empty[:, None], np.float32(0), vectors)
        scale = np.maximum(np.abs(vectors).max(1), np.float32(1e-9)) / _STEPS
        semantic = np.rint(vectors / scale[:, None]).astype(np.int8)
    else:
        scale, semantic = np.zeros(len(normals), np.float32), np.zeros((len(normals), 0), np.int8)
    batch = FeatureBatch(
        code=codes.encode(vectors, found, norms, SEMANTIC_WEIGHT),
        key=np.array([text.exact_key(normal) for normal in normals], np.uint64),
        scale=scale.astype(np.float32),
        norm=norms,
        script=np.array([text.script(normal) for normal in normals], np.uint8),
        signs=np.array([text.signs_key(normal) for normal in normals], np.uint32),
        semantic=semantic,
        features=found.features,
        counts=found.counts,
    )
    return batch, vectors


def query(normal: str, vector: npt.NDArray[np.float32]) -> Query:
    """Make the query of one normal form from its centred unit vector (d,)."""
    batch, vectors = make([normal], vector[None, :])
    return Query(
        code=batch.code[0],
        key=int(batch.key[0]),
        script=int(batch.script[0]),
        signs=int(batch.signs[0]),
        semantic=vectors[0],
        features=batch.features,
        norm=float(batch.norm[0]),
        normal=normal,
    )


def _norms(found: lexical.LexicalBatch) -> npt.NDArray[np.float32]:
    owner = np.repeat(np.arange(len(found.counts)), found.counts)
    return np.sqrt(np.bincount(owner, lexical.SQUARED_WEIGHTS[found.features], len(found.counts))).astype(np.float32)
