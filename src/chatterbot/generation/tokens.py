"""How many tokens a text has, roughly: each model counts in its own way, and only its server knows exactly."""

from __future__ import annotations

import math
from typing import Final

__all__ = ("estimated_tokens", "shortened")

BYTES_A_TOKEN: Final = 3.5
"""Bytes of UTF-8 that are taken for a token: 3.5 English letters, 1.75 Russian ones, one Chinese character. Tokenizers of today need fewer
tokens than that for English, and about as many for the others, so that what is estimated to fit does fit."""


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES_A_TOKEN)


def shortened(text: str, tokens: int) -> str:
    """Return a text that has at most so many tokens; a longer one is cut between words and ends with "…"."""
    most = int(max(tokens, 1) * BYTES_A_TOKEN)
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return text
    kept = raw[: max(0, most - 3)].decode("utf-8", "ignore")
    head, blank, _ = kept.rpartition(" ")
    return (head.rstrip() if blank and len(head) > len(kept) // 2 else kept) + "…"
