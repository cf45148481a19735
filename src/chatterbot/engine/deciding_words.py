"""The lists of words that decide what a question asks, of all languages: negations, question words, numbers, opposites.

There is one list, `data/deciding_words.txt`, and one code that looks for its words in texts (`differences`, `contrasts`). Both the rule
that holds answers back (`distinction`) and the verifier's clues (`markers`) use it.
"""

from __future__ import annotations

import dataclasses
import importlib.resources
from collections.abc import Mapping, Sequence
from typing import Final, Self

__all__ = ("WORDS", "DecidingWords")

_FILE: Final = "deciding_words.txt"

Sides = Sequence[Sequence[str]]
"""Words of a group, by side: those of different sides exclude each other. A word with ``*`` is a beginning."""


@dataclasses.dataclass(frozen=True, slots=True)
class DecidingWords:
    """The lists, in normal form."""

    negations: frozenset[str]
    before_t: frozenset[str]
    """What "n't" leaves before its "t" in a normal form."""
    without: frozenset[str]
    sources: frozenset[str]
    """Prepositions before where something comes from."""
    targets: frozenset[str]
    """Prepositions before where something goes."""
    questions: Mapping[str, str]
    """Question word: what it asks for."""
    question_pairs: Mapping[tuple[str, str], str]
    """Two words that ask together for something else than the first (or the second) alone: "what time" is "when"."""
    measures: frozenset[str]
    """What "how" can stand before: "how long" asks for something else than "how"."""
    numbers: Mapping[str, str]
    """Word: number in digits."""
    persons: Mapping[str, str]
    """Word: 1 for who speaks, 2 for who is spoken to."""
    articles: frozenset[str]
    prepositions: frozenset[str]
    """What stands before a word and changes with it: "into the clan", "a clan"."""
    small: frozenset[str]
    """Words that say little by themselves, articles included."""
    opposites: Sequence[Sides]
    choices: Sequence[Sides]
    """Things of one kind, of which a question is about one."""

    @classmethod
    def of(cls, written: str) -> Self:
        """Read the lists: sections in brackets, comments behind ``#``; sides are separated by ``|``, kinds end with a colon.

        Raises
        ------
        KeyError
            A section is missing.
        """
        sections: dict[str, list[str]] = {}
        section = ""
        for line in filter(None, (line.partition("#")[0].strip() for line in written.splitlines())):
            if line.startswith("["):
                section = line.strip("[]")
            else:
                sections.setdefault(section, []).append(line)
        pairs = {
            (pair.split()[0], pair.split()[1]): kind
            for kind, words in map(_kind, sections["questions of two words"])
            for pair in words.split(",")
        }
        return cls(
            negations=_all(sections["negations"]),
            before_t=_all(sections["negations before t"]),
            without=_all(sections["without"]),
            sources=_all(sections["from"]),
            targets=_all(sections["to"]),
            questions=_by_word(sections["questions"]),
            question_pairs=pairs,
            measures=_all(sections["measures"]),
            numbers=_by_word(sections["numbers"]),
            persons=_by_word(sections["persons"]),
            articles=_all(sections["articles"]),
            prepositions=_all(sections["prepositions"]),
            small=_all(sections["small words"]) | _all(sections["articles"]),
            opposites=[_sides(line) for line in sections["opposites"]],
            choices=[_sides(line) for line in sections["choices"]],
        )


def _all(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _kind(line: str) -> tuple[str, str]:
    kind, _, words = line.partition(":")
    return kind.strip(), words


def _by_word(lines: Sequence[str]) -> dict[str, str]:
    return {word: kind for kind, words in map(_kind, lines) for word in words.split()}


def _sides(line: str) -> Sides:
    return [side.split() for side in line.split("|")]


WORDS: Final = DecidingWords.of(
    importlib.resources.files("chatterbot.engine").joinpath("data", _FILE).read_text("utf-8")
)
