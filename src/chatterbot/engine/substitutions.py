"""One thing named instead of another, where all the rest of two questions is the same: "reset the router" and "reset the printer".

Word lists cannot have these. Two names, or two words as programs and addresses have them, are certain; of other words an encoder has to say
whether they mean the same (`synonyms`). Misspellings, inflected and shortened words are no other words, nor are those of another alphabet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import regex

from chatterbot.engine import differences, signs, text
from chatterbot.engine.deciding_words import WORDS

__all__ = ("Substitution", "substitution")

_DIFFERENT: Final = -1.0
"""Log odds of `synonyms` below which two words do not mean the same: above are 93 of 100 pairs that do, and half of those that do not."""

_DIFFERENT_OF_FEW: Final = -0.3
"""The same where the answer has but a few examples: asking back costs little, and nothing else shows which of their words decide."""

_DIFFERENT_FIRST: Final = -2.2
"""The same for the first word of both texts: it is often what is to be done, of which there are many words ("turn on", "switch on")."""

_DIFFERENT_WHERE_IT_DECIDES: Final = 1.0
"""The same where the community's own examples say that this word decides: they have another answer for another word in its place.
So surely do two words mean the same whose odds are near e to one."""

_SAME_FRAME: Final = 0.6
"""Share of all words that must be the same."""
_SAME_OF_FEW: Final = 0.5
_FEWEST: Final = 2
"""Words of which one of two is enough: "server address", "server port"."""
_MOST: Final = 2
"""Words that one thing is named by: "New York"."""
_MOST_UNSPACED: Final = 5
"""The same in letters that stand without blanks: 路由器."""
_SHORTEST: Final = 2
"""Letters of the shortest word that shortens another."""
_LONGEST_ABBREVIATION: Final = 3
"""Letters up to which one other letter makes another word; of longer words it is a slip."""
_VOWELS: Final = frozenset("aeiouyаеиоуыэюяь")
_MOST_LETTERS: Final = 32
"""Letters of a word that are compared."""

_MOST_CHARS: Final = 300
"""Characters of a text that are searched for names."""

_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}_]++", regex.VERSION1)
_SENTENCE_ENDS: Final = frozenset(".!?…:\n>-")
_OPENING: Final = "*~`|\"'«“„(["
"""Signs before a word that say nothing about where it stands: quotation marks, brackets, markup, bullets."""
_MOST_CAPITALS: Final = 0.5
"""Share of capitalised words behind the first up to which they are names: in titles all are capitalised."""
_GERMAN: Final = frozenset(
    [
        "der",
        "das",
        "dem",
        "ist",
        "und",
        "ein",
        "eine",
        "einen",
        "mein",
        "meine",
        "meinen",
        "ich",
        "wie",
        "wo",
        "kann",
        "für",
        "mit",
        "zum",
        "zur",
    ]
)
"""Beside one of these every noun is capitalised."""
_CODE: Final = regex.compile(
    r"""
    (?<! [\p{L}\p{N}_/] ) (?:
        [/!.$-]{1,2}+ [\p{L}\p{N}] [\p{L}\p{N}_-]*+
        | [\p{L}\p{N}-]++ (?: [._/:\\@] [\p{L}\p{N}_-]++ )++
        | \p{Ll}++ (?: \p{Lu} \p{Ll}++ )++
    ) (?! \w )
    """,
    regex.VERSION1 | regex.VERBOSE,
)
"""Commands, options, files, addresses, versions and identifiers."""


@dataclasses.dataclass(frozen=True, slots=True)
class Substitution:
    """What stands in place of what."""

    asked: str
    taught: str
    certain: bool
    """Whether both are names or the like, which are never synonyms."""
    first: bool
    """Whether both texts begin with it."""

    def is_another(self, log_odds: float, *, few: bool) -> bool:
        """Tell whether these are two things, given the log odds that both mean the same (`synonyms`), and whether the answer has `few` examples."""
        different = _DIFFERENT_OF_FEW if few else _DIFFERENT
        return self.certain or log_odds < (_DIFFERENT_FIRST if self.first else different)

    def may_be_another(self, log_odds: float) -> bool:
        """Tell whether these are two things if it is known that just this word decides which answer is right."""
        return self.certain or log_odds < _DIFFERENT_WHERE_IT_DECIDES


def substitution(
    asked: str, taught: str, read: tuple[differences.TextWords, differences.TextWords]
) -> Substitution | None:
    """Return the one thing that a text (as it was written) names instead of another text's; `None`: none, or more than one.

    `read` is what was read of both.
    """
    one, two = text.normalise(asked), text.normalise(taught)
    first, second = read
    mine, theirs, _ = differences.unmatched(first.content, second.content)
    if not mine or not theirs or not _in_same_frame(first, second, len(mine)):
        return None
    left, right = _thing(mine, one), _thing(theirs, two)
    if not left or not right or text.script(left) != text.script(right):
        return None
    if _is_short_for(left, right) or _is_misspelling(left, right):
        return None
    names, others = _names(asked), _names(taught)
    certain = bool(names.intersection(mine)) and bool(others.intersection(theirs))
    certain = certain or _are_abbreviations(left, right)
    return Substitution(left, right, certain, one.startswith(left) and two.startswith(right))


def _in_same_frame(one: differences.TextWords, two: differences.TextWords, mine: int) -> bool:
    """Tell whether most words but for articles and prepositions, which follow the word, are the same, given how many of the first are not."""
    linking = WORDS.articles | WORDS.prepositions
    small, other = one.small - linking, two.small - linking
    longest = max(len(one.content) + len(small), len(two.content) + len(other))
    same = len(one.content) - mine + len(small & other)
    return same >= (_SAME_FRAME if longest > _FEWEST else _SAME_OF_FEW) * longest


def _thing(words: Sequence[str], normal: str) -> str:
    """Return words that stand side by side in a normal form as they stand there; empty: they do not, or are too many to be one thing."""
    for between, most in ((" ", _MOST), ("", _MOST_UNSPACED)):
        if len(words) <= most and (joined := between.join(words)) in signs.apart(normal):
            return joined
    return ""


def _is_short_for(one: str, two: str) -> bool:
    """Tell whether a word is another one without some of its letters: msg, message; норм, нормально."""
    short, long = sorted((one[:_MOST_LETTERS], two[:_MOST_LETTERS]), key=len)
    if len(short) < _SHORTEST or short[0] != long[0] or not short.isalpha():
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _are_abbreviations(one: str, two: str) -> bool:
    """Tell whether short words are one letter apart that no ending explains: pvp, pve. An encoder finds them all but equal."""
    if len(one) != len(two) or len(one) > _LONGEST_ABBREVIATION or not (one + two).isalpha():
        return False
    apart = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    return len(apart) == 1 and not (one[:-1] == two[:-1] and apart[0][0] in _VOWELS and apart[0][1] in _VOWELS)


def _is_misspelling(one: str, two: str) -> bool:
    """Tell whether words of four letters and more are one slip apart: a letter more, less, other or exchanged with its neighbour."""
    if min(len(one), len(two)) < 4 or abs(len(one) - len(two)) > 1 or max(len(one), len(two)) > _MOST_LETTERS:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    left, right = one[start:], two[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[1::-1] == right[:2] and left[2:] == right[2:])
    )


def _names(written: str) -> frozenset[str]:
    """Return the words of a text that are proper names or code, in normal form: capitalised inside a sentence, or with signs inside."""
    found: set[str] = set()
    words = list(_WORD.finditer(written, endpos=_MOST_CHARS))
    inner = [word for word in words if _ends_inside(written[: word.start()])]
    upper = [word[0] for word in inner if word[0][0].isupper()]
    if len(upper) <= max(1, _MOST_CAPITALS * len(inner)) and _GERMAN.isdisjoint(word[0].lower() for word in words):
        found.update(map(text.normalise, upper))
    for each in _CODE.finditer(written, endpos=_MOST_CHARS):
        found.update(signs.apart(text.normalise(each[0])).split())
    return frozenset(found - WORDS.small)


def _ends_inside(before: str) -> bool:
    """Tell whether what is before a word ends inside a sentence."""
    before = before.rstrip(" \t").rstrip(_OPENING).rstrip(" \t")
    return bool(before) and before[-1] not in _SENTENCE_ENDS
