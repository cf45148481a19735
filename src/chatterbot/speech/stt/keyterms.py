"""Names and terms of a community worth telling the recogniser, found in what it was taught.

Given a dozen names before listening, Whisper base made half as many word errors in sentences about them (25 % to 13 %), and no more in
others; with many more it gets slower and reads them back.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable
from typing import Final

__all__ = ("MOST_TERMS", "choose_terms")

MOST_TERMS: Final = 12
"""Terms to choose: about fifty tokens."""
_SHAPED: Final = 3
"""Weight of a word that no dictionary has (GitHub, API, GPT4, Latin amid Cyrillic) against one that is merely capitalised."""
_LONGEST: Final = 30
"""Letters of a term; what is longer is an address or a joke."""
_STEM: Final = 3
"""Letters at least in which two cases of a Russian name agree."""
_WORD: Final = re.compile(r"[^\W\d_][\w'’+#-]*")
_SENTENCE: Final = re.compile(r"[.!?…\n:;\"«»()\[\]*>]+\s*|^\W+")
_NOISE: Final = re.compile(r"https?://\S+|<[@#:!a-z&][^<>\n]{0,100}>|`[^`]*`|[^\s@]{1,64}@\S+")
_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)

_COMMON: Final = frozenset(
    (  # noqa: SIM905 - one word after another is read more easily than ninety quoted lines
        "i i'm i'll i've i'd ok yes no hi hello mr mrs ms dr tv pm am lol wtf omg idk btw imo faq "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
        "october november december english russian german french spanish italian chinese japanese god internet earth "
        "вы вас вам ваш ваша ваше ваши вами бог земля интернет"
    ).split()
)
"""Capitalised words that every recogniser knows."""


def choose_terms(texts: Iterable[str], most: int = MOST_TERMS) -> tuple[str, ...]:
    """Choose the names and terms that occur in the most texts.

    A term is a word with an inner capital, of capitals only or with a digit; a Latin word in a Cyrillic text; or one or two words that are
    capitalised inside a sentence and never written small. Deterministic: the order of the texts does not matter.

    Parameters
    ----------
    texts
        Prompts and replies. Takes about 10 microseconds a text: call it from a worker thread.
    """
    counts: collections.Counter[str] = collections.Counter()
    shaped: set[str] = set()
    small: set[str] = set()
    for text in texts:
        clean = _NOISE.sub(" ", text)
        cyrillic = bool(_CYRILLIC.search(clean))
        found: set[str] = set()
        for sentence in _SENTENCE.split(clean):
            words = _WORD.findall(sentence)
            small.update(word for word in words if word.islower())
            shouting = len(words) > 2 and all(word.isupper() for word in words)
            found |= _names(words, shouting=shouting)
            if not shouting:
                odd = {word for word in words if _is_shaped(word) or (cyrillic and _is_foreign(word))}
                shaped |= odd
                found |= odd
        counts.update(term for term in found if len(term) <= _LONGEST)
    scores = {
        term: count * (_SHAPED if term in shaped else 1)
        for term, count in counts.items()
        if term.casefold() not in _COMMON and (term in shaped or not small.intersection(term.lower().split()))
    }
    best = sorted(scores, key=lambda term: (-scores[term], term))
    chosen: list[str] = []
    for term in best:
        if len(chosen) == most:
            break
        if not any(_within(term, other) for other in chosen):
            chosen.append(term)
    return tuple(chosen)


def _names(words: list[str], *, shouting: bool) -> set[str]:
    """Capitalised words inside a sentence, two in a row taken together."""
    if shouting:
        return set()
    names: set[str] = set()
    run: list[str] = []
    for word in [*words[1:], ""]:
        if word[:1].isupper() and len(word) > 1 and word.casefold() not in _COMMON:
            run.append(word)
            continue
        if len(run) == 2:
            names.add(" ".join(run))
        elif run:
            names.update(run)
        run = []
    return names


def _is_shaped(word: str) -> bool:
    inner = word[1:]
    return len(word) > 1 and (
        any(letter.isdigit() for letter in inner)
        or (word.isupper() and len(word) <= 6)
        or (any(letter.isupper() for letter in inner) and not word.isupper())
    )


def _is_foreign(word: str) -> bool:
    return len(word) > 1 and bool(_LATIN.match(word)) and not _CYRILLIC.search(word)


def _within(term: str, other: str) -> bool:
    """Whether one of them says the other too: "Anna" in "Anna Karenina", "api" and "API", "Юрику" and "Юрика"."""
    one, two = term.casefold().split(), other.casefold().split()
    if len(one) == len(two) == 1 and _CYRILLIC.match(term) and _CYRILLIC.match(other):
        stem = max(_STEM, min(len(one[0]), len(two[0])) - 2)
        return one[0][:stem] == two[0][:stem]
    return set(one) <= set(two) or set(two) <= set(one)
