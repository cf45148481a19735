"""Whether a text asks something else than the nearest taught ones, although it looks the same: "when do you close" for "when do you open".

So is "reset the printer" for "reset the router" (`substitutions`). The confidence cannot tell: on hand-written pairs such a text is more confident than most paraphrases (`benchmarks/pairs.py`). What it is told
by is a difference in the same frame, and only if every near example of the answer has it: "turn left" and "turn right" may be one command, and
then both have been taught with one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from chatterbot.engine import differences, substitutions, text

__all__ = ("EXAMPLES", "OTHERS", "PROMPT_CHARS", "Likeness", "is_another")

Likeness = Callable[[str, str], float | None]
"""Returns the log odds that two words mean the same; `None`: unknown."""

EXAMPLES: Final = 3
"""Nearest examples of an answer that are compared. On public sets with 10 examples an answer this doubts about 0.5 % of the questions;
the nearest one alone would doubt 0.5 to 8 %, nearly all of which get the right answer."""
OTHERS: Final = 16
"""Nearest examples in all of which those of other answers are looked through: each costs up to 0.1 ms, and only where it is undecided."""
PROMPT_CHARS: Final = 300
"""Characters of an example that are kept for this: about the words that are looked at."""

_SAME_FRAME: Final = 0.5
"""Share of all words that must be the same (`differences`): a single other word in a longer text may be one of many differences."""
_MARKS: Final = differences.NAMES[: differences.NAMES.index("replaced")]
_IN_ANY_LETTERS: Final = ("numbers", "signs", "opposites", "choices")
"""Differences that count between texts in different letters, where no frame can be seen."""


def is_another(asked: str, taught: Sequence[str], likeness: Likeness | None = None, others: Sequence[str] = ()) -> bool:
    """Tell whether a text differs from each of the nearest examples of an answer (at least one) in the same kind of word, or names another thing.

    Parameters
    ----------
    asked, taught
        As they were written, the nearest example first.
    likeness
        Without it only names and the like are other things.
    others
        The nearest examples of other answers: they show which words decide here.
    """
    words = differences.read(text.normalise(asked))
    read = [differences.read(text.normalise(each)) for each in taught]
    common = frozenset(_MARKS)
    for each in read:
        common &= _marks(words, each)
    return bool(common) or _is_another_thing((asked, taught[0]), (words, *read), likeness, others)


def _is_another_thing(
    written: tuple[str, str],
    read: Sequence[differences.TextWords],
    likeness: Likeness | None,
    elsewhere: Sequence[str],
) -> bool:
    """Tell whether a text names another thing than the nearest example does, and all the others do.

    `written` are the text and that example, `read` is what was read of them and of the others. Examples of one answer that name several
    things say that any will do: the kitchen's lamp, the cellar's. Where examples of other answers name yet other things in the same place
    (the room for physics, for maths), that thing decides, and the two have to be more alike to be one.
    """
    words, nearest, *others = read
    found = substitutions.substitution(*written, (words, nearest))
    if found is None or not all(each.mentions(found.taught) and not each.mentions(found.asked) for each in others):
        return False
    if found.certain:
        return True
    alike = None if likeness is None else likeness(found.asked, found.taught)
    if alike is None:
        return False
    return found.is_another(alike) or (
        found.may_be_another(alike) and any(_decides(found.taught, written[1], nearest, each) for each in elsewhere)
    )


def _decides(thing: str, written: str, nearest: differences.TextWords, other: str) -> bool:
    """Tell whether an example of another answer names another thing in the place of `thing` in the nearest example."""
    found = substitutions.substitution(other, written, (differences.read(text.normalise(other)), nearest))
    return found is not None and found.taught == thing


def _marks(asked: differences.TextWords, taught: differences.TextWords) -> frozenset[str]:
    """Return the differences that are certain and stand in the same frame."""
    found = dict(zip(differences.NAMES, differences.differences(asked, taught), strict=True))
    # Of texts of one word each nothing else can be the same: 42 and 43, "who?" and "what?".
    if found["comparable"] and found["frame"] < _SAME_FRAME and max(asked.size, taught.size) > 1:
        return frozenset()
    return frozenset(name for name in (_MARKS if found["comparable"] else _IN_ANY_LETTERS) if found[name] == 1)
