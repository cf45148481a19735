"""Find taught words that sound like what was heard: "a large diced mocha", where only "iced" was taught.

A recogniser that does not expect a word writes down another one that sounds like it. Words are found by their consonants (all that differ by
one consonant or less are in one place of an index), and compared with `phonetics.distance`; so the time does not depend on how much was taught.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from chatterbot import folding
from chatterbot.dialogue import phonetics

__all__ = ("SoundAlikes",)

MOST_WORDS: Final = 5_000
"""Taught words that are compared, the first ones given."""
MOST_HEARD: Final = 24
"""Words of a text that are looked up: a spoken question is shorter."""
MOST_COMPARED: Final = 32
"""Taught words that one heard word is compared with: 20 microseconds each."""
LEAST_LETTERS: Final = 4
"""Letters of a taught word, at least: a shorter one sounds like too many others."""
MOST_LETTERS: Final = 24
LENIENT: Final = 0.25
"""Share of a word's sounds by which another one may differ; one consonant of four."""
_VOWELS: Final = re.compile("[aeiou]")
_CLASSES: Final = str.maketrans(
    {"b": "p", "v": "f", "g": "k", "d": "t", "z": "s", "Z": "S", "T": "ts", "X": "ks", "C": "tS", "J": "tS", "h": ""}
)
"""Consonants that are often confused, as one."""
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class SoundAlikes:
    """Taught words, found by their sound. Building takes 20 microseconds a word: for a worker thread.

    Parameters
    ----------
    taught
        The words, the most frequent first, in small letters.
    common
        Words of everyday speech, in small letters: they are heard well, so they neither replace others nor are replaced.
    """

    def __init__(self, taught: Iterable[str] = (), common: Container[str] = frozenset()) -> None:
        self._common = common
        self._spelled: dict[str, str] = {}
        """Each taught word, as `phonetics.spelled` writes it."""
        self._places: dict[str, list[str]] = {}
        """Taught words by their consonants, and by these without one of them."""
        self._taught: set[str] = set()
        for word in taught:
            self._taught.add(word)
            wanted = LEAST_LETTERS <= len(word) <= MOST_LETTERS and word not in common and word not in self._spelled
            if wanted and len(self._spelled) < MOST_WORDS:
                self._spelled[word] = spelled = phonetics.spelled(word)
                for key in _keys(spelled):
                    self._places.setdefault(key, []).append(word)

    def replaced(self, text: str) -> str:
        """Return a text with each word that was not taught replaced by the taught one that sounds most like it; empty if none is.

        Takes at most 20 milliseconds, whatever was taught and said: for a worker thread.
        """
        heard = list(_WORD.finditer(text))[:MOST_HEARD]
        parts: list[str] = []
        end = 0
        for word in heard:
            if (other := self._like(folding.fold(word[0]))) is not None:
                parts += (text[end : word.start()], other)
                end = word.end()
        return "".join((*parts, text[end:])) if parts else ""

    def _like(self, word: str) -> str | None:
        if word in self._taught or word in self._common or not LEAST_LETTERS - 1 <= len(word) <= MOST_LETTERS:
            return None
        spelled = phonetics.spelled(word)
        found: dict[str, None] = {}
        for key in _keys(spelled):
            for other in self._places.get(key, ())[:MOST_COMPARED]:
                if len(found) < MOST_COMPARED:
                    found[other] = None
        nearest: tuple[float, str] | None = None
        for other in found:
            if bool(_CYRILLIC.match(word)) is not bool(_CYRILLIC.match(other)):
                continue
            sounds = self._spelled[other]
            limit = LENIENT * max(len(sounds), len(spelled))
            distance = phonetics.distance(spelled, sounds, limit)
            if distance <= limit and (nearest is None or (distance, other) < nearest):
                nearest = distance, other
        return None if nearest is None else nearest[1]


def _keys(spelled: str) -> Iterator[str]:
    """Yield the consonants of a spelled word, and these without one of them, each once."""
    consonants = _VOWELS.sub("", spelled).translate(_CLASSES)
    yield consonants
    seen = {consonants}
    for place in range(len(consonants)):
        if len(shorter := consonants[:place] + consonants[place + 1 :]) > 1 and shorter not in seen:
            seen.add(shorter)
            yield shorter
