"""Which of two languages a sound is in, where the sound alone does not tell: the words of both are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ("CYRILLIC_LANGUAGES", "fitting", "is_ambiguous", "preference")

AMBIGUOUS: Final = 20.0
"""How many times likelier than the next language the first one must be, by its sound alone. On recordings of people it was wrong below
that only, in 2 of 14 cases, where the log-probabilities of the words were right in both."""
AMBIGUOUS_SHORT: Final = 400.0
"""The same for a short sound that is not in the language which the person spoke before: a single word does not change the language. Of
somebody who has not spoken yet nothing is known: with this limit "Кто главный?" was taken for "Who is the main?" where English was listed
first, since the model translates, and seven more of 147 recordings in English were taken for Russian where Russian was."""
SHORT_S: Final = 1.6
"""Seconds below which a sound is short, the silence around it counted."""
LOYALTY: Final = 0.2
"""By so much the mean log-probability of another language's words must be higher than that of the words in the language expected."""
CYRILLIC_LANGUAGES: Final = frozenset({"be", "bg", "kk", "mk", "mn", "ru", "sr", "tg", "tt", "uk"})
"""Languages that Whisper writes in Cyrillic letters."""
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")


def is_ambiguous(ranked: Sequence[tuple[str, float]], spoken: str | None, seconds: float) -> bool:
    """Tell whether the sound alone does not tell the language, so that the words of the two likeliest ones are compared.

    Parameters
    ----------
    ranked
        Languages and their probabilities, the likeliest first.
    spoken
        The language that the person spoke before; `None`: not known. Short sounds have to be much more like another one.
    seconds
        The length of the sound.
    """
    if len(ranked) < 2:
        return False
    (first, likeliest), (_, next_one) = ranked[:2]
    limit = AMBIGUOUS if spoken in {None, first} or seconds >= SHORT_S else AMBIGUOUS_SHORT
    return likeliest < limit * next_one


def preference(language: str, avg_logprob: float | None, expected: str) -> float:
    """Return how well the words of a language fit the sound, with something on top for the language that is expected of the person."""
    return (avg_logprob or 0.0) + (LOYALTY if language == expected else 0.0)


def fitting(glossary: Sequence[str], language: str) -> Sequence[str]:
    """Return the terms in the script of a language: Latin terms before Russian speech let the model write Russian words in Latin letters."""
    if language not in CYRILLIC_LANGUAGES:
        return [term for term in glossary if not _CYRILLIC.search(term)]
    return [term for term in glossary if _CYRILLIC.search(term)]
