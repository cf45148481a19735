"""Whether a text asks something else than the nearest taught ones, although it looks the same: "when do you close" for "when do you open".

The confidence cannot tell: on hand-written pairs such a text is more confident than most paraphrases (`benchmarks/pairs.py`). What it is told
by is a difference in the same frame, and only if every near example of the answer has it: "turn left" and "turn right" may be one command, and
then both have been taught with one answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatterbot.engine import differences

__all__ = ("EXAMPLES", "PROMPT_CHARS", "is_another")

EXAMPLES: Final = 3
"""Nearest examples of an answer that are compared. On public sets with 10 examples an answer this doubts about 0.5 % of the questions;
the nearest one alone would doubt 0.5 to 8 %, nearly all of which get the right answer."""
PROMPT_CHARS: Final = 300
"""Characters of an example that are kept for this: about the words that are looked at."""

_SAME_FRAME: Final = 0.5
"""Share of all words that must be the same (`differences`): a single other word in a longer text may be one of many differences."""
_MARKS: Final = differences.NAMES[: differences.NAMES.index("replaced")]
_IN_ANY_LETTERS: Final = ("numbers", "signs", "opposites", "choices")
"""Differences that count between texts in different letters, where no frame can be seen."""


def is_another(asked: differences.TextWords, taught: Iterable[differences.TextWords]) -> bool:
    """Tell whether a text differs from each of some texts (of which there is at least one) in the same kind of word."""
    common = frozenset(_MARKS)
    for each in taught:
        common &= _marks(asked, each)
        if not common:
            return False
    return True


def _marks(asked: differences.TextWords, taught: differences.TextWords) -> frozenset[str]:
    """Return the differences that are certain and stand in the same frame."""
    found = dict(zip(differences.NAMES, differences.differences(asked, taught), strict=True))
    if found["comparable"] and found["frame"] < _SAME_FRAME:
        return frozenset()
    return frozenset(name for name in (_MARKS if found["comparable"] else _IN_ANY_LETTERS) if found[name] == 1)
