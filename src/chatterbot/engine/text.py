"""Normalisation of texts, and the numbers derived from it that are no similarity: exact key, script, number of words.

Nothing here raises on hostile input: lone surrogates, NUL, control characters and texts of any length are all just texts.
"""

from __future__ import annotations

import functools
import hashlib
import unicodedata
import zlib
from typing import Final

import regex

from chatterbot.engine import signs

__all__ = ("EMPTY_KEY", "clean", "exact_key", "normalise", "script", "signs_key")

RECENT: Final = 512
"""Texts whose normal forms are kept: a message's is asked for five times on its way, and those of the examples near it each time."""

EMPTY_KEY = 0
"""Exact key of a text of blanks alone: it equals no other text."""

_SCRIPT_ENDS = (0x0250, 0x0370, 0x0400, 0x0530, 0x0590, 0x0600, 0x0780, 0x1100, 0x2E80, 0xAC00, 0x110000)
"""Ends of Unicode ranges that belong together as scripts (Unicode 16, chapter 7 ff.): Latin, modifiers, Greek, Cyrillic, Armenian,
Hebrew, Arabic, Indic and others, symbols, CJK with kana, Hangul and everything above."""


def _pattern(text: str) -> regex.Pattern[str]:
    return regex.compile(text, regex.VERSION1 | regex.VERBOSE)


_PILE: Final = _pattern(r"(?<= \p{M}{30} ) \p{M}++")
"""Marks on one letter behind the thirtieth (UAX 15, stream-safe text): Python sorts them in the square of their number."""

_UNSEEN: Final = _pattern(
    r"""
    (?<! 🏴 [\U000e0020-\U000e007f]{0,8} ) [\U000e0020-\U000e007f]++
    | [\p{Default_Ignorable_Code_Point}--[\u200c\u200d\U000e0020-\U000e007f]]++
    """
)
_SKIN_TONES: Final = _pattern(r"(?<= \p{Emoji_Modifier_Base} ) \p{Emoji_Modifier}++")
_JOINERS: Final = _pattern(r"(?P<first> [\u200c\u200d] ) [\u200c\u200d]*+")
_OPTIONAL_MARKS: Final = _pattern(
    r"""
    (?<= [\p{Script=Arabic}&&\p{L}] ) [\u0640\u064b-\u0652\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]++
    | (?<! \u0640 ) \u0640++ (?= [\p{Script=Arabic}&&\p{L}] )
    | (?<= [\u05d0-\u05ea] ) [\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]++
    | (?<= i ) \u0307++
    | (?<! [՛՜՞] ) [՛՜՞]++ (?= \p{Script=Armenian} )
    """
)
_RAISED: Final = _pattern(r"(?<= \p{Nd} ) (?= [⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺] )")
_LOWERED: Final = _pattern(r"(?<= \p{Nd} ) (?= [₀-₉] )")
_BESIDE: Final = _pattern(r"(?<= \p{Nd} ) (?= [¼½¾⅐-⅞] ) | (?<= [⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉¼½¾⅐-⅞] ) (?= \p{Nd} )")
"""Places between a number and a small one that NFKC would make one number of: 10² is not 102, 1½ not 11/2."""
_EMOJI_MARKS: Final = _pattern(r"(?<= \S ) [❓❔❗❕]++")
_VIRAMA: Final = _pattern(r"\p{Canonical_Combining_Class=Virama}")
_PICTURE: Final = _pattern(r"\p{Extended_Pictographic}")

_BEFORE: Final = dict.fromkeys((*range(9), *range(14, 28), *range(127, 133), *range(134, 160)), " ") | {
    0xB4: "'",
    0x60: "'",
}
"""Control characters are blanks; accents used as apostrophes and quotes (NFKC would put ´ on a blank) are such."""
_AFTER: Final = str.maketrans(
    {
        "ё": "е",
        **dict.fromkeys("‘’‚‛ʼʹ′‵`՚＇", "'"),
        **dict.fromkeys("“”„‟«»〝〞״", '"'),
        **dict.fromkeys("‐‒–⁃−", "-"),
        **dict.fromkeys("―⸺⸻", "—"),
        **dict.fromkeys("؟⸮፧꘏", "?"),
        **dict.fromkeys("⁄∕", "/"),
        "〜": "~",
        "∗": "*",
        "∶": ":",
    }
)
"""Characters that differ in their look alone: apostrophes, quotes, dashes, question marks of other scripts."""


def clean(text: str, limit: int) -> str:
    """Cut a text to `limit` characters and make it encodable: lone surrogates become ``?``, NUL a space."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


@functools.lru_cache(maxsize=RECENT)
def normalise(text: str) -> str:
    """Return what counts of a text: NFKC, lower case, ё as е, one space between, without sentence marks and smileys at the end.

    A text of which nothing would be left stays as it is. Two texts with the same normal form are the same prompt. `signs` says which
    signs count, `_folded` which letters are the same.
    """
    return signs.pieces(_folded(text)) or " ".join(text.split())


def _folded(text: str) -> str:
    """Make characters that are written differently and mean the same equal.

    - NFKC: full-width forms, ligatures, superscripts; Korean letters become syllables. Then lower case, and ё as е.
    - Powers of numbers are written with ^, a fraction stands beside its number: 10² is 10^2, 1½ is 1 1/2.
    - ❓ and ❗ right behind a word are its sentence's marks.
    - Turkish ı, German ß and stress marks stay (замо́к is not за́мок, Maße are no Masse): letters are no look. İ is i, as I is: without
      knowing the language, I cannot be ı.
    - Marks most people leave out are left out: Arabic harakat and tatweel, Hebrew niqqud, and the marks inside Armenian words.
    - Characters nobody sees are gone: soft hyphens, zero-width blanks, direction marks, variation selectors. Joiners stay in emoji and
      beside a virama (Malayalam and Sinhala spell with them); elsewhere the non-joiner is a blank, as Persian is typed without that key.
    - A skin tone is left out: phones add it for the writer, not for the question. Alone it stays.
    """
    if text.isascii():
        return " ".join(text.translate(_BEFORE).lower().replace("''", '"').split())
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _UNSEEN.sub("", _PILE.sub("", text)).translate(_BEFORE)
    text = _BESIDE.sub(" ", _LOWERED.sub("_", _RAISED.sub("^", text)))
    text = _EMOJI_MARKS.sub(lambda found: "".join("?" if sign in "❓❔" else "!" for sign in found[0]), text)
    text = unicodedata.normalize("NFKC", text).lower().translate(_AFTER).replace("''", '"')
    text = _OPTIONAL_MARKS.sub("", _SKIN_TONES.sub("", text))
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub(_joiner, text)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _joiner(found: regex.Match[str]) -> str:
    before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
    if _VIRAMA.match(before) or _VIRAMA.match(after):
        return found["first"]
    if found["first"] == "\u200c":
        return " "
    return found["first"] if _PICTURE.match(before) and _PICTURE.match(after) else ""


def exact_key(normal: str) -> int:
    """Return the 64-bit key of a normal form (BLAKE2b); `EMPTY_KEY` for the empty one, and only for it."""
    if not normal:
        return EMPTY_KEY
    return int.from_bytes(hashlib.blake2b(normal.encode("utf-8", "replace"), digest_size=8).digest(), "little") or 1


def signs_key(normal: str) -> int:
    """Return the 32-bit key of the signs of a normal form, in their order; 0 without any."""
    found = signs.signs(normal)
    return zlib.crc32(" ".join(found).encode("utf-8", "replace")) or 1 if found else 0


def script(normal: str) -> int:
    """Say which script most letters of a normal form belong to: 1 + index of its range, or 0 when it has no letter."""
    counts = [0] * len(_SCRIPT_ENDS)
    for char in normal:
        if char.isalpha():
            point = ord(char)
            counts[next(i for i, end in enumerate(_SCRIPT_ENDS) if point < end)] += 1
    most = max(counts)
    return counts.index(most) + 1 if most else 0
