"""The names of people and places as a language model is told them: one line, short, and of no two people the same."""

from __future__ import annotations

import collections
import unicodedata
from collections.abc import Mapping
from typing import Final

from chatterbot import texts

__all__ = ("LONGEST_NAME", "cleaned", "labels", "visible")

LONGEST_NAME: Final = 32
"""Characters of a name: as many as Discord allows."""
_NOBODY: Final = "somebody"
_ROLES: Final = frozenset({"assistant", "developer", "function", "model", "system", "tool", "user"})
"""Names that a model knows as parts of a conversation."""
_JOINERS: Final = frozenset("\u200c\u200d")
"""Invisible characters that belong to words and to emoji: zero-width non-joiner and joiner."""


def visible(text: str) -> str:
    """Return a text without characters that nobody sees: controls, directions, tags; line breaks and tabs stay."""
    return "".join(
        sign for sign in text if sign in "\n\t" or sign in _JOINERS or unicodedata.category(sign) not in {"Cc", "Cf"}
    )


def cleaned(name: str, longest: int = LONGEST_NAME) -> str:
    """Return a name on one line of at most `longest` characters, without anything invisible in it."""
    return texts.clip(visible(name), longest) or _NOBODY


def labels(names: Mapping[int, str], reserved: str = "") -> dict[int, str]:
    """Return how each person is called, by id: the name, and with it the end of the id where somebody else could be meant.

    Parameters
    ----------
    names
        The names that people see, by the person's id.
    reserved
        A further name that is nobody's but the bot's.
    """
    clean = {person: cleaned(name) for person, name in names.items()}
    known = collections.Counter(_folded(name) for name in clean.values())
    taken = {*_ROLES, _NOBODY, _folded(cleaned(reserved))}
    return {
        person: f"{name} ({person % 10_000:04d})" if known[_folded(name)] > 1 or _folded(name) in taken else name
        for person, name in clean.items()
    }


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip(" .:#@<>[](){}*_`'\"")
