"""Fonts of the drawing process: which characters they have, and what is drawn in the place of the others.

DejaVu Sans is part of matplotlib and has Latin, Greek, Cyrillic, Hebrew, Arabic and many signs. For other scripts and emoji, fonts of the machine
are used where they are found. A character that no font has would be drawn as a box; it is left out, and the picture says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from matplotlib import font_manager, ft2font

__all__ = ("Fonts",)

FIRST: Final = "DejaVu Sans"
OTHERS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "Microsoft YaHei",
    "Malgun Gothic",
    "PingFang SC",
    "Hiragino Sans",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Thai",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Unifont",
    "Noto Emoji",
    "Symbola",
    "Segoe UI Emoji",
)
"""Fonts that are tried in this order for characters that the first one lacks. Fonts of colour pictures are not among them: matplotlib cannot
draw those."""

LEFT_OUT: Final = "[…]"
"""Stands for characters that no font has."""
_UNSEEN: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Joiners and variation selectors: nothing is drawn for them."""


class Fonts:
    """The fonts found on this machine."""

    def __init__(self) -> None:
        installed = {entry.name for entry in font_manager.fontManager.ttflist}
        self.names: Sequence[str] = [FIRST, *(name for name in OTHERS if name in installed)]
        """Their names, in the order in which a character is looked for."""
        self._has = frozenset[int]().union(*(_characters(name) for name in self.names))
        self.left_out = False
        """Whether `drawable` has left out a character."""

    def drawable(self, text: str) -> str:
        """Return `text` with `LEFT_OUT` in the place of characters that no font has."""
        if all(ord(character) in self._has or character in _UNSEEN for character in text):
            return text
        pieces: list[str] = []
        for character in text:
            if ord(character) in self._has:
                pieces.append(character)
            elif character in _UNSEEN or unicodedata.combining(character):
                continue
            elif not pieces or pieces[-1] != LEFT_OUT:
                pieces.append(LEFT_OUT)
        self.left_out = True
        return "".join(pieces)


def _characters(name: str) -> frozenset[int]:
    """Return the code points that a font has in both weights used here."""
    weights = [font_manager.FontProperties(family=name, weight=weight) for weight in ("normal", "bold")]
    found = [ft2font.FT2Font(font_manager.findfont(weight)).get_charmap().keys() for weight in weights]
    return frozenset(found[0] & found[1])
