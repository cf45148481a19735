"""What two texts differ in: a few numbers about words that decide what is asked, from their normal forms.

Similarity of meaning or letters does not see these differences: "when do you open" is nearer to "when do you close" than to most ways
of saying the same. Everything here looks at words alone, takes linear time (at most `MOST_WORDS` words of a text are looked at) and knows
the words of `deciding_words`; for languages that are not in it the numbers that need no word lists remain.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import regex

from chatterbot.engine import asides, contrasts, signs
from chatterbot.engine.deciding_words import WORDS

__all__ = ("NAMES", "TextWords", "differences", "read", "unmatched")

RECENT: Final = 1_024
"""Texts of which what was read is kept, 2 to 3 KB each."""
MOST_WORDS: Final = 40
"""Words of a text that are looked at."""
_MOST_CHARS: Final = 600
"""Characters in which these words are looked for."""
_STEM: Final = 4
"""Letters by which words are compared whose order counts, of short words one less: endings follow what is done to whom."""
_MOST_LETTERS: Final = 24
"""Letters of a word whose pairs are compared."""
_MOST_REPLACED: Final = 3
"""Replaced words that are counted."""
_WHOLE_FRAME: Final = 0.8
"""Share of all words that are the same where but one small thing differs."""
_PIVOTED: Final = 2
"""Places between two words that have changed them around a third, at least."""

NAMES: Final = (
    "negation",
    "without",
    "numbers",
    "signs",
    "opposites",
    "choices",
    "question",
    "exchange",
    "direction",
    "replaced",
    "kept",
    "frame",
    "substituted",
    "more",
    "less",
    "comparable",
)
"""The numbers of `differences`, each in [0, 1]:

- `negation`, `without`: one text has such a word, the other has none.
- `numbers`, `question`: both have numbers (question words) that the other has not; 0.5: one of them only.
- `signs`: other signs (C#, C++), or in short texts other emoji.
- `opposites`, `choices`: words that exclude each other (open, close; Monday, Friday), or the same word with another prefix.
- `exchange`: the same words, but two have changed places around a third (a mod bans an admin, an admin bans a mod).
- `direction`: one goes to where the other comes from.
- `replaced`: content words that stand instead of others, a third each, at most three.
- `kept`: share of the content words of the longer text that the other has, too, inflected or mistyped included.
- `frame`: the same of all words, those that say little by themselves included.
- `substituted`: `frame` where a content word stands instead of another, else 0: all the same but for one thing.
- `more`, `less`: share of content words that only the first (the second) text has.
- `comparable`: 1 if both texts are written in letters of one script; else `replaced`, `kept`, `frame`, `substituted`, `more` and `less` are 0.
"""


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


_OR: Final = _words("or или либо")
_SAID_ASIDE: Final = _words("no nope nah нет неа не")
"""At the end of a question these call for assent, and negate nothing: "you open at nine, no?"."""
_SIGNS: Final = regex.compile(
    r"""
    (?<= [\p{L}\p{N}] ) [#+]++ | [$€£¥₽₴%°]
    | (?<= [\p{L}\p{N}] ) (?: [<>=!] =?+ | [*^×÷] ) (?= [\p{L}\p{N}] )
    """,
    regex.VERSION1 | regex.VERBOSE,
)
"""Signs that belong to a word or stand for one, and operators between their operands."""
_PICTURES: Final = regex.compile(
    r"\p{Extended_Pictographic} | (?<! \S ) [^\p{L}\p{N}\s]{2,3}+ (?! \S )", regex.VERSION1 | regex.VERBOSE
)
"""Emoji, smileys and other signs that stand alone."""
_UNSPACED: Final = regex.compile(r"[\p{Han}\p{Hiragana}]", regex.VERSION1)
"""Letters of scripts without blanks between words: each counts as a word."""
_DOUBLED: Final = regex.compile(r"(\p{Han}) \s+ [不没] \s+ \1", regex.VERSION1 | regex.VERBOSE)
"""A question, not a negation: 能不能, 有没有."""
_NAMED_PICTURES: Final = regex.compile(
    r"(?<= [\p{L}\p{N}] [ ]++ [\p{L}\p{N}]{1,20}+ [ ] ) \p{Extended_Pictographic} (?= [ ] [\p{L}\p{N}] )",
    regex.VERSION1 | regex.VERBOSE,
)
"""Emoji with two words before and one behind: they stand for a word."""
_FEW_WORDS: Final = 2
"""Up to so many words that say something, any emoji may be what is asked about; beside more, those at the ends are ornaments."""

_PREFIXES: Final = _words(
    "в во вы за из ис на над не об от ото пере по под подо при про раз рас с со у без бес un in im dis non de re mis over under"
)
_AGAINST: Final = _words("не без бес раз рас un in im dis non de mis")
"""Prefixes that turn a word round that has none."""
_EASILY_MISTYPED: Final = (
    {"по", "про"},
    {"по", "под"},
    {"по", "подо"},
    {"о", "об"},
    {"при", "пере"},
    {"с", "со"},
    {"раз", "рас"},
    {"un", "in"},
)
"""Pairs of prefixes that a slip makes of each other, or that mean the same."""
_LONGEST_PREFIX: Final = 5
_SHORTEST_STEM: Final = 4

_DIGIT: Final = regex.compile(r"\p{Nd}")
_NUMBER: Final = regex.compile(r"\p{Nd}++(?:[.,:/-]\p{Nd}++)*+")


@dataclasses.dataclass(frozen=True, slots=True)
class TextWords:
    """What is looked at of a text. Make it with `of` once for each text; `differences` compares two."""

    negated: bool
    """Whether what is asked is negated: from the question word on, if there is one."""
    negated_before: bool
    """Whether what is said before the question word is negated."""
    without: bool
    numbers: frozenset[str]
    signs: frozenset[str]
    pictures: frozenset[str]
    opposites: frozenset[tuple[int, int]]
    choices: frozenset[tuple[int, int]]
    questions: frozenset[str]
    order: Sequence[str]
    """Beginnings of the words whose order counts: persons as such, without articles, question and auxiliary words."""
    source: str
    """Beginning of the word behind the last "from"; empty without one."""
    target: str
    """The same behind the last "to"."""
    content: Mapping[str, frozenset[str]]
    """Words that say much by themselves, and their pairs of letters."""
    small: frozenset[str]
    cyrillic: bool

    @classmethod
    def of(cls, normal: str) -> TextWords:
        """Read a normal form."""
        asked = asides.without(normal)
        apart = _DOUBLED.sub(r"\g<1>", _UNSPACED.sub(r" \g<0> ", signs.apart(asked)[:_MOST_CHARS]))
        words = [word for word in apart.split()[:MOST_WORDS] if word[-1].isalnum() or word[0].isalnum()]
        # "No, wait, where do we meet", "nobody knows how that is done": what is asked begins with the question word.
        begin = next((place for place, word in enumerate(words) if word in WORDS.questions), 0)
        distinct = dict.fromkeys(words)
        content = {word: _pairs(word) for word in distinct if word not in WORDS.small}
        pictures = (_PICTURES if len(content) <= _FEW_WORDS else _NAMED_PICTURES).findall(asked)
        return cls(
            negated=_is_negated(words[begin:]),
            negated_before=_is_negated(words[:begin]),
            without=not WORDS.without.isdisjoint(words),
            numbers=_numbers(words),
            signs=frozenset(_SIGNS.findall(asked)),
            pictures=frozenset(pictures),
            opposites=contrasts.OPPOSITES.sides(distinct),
            choices=contrasts.CHOICES.sides(distinct),
            questions=_questions(words),
            order=list(dict.fromkeys(filter(None, map(_ordered, words)))),
            source=_behind(WORDS.sources, words),
            target=_behind(WORDS.targets, words),
            content=content,
            small=frozenset(word for word in distinct if word in WORDS.small),
            cyrillic=2 * sum("а" <= word[0] <= "я" for word in words) > len(words),
        )

    @property
    def size(self) -> int:
        """Number of different words."""
        return len(self.content) + len(self.small)

    def mentions(self, words: str) -> bool:
        """Tell whether all of some words, inflected or mistyped maybe, are in the text."""
        return not unmatched({word: _pairs(word) for word in words.split()}, self.content)[0]


@functools.lru_cache(maxsize=RECENT)
def read(normal: str) -> TextWords:
    """Return what is looked at of a normal form. The latest are kept: the same examples are near many questions."""
    return TextWords.of(normal)


def differences(first: TextWords, second: TextWords) -> tuple[float, ...]:
    """Return what two texts differ in, as `NAMES` names it."""
    comparable = first.cyrillic == second.cyrillic
    opposed = _conflict(first.opposites, second.opposites)
    replaced = kept = frame = more = less = 0.0
    if comparable:
        mine, theirs, turned = unmatched(first.content, second.content)
        left, right = len(mine), len(theirs)
        opposed = opposed or turned
        one, two = len(first.content), len(second.content)
        common = max(one, two) - max(left, right)
        kept = common / max(one, two, 1)
        frame = (common + len(first.small & second.small)) / max(one + len(first.small), two + len(second.small), 1)
        replaced = min(left, right, _MOST_REPLACED) / _MOST_REPLACED
        more, less = left / max(one, 1), right / max(two, 1)
    return (
        float(
            first.negated != second.negated
            # What stands before the question word belongs to it where the other text has it, too: "I did (not) get it, what now".
            or (first.negated_before != second.negated_before and frame >= _WHOLE_FRAME)
        ),
        float(first.without != second.without),
        _sets_differ(first.numbers, second.numbers),
        float(first.signs != second.signs or _sets_differ(first.pictures, second.pictures) == 1),
        float(opposed),
        float(_conflict(first.choices, second.choices)),
        _sets_differ(first.questions, second.questions),
        float(comparable and _is_exchanged(first.order, second.order)),
        float(_is_turned_round(first, second)),
        replaced,
        kept,
        frame,
        frame if replaced else 0.0,
        more,
        less,
        float(comparable),
    )


def _is_negated(words: Sequence[str]) -> bool:
    """Tell whether there is a negation other than that of "or not"."""
    before = ""
    end = len(words)
    while end > 1 and words[end - 1] in _SAID_ASIDE:
        end -= 1
    for word in words[:end]:
        if (word in WORDS.negations and before not in _OR) or (word == "t" and before in WORDS.before_t):
            return True
        before = word
    return False


def _numbers(words: Iterable[str]) -> frozenset[str]:
    """Return the numbers in digits or words; one that comes again is another one: 2+2 is not 2+3."""
    found: list[str] = []
    for word in words:
        if word in WORDS.numbers:
            found.append(WORDS.numbers[word])
        elif _DIGIT.search(word):
            found += _NUMBER.findall(word)
    return frozenset(f"{number} {found[:place].count(number)}" for place, number in enumerate(found))


def _questions(words: Sequence[str]) -> frozenset[str]:
    """Return what is asked for: a time, a place, a way."""
    found: set[str] = set()
    together = ""
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        kind = WORDS.questions.get(word)
        if pair := WORDS.question_pairs.get((word, following)):
            found.add(pair)
            together = following
            continue
        if kind == "how" and following in WORDS.measures:
            found.add("much" if following == "many" else following)  # and "how": the next word may be mistyped
        if kind and word != together:
            found.add(kind)
        together = ""
    return frozenset(found)


def _ordered(word: str) -> str:
    """Return as what a word stands in `TextWords.order`; empty: not at all."""
    if word in WORDS.persons:
        return WORDS.persons[word]
    if word in WORDS.questions or (word in WORDS.small and word not in WORDS.targets and word not in WORDS.sources):
        return ""
    return _stem(word)


def _stem(word: str) -> str:
    return word[: _STEM if len(word) > _STEM else _STEM - 1]


def _behind(prepositions: frozenset[str], words: Sequence[str]) -> str:
    """Return the beginning of the first word that says something behind the last of some prepositions; empty without one."""
    for place in range(len(words) - 2, -1, -1):
        if words[place] in prepositions:
            for word in words[place + 1 : place + 3]:
                if word not in WORDS.small:
                    return _stem(word)
    return ""


def _pairs(word: str) -> frozenset[str]:
    padded = f"^{word[:_MOST_LETTERS]}"
    return frozenset(map(str.__add__, padded, padded[1:]))


def _sets_differ(one: frozenset[str], two: frozenset[str]) -> float:
    if one == two:
        return 0.0
    return 1.0 if one - two and two - one else 0.5


def _conflict(one: frozenset[tuple[int, int]], two: frozenset[tuple[int, int]]) -> bool:
    """Tell whether two texts have words of different sides of a group, each one that the other has not."""
    if not one or not two:
        return False
    return not {group for group, _ in one - two}.isdisjoint(group for group, _ in two - one)


def _is_turned_round(one: TextWords, two: TextWords) -> bool:
    """Tell whether one text goes to where the other comes from."""
    return bool((one.source and one.source == two.target) or (two.source and two.source == one.target))


def unmatched(
    one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]
) -> tuple[Sequence[str], Sequence[str], bool]:
    """Return the words that each text has alone, and tell whether a word of one is a word of the other turned round by its prefix."""
    left = [word for word in one if word not in two]
    right = [word for word in two if word not in one]
    alone: list[str] = []
    turned = False
    for word in left:
        for other in right:
            if _is_turned(word, other):
                turned = True
            elif _is_variant(word, other) or _most_pairs(one[word], two[other]):
                right.remove(other)
                break
        else:
            alone.append(word)
    return alone, right, turned


def _is_variant(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: three fifths of the longer one are a common beginning."""
    begin = max(3, -(-3 * max(len(word), len(other)) // 5))
    return word[:begin] == other[:begin] and word.isalpha() and other.isalpha()


def _most_pairs(one: frozenset[str], two: frozenset[str]) -> bool:
    """Tell whether two words are misspellings of one: they have three fifths of their pairs of letters in common."""
    return min(len(one), len(two)) >= _SHORTEST_STEM and 10 * len(one & two) >= 3 * (len(one) + len(two))


def _is_turned(word: str, other: str) -> bool:
    """Tell whether two words are alike but for their prefixes, and these say different things: mute, unmute; подписать, отписать."""
    if word[-_SHORTEST_STEM:] != other[-_SHORTEST_STEM:]:
        return False
    common = 0
    for first, second in zip(reversed(word), reversed(other), strict=False):
        if first != second:
            break
        common += 1
    # The prefixes may end with the same letters ("под", "от" before "писать" end with other ones): shorter stems are tried, too.
    for stem in range(common, max(common - 2, _SHORTEST_STEM - 1), -1):
        one, two = word[: len(word) - stem], other[: len(other) - stem]
        if max(len(one), len(two)) <= _LONGEST_PREFIX and one != two:
            if not one or not two:
                if (one or two) in _AGAINST:
                    return True
            elif one in _PREFIXES and two in _PREFIXES and {one, two} not in _EASILY_MISTYPED:
                return True
    return False


def _is_exchanged(one: Sequence[str], two: Sequence[str]) -> bool:
    """Tell whether exactly two words that are in both texts have changed places, and others stand between them."""
    two = [next((other for other in one if _is_begun(word, other)), word) for word in two]
    before = [word for word in one if word in two]
    after = [word for word in dict.fromkeys(two) if word in one]
    moved = [place for place, (word, other) in enumerate(zip(before, after, strict=True)) if word != other]
    return len(moved) == 2 and moved[1] - moved[0] >= _PIVOTED


def _is_begun(one: str, two: str) -> bool:
    """Tell whether the shorter of two stems is the beginning of the longer: of "друг" it is shorter than of "друга"."""
    return one == two or (min(len(one), len(two)) >= _STEM - 1 and (one.startswith(two) or two.startswith(one)))
