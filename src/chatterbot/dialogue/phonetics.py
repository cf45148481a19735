"""How alike two words sound, across scripts: needed for names that a recogniser has never seen and writes down by their sound.

By their letters, "chatterbot" and "четтербот" have nothing in common, and "Marvin" and "Martin" nearly everything. So words are spelled by
their sounds first, and a difference costs as much as a listener notices it: little between vowels, and between a voiced consonant and its
voiceless counterpart; "h" and an "r" after a vowel are hardly heard. (rapidfuzz is quicker, but knows no such costs; here a dozen pairs of
short words are compared.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

__all__ = ("distance", "spelled")

_CYRILLIC: Final = str.maketrans(
    {
        **dict(
            zip(
                "абвгдежзийклмнопрстуфхцчшщыэюяіїєґўјљњћђџќѓѕ",
                "abvgdeZziiklmnoprstufhTCSSieuaiieguilnCJJkgz",
                strict=True,
            )
        ),
        "ъ": "",
        "ь": "",
    }
)
"""Letters to sounds; capitals are sounds that Latin has no letter of its own for: Z as in "measure", T "ts", C "ch", S "sh"."""
_CYRILLIC_PAIRS: Final = re.compile("дж|кс|тс|тч|дз")
_CYRILLIC_PAIR: Final[Mapping[str, str]] = {"дж": "J", "кс": "X", "тс": "T", "тч": "C", "дз": "z"}
_LATIN: Final = re.compile(
    r"ough|augh|tch|sch|ch|sh|zh|ph|th|ck|qu|wh|kh|gh|dj|dg|ts|tz|cz|sz|oo|ee|ea|ou|ai|ey|ay|c(?=[eiy])|ks|[cjqwxy]|(?<=[^aeiou])e$"
)
_LATIN_SOUNDS: Final[Mapping[str, str]] = {
    "ough": "o", "augh": "o", "tch": "C", "sch": "S", "ch": "C", "sh": "S", "zh": "Z", "ph": "f", "th": "t", "ck": "k", "qu": "kv", "wh": "v", "kh": "h", "gh": "g",
    "dj": "J", "dg": "J", "ts": "T", "tz": "T", "cz": "C", "sz": "S", "oo": "u", "ee": "i", "ea": "i", "ou": "au", "ai": "ei", "ey": "ei",
    "ay": "ei", "ks": "X", "c": "k", "j": "J", "q": "k", "w": "v", "x": "X", "y": "i", "e": "",
}  # fmt: skip
"""English spelling, roughly; a final "e" is silent."""
_DOUBLE: Final = re.compile(r"(.)\1+")

_VOWELS: Final = frozenset("aeiou")
_ALIKE: Final[Mapping[frozenset[str], float]] = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.25, "oa ei"),
        (0.3, "uo bp dt gk vf zs ZS JC JZ"),
        (0.4, "CS CT Ts hg TC gJ"),
        (0.5, "Xk Xs Xt Ct hk mn vb Zz Ss zT Jd"),
        (0.7, "lr tk tp kp db dg bg fs"),
    )
    for pair in pairs.split()
}
"""Cost of taking one sound for the other; for other vowels it is `_OTHER_VOWEL`, for everything else 1."""
_OTHER_VOWEL: Final = 0.4
_LOST: Final[Mapping[str, float]] = {"h": 0.3, "r": 0.5, "i": 0.4, "t": 0.8, "d": 0.8}
"""Cost of missing a sound, or of hearing one that is not there; for other vowels it is `_LOST_VOWEL`, for everything else 1."""
_LOST_VOWEL: Final = 0.5
_FIRST: Final = 1.5
"""Factor of the cost at the first sound: people stress it, and recognisers seldom miss it."""


def spelled(word: str) -> str:
    """Return a folded word spelled by its sounds, one character each; letters of other scripts stay as they are."""
    word = _CYRILLIC_PAIRS.sub(lambda pair: _CYRILLIC_PAIR[pair[0]], word).translate(_CYRILLIC)
    word = "".join(mark for mark in unicodedata.normalize("NFKD", word) if unicodedata.category(mark) != "Mn")
    word = _LATIN.sub(
        lambda letters: "s" if letters[0] == "c" and _is_soft(letters) else _LATIN_SOUNDS[letters[0]], word
    )
    return _DOUBLE.sub(r"\1", word.replace("'", ""))


def distance(one: str, other: str, limit: float) -> float:
    """Return how differently two spelled words sound: 0 if they are the same, 1 for each wrong consonant.

    A weighted edit distance (Wagner and Fischer, 1974), computed row by row.

    Parameters
    ----------
    limit
        A distance above it need not be exact: the result is only certain to be above it, too.
    """
    row = [0.0]
    for place, theirs in enumerate(other):
        row.append(row[place] + _lost(theirs, place))
    for index, mine in enumerate(one):
        last, row = row, [row[0] + _lost(mine, index)]
        for place, theirs in enumerate(other):
            changed = last[place] + _changed(mine, theirs) * (_FIRST if index == place == 0 else 1)
            row.append(min(changed, last[place + 1] + _lost(mine, index), row[place] + _lost(theirs, place)))
        if min(row) > limit:
            return min(row)
    return row[-1]


def _is_soft(letters: re.Match[str]) -> bool:
    return letters.string[letters.end() : letters.end() + 1] in {"e", "i", "y"}


def _changed(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if (cost := _ALIKE.get(frozenset((one, other)))) is not None:
        return cost
    return _OTHER_VOWEL if one in _VOWELS and other in _VOWELS else 1.0


def _lost(sound: str, place: int) -> float:
    return _LOST.get(sound, _LOST_VOWEL if sound in _VOWELS else 1.0) * (1 if place else _FIRST)
