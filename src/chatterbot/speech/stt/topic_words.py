"""Choose the words that the questions of a community are about, for the recogniser: it then hears "iced mocha" and not "ice milk".

On orders of coffee by 50 people, whose words were taught in other orders, 3 % of words were wrong with these words and 7 % without.
"""

from __future__ import annotations

import collections
import math
import re
from collections.abc import Container, Hashable, Iterable
from typing import Final

from chatterbot.speech.stt import keyterms

__all__ = ("choose_topic_words",)

MAX_WORDS: Final = 16
"""Words to choose at most: each makes recognition a millisecond slower, and the model reads a long list back."""
_LEAST_LETTERS: Final = 4
"""Letters of a word, at least: shorter ones are heard well, or are no words of a topic."""
_LEAST_LETTERS_ONCE: Final = 6
"""The same for a word that occurs in one question only."""
_MOST_LETTERS: Final = 24
_EVERYWHERE: Final = 0.5
"""Share of the answers from which on a word tells nothing about what is asked."""
_FEW_ANSWERS: Final = 4
"""Answers below which no word is left out for that."""
_STEM_SHARE: Final = 0.7
"""Share of a Cyrillic word's letters at its beginning that its grammatical forms have in common."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")


def choose_topic_words(
    questions: Iterable[tuple[str, Hashable]], common: Container[str], most: int = MAX_WORDS
) -> tuple[str, ...]:
    """Choose the words that occur in many questions and tell them apart.

    A word counts by the number of questions it occurs in, and the more, the fewer answers those have (as in tf-idf). Deterministic: the order
    of the questions does not matter.

    Parameters
    ----------
    questions
        Each with what tells its answer from others. Each takes about 10 microseconds: call this function from a worker thread.
    common
        Words of everyday speech, in small letters: they are not chosen.
    most
        Words to return at most.
    """
    forms: dict[str, collections.Counter[str]] = {}
    answers: dict[str, set[Hashable]] = {}
    all_answers: set[Hashable] = set()
    for text, answer in questions:
        all_answers.add(answer)
        for word in {word.casefold() for word in _WORD.findall(keyterms.MARKUP.sub(" ", text))}:
            if _LEAST_LETTERS <= len(word) <= _MOST_LETTERS and word not in common:
                stem = _stem(word)
                forms.setdefault(stem, collections.Counter())[word] += 1
                answers.setdefault(stem, set()).add(answer)
    scores: dict[str, float] = {}
    for stem, counts in forms.items():
        share = len(answers[stem]) / len(all_answers)
        if len(all_answers) >= _FEW_ANSWERS and share > _EVERYWHERE:
            continue
        total = counts.total()
        if total > 1 or len(stem) >= _LEAST_LETTERS_ONCE:
            scores[stem] = total * math.log(1 + 1 / share)
    best = sorted(scores, key=lambda stem: (-scores[stem], -len(stem), stem))[:most]
    return tuple(max(forms[stem], key=lambda word: (forms[stem][word], -len(word), word)) for stem in best)


def _stem(word: str) -> str:
    """Return what the grammatical forms of a word have in common, roughly: enough not to spend two places on one word."""
    if _CYRILLIC.match(word):
        return word[: max(_LEAST_LETTERS, math.ceil(len(word) * _STEM_SHARE))]
    return word.removesuffix("s") if len(word) > _LEAST_LETTERS and not word.endswith("ss") else word
