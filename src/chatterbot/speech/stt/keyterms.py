"""Choose the names and terms of a community that the recogniser is told in advance, from the texts that the bot was taught.

With a dozen names as a prompt, Whisper base made half as many word errors in sentences about them (25 % to 13 %), and not more in other
sentences; with many more names it gets slower and reads them back.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable
from typing import Final

__all__ = ("MARKUP", "choose_keyterms")

MAX_TERMS: Final = 12
"""Terms to choose at most: about fifty tokens."""
_DISTINCTIVE_WEIGHT: Final = 3
"""Weight of a word with an unusual spelling (GitHub, API, GPT4, a Latin word in a Cyrillic text); a capitalised word has 1."""
_MAX_LETTERS: Final = 30
"""Letters that a term may have; longer words are addresses or nonsense."""
_MIN_STEM_LETTERS: Final = 3
"""Letters at the beginning that two grammatical cases of a Russian name have in common, at least."""
_WORD: Final = re.compile(r"[^\W\d_][\w'’+#-]*")
_SENTENCE: Final = re.compile(r"[.!?…\n:;\"«»()\[\]*>]+\s*|^\W+")
MARKUP: Final = re.compile(r"https?://\S+|<[@#:!a-z&][^<>\n]{0,100}>|`[^`]*`|[^\s@]{1,64}@\S+")
"""What nobody says: addresses, Discord's mentions, code."""
_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)

_COMMON: Final = frozenset(
    (  # noqa: SIM905 - words in running text are easier to read than ninety quoted lines
        "i i'm i'll i've i'd ok yes no hi hello mr mrs ms dr tv pm am lol wtf omg idk btw imo faq "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
        "october november december english russian german french spanish italian chinese japanese god internet earth "
        "вы вас вам ваш ваша ваше ваши вами бог земля интернет"
    ).split()
)
"""Words that are often capitalised and that every recogniser knows."""


def choose_keyterms(texts: Iterable[str], most: int = MAX_TERMS) -> tuple[str, ...]:
    """Choose the names and terms that occur in the most texts.

    A term is a word with an inner capital, of capitals only or with a digit; a Latin word in a Cyrillic text; or one or two words that are
    capitalised inside a sentence and never written in lower case. Deterministic: the order of the texts does not matter.

    Parameters
    ----------
    texts
        Prompts and replies. Each takes about 10 microseconds: call this function from a worker thread.
    most
        Terms to return at most.
    """
    counts: collections.Counter[str] = collections.Counter()
    distinctive_terms: set[str] = set()
    lower_case: set[str] = set()
    for text in texts:
        clean = MARKUP.sub(" ", text)
        cyrillic = bool(_CYRILLIC.search(clean))
        found: set[str] = set()
        for sentence in _SENTENCE.split(clean):
            words = _WORD.findall(sentence)
            lower_case.update(word for word in words if word.islower())
            shouting = len(words) > 2 and all(word.isupper() for word in words)
            found |= _names(words, shouting=shouting)
            if not shouting:
                distinctive = {word for word in words if _is_distinctive(word) or (cyrillic and _is_foreign(word))}
                distinctive_terms |= distinctive
                found |= distinctive
        counts.update(term for term in found if len(term) <= _MAX_LETTERS)
    scores = {
        term: count * (_DISTINCTIVE_WEIGHT if term in distinctive_terms else 1)
        for term, count in counts.items()
        if term.casefold() not in _COMMON
        and (term in distinctive_terms or not lower_case.intersection(term.lower().split()))
    }
    best = sorted(scores, key=lambda term: (-scores[term], term))
    chosen: list[str] = []
    for term in best:
        if len(chosen) == most:
            break
        if not any(_overlaps(term, other) for other in chosen):
            chosen.append(term)
    return tuple(chosen)


def _names(words: list[str], *, shouting: bool) -> set[str]:
    """Return the capitalised words inside a sentence; two in a row count as one name."""
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


def _is_distinctive(word: str) -> bool:
    inner = word[1:]
    return len(word) > 1 and (
        any(letter.isdigit() for letter in inner)
        or (word.isupper() and len(word) <= 6)
        or (any(letter.isupper() for letter in inner) and not word.isupper())
    )


def _is_foreign(word: str) -> bool:
    return len(word) > 1 and bool(_LATIN.match(word)) and not _CYRILLIC.search(word)


def _overlaps(term: str, other: str) -> bool:
    """Tell whether two terms are the same name or one contains the other: "Anna" and "Anna Karenina", "api" and "API", "Юрику" and "Юрика"."""
    one, two = term.casefold().split(), other.casefold().split()
    if len(one) == len(two) == 1 and _CYRILLIC.match(term) and _CYRILLIC.match(other):
        stem = max(_MIN_STEM_LETTERS, min(len(one[0]), len(two[0])) - 2)
        return one[0][:stem] == two[0][:stem]
    return set(one) <= set(two) or set(two) <= set(one)
