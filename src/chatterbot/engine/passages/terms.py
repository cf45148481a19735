"""The words of a text as numbers: each word's beginning, hashed.

Russian and English words are compared by their first five letters, which stands in for their endings ("paying" and "pays", "комнате" and
"комната"): with whole words the right passage came first in .56 of the cases (Russian) and .70 (English), with beginnings in .71 and .77.
Scripts without blanks between words give pairs of letters.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import text as text_

__all__ = ("terms",)

BEGINNING: Final = 5
"""Letters of a word that count."""

UNSPACED: Final = "\u0e00"
"""From this character on are the scripts that are mostly written without blanks (Thai, Chinese, Japanese)."""
_SPACED_HANGUL: Final = "\uac00", "\ud7a3"

_WORD: Final = re.compile(r"\w+")


def terms(text: str) -> npt.NDArray[np.uint32]:
    """Return the terms of a text: sorted, each once."""
    found = {zlib.crc32(part.encode("utf-8", "replace")) for part in _parts(text_.normalise(text))}
    return np.array(sorted(found), np.uint32)


def _parts(normal: str) -> Iterator[str]:
    for match in _WORD.finditer(normal):
        word = match[0]
        if word[0] < UNSPACED or _SPACED_HANGUL[0] <= word[0] <= _SPACED_HANGUL[1]:
            yield word[:BEGINNING]
        elif len(word) == 1:
            yield word
        else:
            yield from (word[place : place + 2] for place in range(len(word) - 1))
