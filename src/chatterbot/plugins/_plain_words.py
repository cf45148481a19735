"""The words of an answer without what says where they come from."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("without_sources",)

_NUMBERS: Final = re.compile(r"[ ]?\[\d{1,2}(?:, ?\d{1,2})*\](?!\()")
"""``[1]``, ``[1, 2]``, but no link."""
_CODE: Final = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def without_sources(text: str) -> str:
    """Return the words of a model's answer without the numbers in it, and without the small print below it."""
    lines = text.rstrip().split("\n")
    while lines and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    parts = _CODE.split("\n".join(lines))
    # What is in brackets in code is code.
    return "".join(part if number % 2 else _NUMBERS.sub("", part) for number, part in enumerate(parts)).strip()
