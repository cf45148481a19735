"""Normalisation of texts, and the numbers derived from it that are no similarity: exact key, script, number of words.

Nothing here raises on hostile input: lone surrogates, NUL, control characters and texts of any length are all just texts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ("EMPTY_KEY", "clean", "exact_key", "normalise", "script")

EMPTY_KEY = 0
"""Exact key of a text without any visible character: it equals no other text."""

_WORDS = re.compile(r"\w+")
_SCRIPT_ENDS = (0x0250, 0x0370, 0x0400, 0x0530, 0x0590, 0x0600, 0x0780, 0x1100, 0x2E80, 0xAC00, 0x110000)
"""Ends of Unicode ranges that belong together as scripts (Unicode 16, chapter 7 ff.): Latin, modifiers, Greek, Cyrillic, Armenian,
Hebrew, Arabic, Indic and others, symbols, CJK with kana, Hangul and everything above."""


def clean(text: str, limit: int) -> str:
    """Cut a text to `limit` characters and make it encodable: lone surrogates become ``?``, NUL a space."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def normalise(text: str) -> str:
    """Give the words of a text, NFKC, lower case, ё as е, one space between; a text without words keeps its symbols.

    Two texts with the same normal form are the same prompt.
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return " ".join(_WORDS.findall(folded)) or " ".join(folded.split())


def exact_key(normal: str) -> int:
    """Give the 64-bit key of a normal form (BLAKE2b); `EMPTY_KEY` for the empty one, and only for it."""
    if not normal:
        return EMPTY_KEY
    return int.from_bytes(hashlib.blake2b(normal.encode("utf-8", "replace"), digest_size=8).digest(), "little") or 1


def script(normal: str) -> int:
    """Say which script most letters of a normal form belong to: 1 + index of its range, or 0 when it has no letter."""
    counts = [0] * len(_SCRIPT_ENDS)
    for char in normal:
        if char.isalpha():
            point = ord(char)
            counts[next(i for i, end in enumerate(_SCRIPT_ENDS) if point < end)] += 1
    most = max(counts)
    return counts.index(most) + 1 if most else 0
