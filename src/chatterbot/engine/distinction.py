"""Whether a text asks something else than the nearest taught ones, although it looks the same: "when do you close" for "when do you open".

So is "reset the printer" for "reset the router" (`substitutions`). The confidence cannot tell: on hand-written pairs such a text is more confident than most paraphrases (`benchmarks/pairs.py`). What it is told
by is a difference in the same frame, and only if every near example of the answer has it: "turn left" and "turn right" may be one command, and
then both have been taught with one answer.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Final

from chatterbot.engine import differences, substitutions, text

__all__ = (
    "DOUBTED",
    "EXAMPLES",
    "OTHERS",
    "PROMPT_CHARS",
    "Difference",
    "Likeness",
    "is_another",
    "seen_difference",
)

Likeness = Callable[[str, str], float | None]
"""Returns the log odds that two words mean the same; `None`: unknown."""

DOUBTED: Final = 0.95
"""Confidence, as a share of the threshold, of what looks like a taught text and asks something else: not enough to answer, near enough to
ask back."""

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
_ONE_OF_TWO: Final = frozenset({"opposites", "choices"})
"""Differences that texts worded otherwise say nothing of: they need not have any word for it."""
_IN_ANY_LETTERS: Final = ("numbers", "signs", "opposites", "choices")
"""Differences that count between texts in different letters, where no frame can be seen."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What a text asks otherwise than a taught one."""

    kind: str
    """One of `differences.NAMES`, or ``thing``: it names another thing."""
    asked: str = ""
    """If ``thing``: what is named in normal form, and what the taught text names instead."""
    taught: str = ""


def is_another(
    asked: str,
    taught: Sequence[str],
    likeness: Likeness | None = None,
    others: Sequence[str] = (),
    *,
    whole: bool = False,
) -> bool:
    """Tell whether a text differs from each of the nearest examples of an answer (at least one) in the same kind of word, or names another thing.

    Parameters
    ----------
    asked, taught
        As they were written, the nearest example first.
    likeness
        Without it only names and the like are other things.
    others
        The nearest examples of other answers: they show which words decide here.
    whole
        Whether `taught` are all examples of the answer. If there are more, people have said it in many ways, and each of the nearest has to
        differ; few examples that are worded otherwise say nothing of it.
    """
    return _difference(asked, taught, likeness, others, whole=whole) is not None


def seen_difference(asked: str, taught: str, confidence: float, threshold: float) -> Difference | None:
    """Return why a candidate was held back although it is near, from its nearest example; `None`: not because it asks something else.

    `confidence` and `threshold` are those of the verdict then: only what is held back has just `DOUBTED` of the threshold. What two words
    mean need not be looked up again, since it was decided then.
    """
    if threshold <= 0 or not math.isclose(confidence, DOUBTED * threshold, rel_tol=1e-6):
        return None
    return _difference(asked, [taught], lambda _one, _two: -math.inf, (), whole=False)


def _difference(
    asked: str, taught: Sequence[str], likeness: Likeness | None, elsewhere: Sequence[str], *, whole: bool
) -> Difference | None:
    words = differences.read(text.normalise(asked))
    read = [differences.read(text.normalise(each)) for each in taught]
    common = _marks(words, read[0])
    for each in read[1:]:
        silent = whole and _says_nothing(words, read[0], each)
        common &= _marks(words, each) | (_ONE_OF_TWO if silent else frozenset[str]())
    if common:
        # Who goes the opposite way has exchanged two places, too.
        return Difference(min(common, key=lambda name: (name != "direction", _MARKS.index(name))))
    return _other_thing((asked, *taught), (words, *read), likeness, elsewhere, whole=whole)


def _says_nothing(asked: differences.TextWords, nearest: differences.TextWords, each: differences.TextWords) -> bool:
    """Tell whether an example is worded quite otherwise, without what is asked and the nearest example does not have.

    "What is your address?" is no hint that the answer to "how do I join?" is one to "how do I leave?", too.
    """
    if (
        asked.cyrillic != each.cyrillic
        or dict(zip(differences.NAMES, differences.differences(asked, each), strict=True))["frame"] >= _SAME_FRAME
    ):
        return False
    mine, _, _ = differences.unmatched(asked.content, nearest.content)
    return not any(each.mentions(word) for word in mine)


def _other_thing(
    written: Sequence[str],
    read: Sequence[differences.TextWords],
    likeness: Likeness | None,
    elsewhere: Sequence[str],
    *,
    whole: bool,
) -> Difference | None:
    """Return what a text names instead of what the nearest example names, and all the others; `None`: nothing.

    `written` are the text and that example, `read` is what was read of them and of the others. Examples of one answer that name several
    things say that any will do: the kitchen's lamp, the cellar's. Where examples of other answers name yet other things in the same place
    (the room for physics, for maths), that thing decides, and the two have to be more alike to be one.
    """
    words, nearest = read[0], read[1]
    found = substitutions.substitution(written[0], written[1], (words, nearest))
    if found is None or any(each.mentions(found.asked) for each in read[2:]):
        return None
    for each, other in zip(read[2:], written[2:], strict=True):
        if _decides(found.taught, written[1], nearest, other) if whole else not each.mentions(found.taught):
            return None
    if not found.certain:
        alike = None if likeness is None else likeness(found.asked, found.taught)
        if alike is None:
            return None
        decides = found.may_be_another(alike) and any(
            _decides(found.taught, written[1], nearest, each) for each in elsewhere
        )
        if not found.is_another(alike, few=whole) and not decides:
            return None
    return Difference("thing", found.asked, found.taught)


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
