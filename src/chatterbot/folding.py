"""Texts as they are compared: capitals, width of letters and the dots of ё mean nothing.

`engine.normalise` is another form on purpose: stored keys are made of it, so it must stay as it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ("fold", "words")

_WORD: Final = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return a text in Unicode's form NFKC, case-folded, and with every ё written as е."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def words(text: str) -> list[str]:
    """Return the folded words of a text: letters, digits and low lines that stand together."""
    return _WORD.findall(fold(text))
