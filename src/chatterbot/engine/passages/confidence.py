"""How sure it is that a passage answers a question, and how sure it must be.

The confidence is a logistic function of three numbers: the similarity of meaning to the best window, the share of the question's words
(by rarity) that the passage holds, and the similarity of the question to the background texts, which are what people say to no purpose.
Its weights were fitted on questions about documents in English and Russian with the right passages among 30 to 430, and on strangers:
questions about the same subjects that the documents do not answer, small talk, banking and smart-home questions
(``benchmarks/documents.py --fit``). With the default strictness, on documents and strangers that were kept back, less than 1 of 20
strangers is answered, and of the questions 6 to 9 of 10 are (``benchmarks/RESULTS.md``).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import options

__all__ = ("STRANGERS", "confidence", "threshold", "word_confidence")

MEANING: Final = 12.7
COVERAGE: Final = 8.4
BACKGROUND: Final = -13.0
OFFSET: Final = -2.5

WORDS_ONLY: Final = 14.0, -9.8
"""Weight of the coverage and offset where there is no encoder: a passage must hold about three of four of the question's rare words."""

THRESHOLD: Final = 0.7
"""Confidence needed at the default strictness."""
PER_DOUBLING: Final = 0.08
"""What it grows by when the strictness doubles."""
_LEAST, _MOST = 0.5, 0.97

STRANGERS: Final = 0.03
"""Share of the background texts that may be answered from a dataset's passages at the default strictness: a very large collection
holds something near to everything, and then needs a higher threshold."""


def _sigmoid(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)


def confidence(
    meaning: npt.NDArray[np.float32], coverage: npt.NDArray[np.float32], background: float
) -> npt.NDArray[np.float32]:
    """Return the confidence in (0, 1) of each passage."""
    return _sigmoid(MEANING * meaning + COVERAGE * coverage + np.float32(BACKGROUND * background + OFFSET))


def word_confidence(coverage: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the confidence in (0, 1) of each passage from the words alone."""
    weight, offset = WORDS_ONLY
    return _sigmoid(np.float32(weight) * coverage + np.float32(offset))


def threshold(strictness: float, strangers: npt.NDArray[np.float32]) -> float:
    """Return the confidence needed at a strictness in (0, 1).

    Parameters
    ----------
    strangers
        Sorted confidences of the background texts in a dataset; empty: not measured yet.
    """
    doublings = math.log2(max(strictness, 1e-6) / options.DEFAULT_STRICTNESS)
    needed = min(max(THRESHOLD + PER_DOUBLING * doublings, _LEAST), _MOST)
    if not len(strangers):
        return needed
    share = min(STRANGERS * options.DEFAULT_STRICTNESS / max(strictness, 1e-6), 0.5)
    return max(needed, float(np.quantile(strangers, 1 - share)))
