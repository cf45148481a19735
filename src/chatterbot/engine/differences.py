"""What two texts differ in: a few numbers about words that decide what is asked, from their normal forms.

Similarity of meaning or letters does not see these differences: "when do you open" is nearer to "when do you close" than to most ways
of saying the same. Everything here looks at words alone, takes linear time (at most `MOST_WORDS` words of a text are looked at) and knows
the words of `deciding_words`; for languages that are not in it the numbers that need no word lists remain.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import regex

from chatterbot.engine import asides, contrasts, signs
from chatterbot.engine.deciding_words import WORDS

__all__ = ("NAMES", "TextWords", "differences")

MOST_WORDS: Final = 40
"""Words of a text that are looked at."""
_STEM: Final = 4
"""Letters by which words are compared whose order counts, of short words one less: endings follow what is done to whom."""
_MOST_LETTERS: Final = 24
"""Letters of a word whose pairs are compared."""
_MOST_REPLACED: Final = 3
"""Replaced words that are counted."""
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
_SIGNS: Final = regex.compile(r"(?<= [\p{L}\p{N}] ) [#+]++ | [$€£¥₽₴%°]", regex.VERSION1 | regex.VERBOSE)
"""Signs that belong to a word or stand for one."""
_PICTURES: Final = regex.compile(r"\p{Extended_Pictographic}")
_FEW_WORDS: Final = 2
"""Up to so many words that say something, an emoji may be what is asked about; beside more it is an ornament."""

_EMPTY: Final = _words(
    "a an the is are am was were be been being do does did done has have had can could will would shall should may might must to of in on "
    "at for by with from into as it its this that these those there here and or but if so than then i me my we us our you your he she they "
    "them his her their s t re ve ll d m please pls plz hi hey hello thanks thank just really some any about what who where when why how "
    "which и а но или в во на с со к ко у о об по из от до для за над под при не ни ли же бы то это этот эта эти тот та те что чтобы как где "
    "когда куда кто почему зачем сколько какой какая какое какие я ты мы вы он она они мне меня мной нам нас вам вас тебе тебя его ее их мой "
    "моя мое мои наш ваш есть быть был была было были будет так там тут здесь вот еще уже очень пожалуйста плиз привет здравствуйте можно "
    "надо нужно если ну да могу может можем могут able unable possible impossible возможно невозможно"
)
"""Words that say little by themselves."""

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
        words = [word for word in signs.apart(asked).split()[:MOST_WORDS] if word[-1].isalnum() or word[0].isalnum()]
        distinct = dict.fromkeys(words)
        content = {word: _pairs(word) for word in distinct if word not in _EMPTY}
        pictures = _PICTURES.findall(asked) if len(content) <= _FEW_WORDS else ()
        return cls(
            negated=_is_negated(words),
            without=not WORDS.without.isdisjoint(words),
            numbers=_numbers(distinct),
            signs=frozenset(_SIGNS.findall(asked)),
            pictures=frozenset(pictures),
            opposites=contrasts.OPPOSITES.sides(distinct),
            choices=contrasts.CHOICES.sides(distinct),
            questions=_questions(words),
            order=list(dict.fromkeys(filter(None, map(_ordered, words)))),
            source=_behind(WORDS.sources, words),
            target=_behind(WORDS.targets, words),
            content=content,
            small=frozenset(word for word in distinct if word in _EMPTY),
            cyrillic=2 * sum("а" <= word[0] <= "я" for word in words) > len(words),
        )


def differences(first: TextWords, second: TextWords) -> tuple[float, ...]:
    """Return what two texts differ in, as `NAMES` names it."""
    comparable = first.cyrillic == second.cyrillic
    opposed = _conflict(first.opposites, second.opposites)
    replaced = kept = frame = more = less = 0.0
    if comparable:
        left, right, turned = _unmatched(first.content, second.content)
        opposed = opposed or turned
        one, two = len(first.content), len(second.content)
        common = max(one, two) - max(left, right)
        kept = common / max(one, two, 1)
        frame = (common + len(first.small & second.small)) / max(one + len(first.small), two + len(second.small), 1)
        replaced = min(left, right, _MOST_REPLACED) / _MOST_REPLACED
        more, less = left / max(one, 1), right / max(two, 1)
    return (
        float(first.negated != second.negated),
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
    # "No, wait, where do we meet", "nobody knows how that is done": what is asked begins with the question word.
    begin = next((place for place, word in enumerate(words) if word in WORDS.questions), 0)
    end = len(words)
    while end > begin + 1 and words[end - 1] in _SAID_ASIDE:
        end -= 1
    for word in words[begin:end]:
        if (word in WORDS.negations and before not in _OR) or (word == "t" and before in WORDS.before_t):
            return True
        before = word
    return False


def _numbers(words: Iterable[str]) -> frozenset[str]:
    """Return the numbers in digits or words."""
    found: set[str] = set()
    for word in words:
        if word in WORDS.numbers:
            found.add(WORDS.numbers[word])
        elif _DIGIT.search(word):
            found.update(_NUMBER.findall(word))
    return frozenset(found)


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
    if word in WORDS.questions or (word in _EMPTY and word not in WORDS.targets and word not in WORDS.sources):
        return ""
    return _stem(word)


def _stem(word: str) -> str:
    return word[: _STEM if len(word) > _STEM else _STEM - 1]


def _behind(prepositions: frozenset[str], words: Sequence[str]) -> str:
    """Return the beginning of the first word that says something behind the last of some prepositions; empty without one."""
    for place in range(len(words) - 2, -1, -1):
        if words[place] in prepositions:
            for word in words[place + 1 : place + 3]:
                if word not in _EMPTY:
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


def _unmatched(one: Mapping[str, frozenset[str]], two: Mapping[str, frozenset[str]]) -> tuple[int, int, bool]:
    """Count the words that each text has alone, and tell whether a word of one is a word of the other turned round by its prefix."""
    left = [word for word in one if word not in two]
    right = [word for word in two if word not in one]
    alone, turned = 0, False
    for word in left:
        for other in right:
            if _is_turned(word, other):
                turned = True
            elif _is_variant(word, other) or _most_pairs(one[word], two[other]):
                right.remove(other)
                break
        else:
            alone += 1
    return alone, len(right), turned


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
    before = [word for word in one if word in two]
    after = [word for word in two if word in one]
    moved = [place for place, (word, other) in enumerate(zip(before, after, strict=True)) if word != other]
    return len(moved) == 2 and moved[1] - moved[0] >= _PIVOTED
