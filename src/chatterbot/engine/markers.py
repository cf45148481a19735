"""What a question differs in from each of some examples, as numbers for the verifier (`clues`): negations, question words, numbers, opposites.

The words are read from the texts themselves, by the code that the rule of `distinction` uses and from its lists. Before the index kept the
beginning of each text they were found in hashed features; that took longer and needed lists of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import differences, text

__all__ = ("NAMES", "marked")

NAMES: Final = ("negation", "other_question", "question_word", "numbers", "opposites")
"""The numbers, 0 or 1 each: one text is negated or says "without"; both ask for something that the other does not ask for, one of them
does; other numbers; words that exclude each other, or words that have changed places."""

_OPPOSED: Final = ("opposites", "choices", "exchange", "direction")


def marked(asked: str, taught: Sequence[str]) -> Mapping[str, npt.NDArray[np.float32]]:
    """Compare a question's normal form with examples (as they were written): (n,) for each of `NAMES`."""
    question = differences.read(asked)
    rows: list[tuple[float, ...]] = []
    for prompt in taught:
        values = differences.differences(question, differences.read(text.normalise(prompt)))
        found = dict(zip(differences.NAMES, values, strict=True))
        rows.append(
            (
                max(found["negation"], found["without"]),
                float(found["question"] == 1),
                float(found["question"] > 0),
                float(found["numbers"] > 0),
                max(found[name] for name in _OPPOSED),
            )
        )
    table = np.array(rows, np.float32).reshape(len(rows), len(NAMES))
    return dict(zip(NAMES, table.T, strict=True))
